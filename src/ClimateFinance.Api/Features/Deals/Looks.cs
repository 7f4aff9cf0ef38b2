using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Deals;

/// <summary>At what somebody looked.</summary>
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

    /// <summary>The list of its documents.</summary>
    Documents,

    /// <summary>One of its documents; the detail is its id.</summary>
    Document,

    /// <summary>A list with the terms of each deal.</summary>
    List,

    /// <summary>A table handed out.</summary>
    Export,

    /// <summary>A report with the terms of each deal.</summary>
    Report,
}

/// <summary>
/// Keeps every look at an offer: who, when, at what, in a table of its own that only grows: a look changes nothing about a deal, so as an event it would age
/// the versions that the parties' next moves name, and reading would make them fail. The bureau's is written before the answer leaves, and where
/// it cannot be written nothing is shown; the parties', for whom the deal is their own, go by the <see cref="LookBook"/>.
/// </summary>
internal sealed class Looks(QueryCaller caller, IEventStore store, LookBook book, IdSource ids, TimeProvider time)
{
    private const string Keep =
        """
        insert into deal_look (id, at, actor, organisation_id, side, what, detail, deal_ids, region, first_day, last_day)
        values ($1, $2, $3, $4, 'bureau', $5, $6, $7, $8, $9, $10)
        """;

    /// <summary>A look at these deals.</summary>
    public async Task AtAsync(LookAt what, IReadOnlyCollection<Guid> deals, CancellationToken cancellation, string? detail = null)
    {
        if (deals.Count == 0) return;
        if (caller.Caller.Role == Role.Bureau) await KeepAsync(what, detail, deals, null, null, null, cancellation);
        else if (caller.Caller.Role is Role.Enterprise or Role.Bank) await book.NoteAsync(Look(what, detail, deals), cancellation);
    }

    /// <summary>A look of the bureau at every deal of a region that was under way between two days.</summary>
    public Task AtSpanAsync(LookAt what, string detail, string regionDigits, DateOnly first, DateOnly last, CancellationToken cancellation) =>
        caller.Caller.Role == Role.Bureau ? KeepAsync(what, detail, null, regionDigits, first, last, cancellation) : Task.CompletedTask;

    private DealLook Look(LookAt what, string? detail, IReadOnlyCollection<Guid> deals) => new(
        ids.Next(), time.GetUtcNow(), caller.Caller.Actor, caller.Caller.Organisation, Audiences.NameOf(caller.Caller.Role), what.Wire(), detail, deals);

    private async Task KeepAsync(
        LookAt what, string? detail, IReadOnlyCollection<Guid>? deals, string? region, DateOnly? first, DateOnly? last, CancellationToken cancellation)
    {
        var commit = new Commit(time.GetUtcNow(), new EventContext(caller.Caller.Actor, Role.Bureau, caller.Caller.Organisation)).With(new Sql(
            Keep,
            ids.Next(), time.GetUtcNow(), caller.Caller.Actor, caller.Organisation, what.Wire(), detail, new SqlArgument(SqlType.UuidArray, deals?.ToArray()),
            region, first, last));
        await store.CommitAsync(commit, cancellation);
    }
}
