using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Problems;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Climate;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Carbon;

/// <summary>GET /meetings/{id}/carbon-account: every line, what is not counted, units retired, and whether it is neutral.</summary>
internal static class GetCarbonAccount
{
    /// <param name="UncertaintyPercent">Half-width of the 95 % range of the emissions.</param>
    /// <param name="Neutral">Whether the retired units are at least the emissions.</param>
    /// <param name="OpenSources">Neither counted nor excluded yet.</param>
    /// <param name="Statement">Null until the account is closed.</param>
    internal sealed record Reply(
        Guid MeetingId, decimal EmissionsTco2e, long RetiredTco2e, decimal? UncertaintyPercent, bool Neutral, IReadOnlyList<PhaseTotal> ByPhase,
        IReadOnlyList<EventActivity> Activities, IReadOnlyList<ExcludedSource> Excluded, IReadOnlyList<SourceBody> OpenSources,
        IReadOnlyList<RetiredBody> Retired, StatementBody? Statement);

    internal sealed record PhaseTotal(EventPhase Phase, decimal Tco2e);

    internal sealed record SourceBody(EventPhase Phase, EventSource Source);

    /// <param name="Units">A tonne each.</param>
    internal sealed record RetiredBody(
        int Number, string Registry, string Project, int Vintage, string SerialPrefix, long First, long Last, long Units, DateOnly RetiredOn, string DocumentSha256);

    /// <param name="Sha256">As it was stated when the account was closed.</param>
    /// <param name="RecomputedSha256">As it follows from the account now.</param>
    /// <param name="Verifies">Whether the two are the same.</param>
    internal sealed record StatementBody(DateOnly ClosedOn, string Sha256, string RecomputedSha256, bool Verifies);

    public static void Map(RouteGroupBuilder api) => api.MapGet("/meetings/{meetingId:guid}/carbon-account", Handle)
        .Query<Reply>(nameof(GetCarbonAccount), "A meeting's carbon account; its statement is recomputed whenever it is asked for")
        .For(Audience.Everyone);

    private static async Task<IResult> Handle(Guid meetingId, IEventStore store, CancellationToken cancellation)
    {
        var load = new Load();
        var slot = load.Stream<CarbonAccount>(AccountMove.StreamOf(meetingId));
        await store.LoadAsync(load, cancellation);
        if (slot.State.Meeting is null) return Problem.Of(Refusal.Unknown("carbon_account.unknown"));

        var account = slot.State;
        var totals = AccountTotals.Of(account.Activities, account.Retired);
        return new QueryReply<Reply>(
            new Reply(
                meetingId, totals.EmissionsTco2e, totals.RetiredTco2e, totals.UncertaintyPercent, totals.Neutral,
                [.. Enum.GetValues<EventPhase>().Select(phase => new PhaseTotal(phase, account.Activities.Where(a => a.Phase == phase).Sum(a => a.Tco2e)))],
                account.Activities, account.Excluded, [.. account.Silent().Select(s => new SourceBody(s.Phase, s.Source))],
                [.. account.Retired.Select(r => new RetiredBody(r.Number, r.Registry, r.Project, r.Vintage, r.SerialPrefix, r.First, r.Last, r.Units, r.RetiredOn, r.DocumentSha256))],
                StatementOf(account)),
            slot.Version);
    }

    internal static StatementBody? StatementOf(CarbonAccount account)
    {
        if (account.Closed is not { } closed) return null;
        var anew = NeutralityStatement.Sha256(account with { Closed = null }, AccountTotals.Of(account.Activities, account.Retired), closed.On);
        return new(closed.On, closed.StatementSha256, anew, anew == closed.StatementSha256);
    }
}
