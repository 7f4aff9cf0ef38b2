using ClimateFinance.Api.Features.Oversight.Cells;
using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Api.Reference;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Oversight;

/// <summary>
/// GET /oversight/funnel: from the proposal to the money, with denominators and amounts at each step, by meeting, bank, industry, region or month.
/// A period takes the deals that opened in its months, and the pairings that were proposed in them: each keeps to its own beginning, so that a
/// share is one of the same deals. Sums are kept up with every event and are those of this moment.
/// </summary>
internal static class GetFunnel
{
    private const int DefaultLines = 100;
    private const int MostLines = 1_000;

    /// <param name="From">The first month counted; null from the beginning.</param>
    /// <param name="To">The last month counted; null up to now.</param>
    /// <param name="LineCount">How many keys there are, those beyond the limit among them.</param>
    /// <param name="Lines">By the key asked for, most deals first (months and stages in order); at most as many as <c>limit</c>.</param>
    internal sealed record Reply(
        DateOnly On, string Region, decimal Lpr1yPercent, decimal Lpr5yPercent, string? From, string? To, CellBy By, FunnelLine Total, long LineCount, IReadOnlyList<FunnelLine> Lines);

    public static void Map(RouteGroupBuilder oversight) => oversight.MapGet("/funnel", Handle)
        .Query<Reply>(nameof(GetFunnel), "The funnel from intention to money, with denominators and amounts at each step", "by", "meetingId", "bankId", "industry", "region", "period", "limit")
        .For(Audience.Bureau);

    private static async Task<IResult> Handle(
        QueryCaller caller, Rulebook rules, ReferenceData reference, IEventStore store, Check check, CancellationToken cancellation,
        Choice<CellBy>? by = null, Guid? meetingId = null, Guid? bankId = null, string? industry = null, string? region = null, string? period = null, int limit = DefaultLines)
    {
        var scope = check.Scope(caller.Caller, region);
        if (industry is not null) check.Industry("industry", industry);
        var months = check.Period("period", period);
        check.Whole("limit", limit, 1, MostLines);
        if (check.Failed) return check.Problem();

        var filter = new CellFilter(scope, meetingId, bankId, industry, months?.From, months?.To);
        var (key, lpr, load) = (by?.Value ?? CellBy.Total, rules.Lpr(), new Load());
        var total = MarketCells.Ask(load, CellBy.Total, filter, Measures.OfFunnel);
        var lines = key == CellBy.Total ? null : MarketCells.Ask(load, key, filter, Measures.OfFunnel, key is CellBy.Month or CellBy.Stage ? null : limit);
        var names = key switch
        {
            CellBy.Bank => load.Rows(new Sql(BankNames.Text), BankNames.Map),
            CellBy.Meeting => load.Rows(new Sql("select id::text, title from meeting"), BankNames.Map),
            _ => null,
        };
        await store.LoadAsync(load, cancellation);

        var named = names?.Rows.ToDictionary(StringComparer.Ordinal) ?? [];
        var shown = (lines?.Rows ?? []).Select(sums => (Key: key == CellBy.Region ? Keys.RegionOf(sums.Key) : sums.Key, Sums: sums));
        var ordered = key switch
        {
            CellBy.Month => shown.OrderBy(l => l.Key, StringComparer.Ordinal),
            CellBy.Stage => shown.OrderBy(l => EnumNames.Read<Domain.Deals.DealStage>(l.Key)),
            _ => shown.OrderByDescending(l => l.Sums.Count("opened")).ThenBy(l => l.Key, StringComparer.Ordinal),
        };
        string? NameOf(string of) => key switch
        {
            CellBy.Industry => reference.Industries.Find(of)?.Name,
            CellBy.Region => reference.NameOf(Domain.Shared.RegionCode.Hydrate(of)),
            _ => named.GetValueOrDefault(of),
        };
        return QueryReply.Of(new Reply(
            lpr.On, Keys.RegionOf(scope), lpr.OneYearPercent, lpr.FiveYearPercent, months?.From, months?.To, key,
            FunnelLine.Of(total.Total, "total", null, lpr),
            lines?.Keys ?? 0,
            [.. ordered.Take(limit).Select(line => FunnelLine.Of(line.Sums, line.Key, NameOf(line.Key), lpr))]));
    }
}
