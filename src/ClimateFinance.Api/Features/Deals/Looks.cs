using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Deals;

/// <summary>At what the bureau looked.</summary>
internal enum LookAt
{
    /// <summary>The deal in full.</summary>
    Deal,

    /// <summary>Every fact of it.</summary>
    Timeline,

    /// <summary>Its offers beside one another.</summary>
    Comparison,

    /// <summary>The repayment schedule of one of its offers.</summary>
    Schedule,

    /// <summary>Its record with proofs.</summary>
    Pack,

    /// <summary>A list with the terms of each deal.</summary>
    List,

    /// <summary>A table handed out.</summary>
    Export,

    /// <summary>A report with the terms of each deal.</summary>
    Report,
}

/// <summary>
/// Keeps every look of the bureau at an offer: who, when, at what. It is written before the answer leaves, in a table of its own that only grows: a look
/// changes nothing about a deal, so as an event it would age the versions that the parties' next moves name, and the bureau reading would
/// make them fail. Where it cannot be written, nothing is shown.
/// </summary>
internal sealed class Looks(QueryCaller caller, IEventStore store, IdSource ids, TimeProvider time)
{
    private const string Keep =
        """
        insert into deal_look (id, at, actor, organisation_id, what, detail, deal_ids, region, first_day, last_day)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        """;

    /// <summary>A look at these deals; nothing when the caller is a party, for whom they are its own.</summary>
    public Task AtAsync(LookAt what, IReadOnlyCollection<Guid> deals, CancellationToken cancellation, string? detail = null) =>
        deals.Count == 0 ? Task.CompletedTask : KeepAsync(what, detail, deals, null, null, null, cancellation);

    /// <summary>A look at every deal of a region that was under way between two days.</summary>
    public Task AtSpanAsync(LookAt what, string detail, string regionDigits, DateOnly first, DateOnly last, CancellationToken cancellation) =>
        KeepAsync(what, detail, null, regionDigits, first, last, cancellation);

    private async Task KeepAsync(
        LookAt what, string? detail, IReadOnlyCollection<Guid>? deals, string? region, DateOnly? first, DateOnly? last, CancellationToken cancellation)
    {
        if (caller.Caller.Role != Role.Bureau) return;
        var commit = new Commit(time.GetUtcNow(), new EventContext(caller.Caller.Actor, Role.Bureau, caller.Caller.Organisation)).With(new Sql(
            Keep,
            ids.Next(), time.GetUtcNow(), caller.Caller.Actor, caller.Organisation, what.Wire(), detail, new SqlArgument(SqlType.UuidArray, deals?.ToArray()),
            region, first, last));
        await store.CommitAsync(commit, cancellation);
    }
}
