using ClimateFinance.Api.Features.Oversight.Cells;
using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Oversight;

/// <summary>Why pairings were declined and deals ended, by coded reason.</summary>
/// <param name="Outcome">declined (a pairing), funded, refused, withdrawn or lapsed (a deal).</param>
/// <param name="OfOutcome">How many ended so: the denominator of <paramref name="Percent"/>.</param>
/// <param name="AskedCny">Σ of what was asked in these deals; for a declined pairing, of what the product could have lent.</param>
internal sealed record ReasonLine(string Outcome, string ReasonCode, long Count, long OfOutcome, decimal? Percent, decimal AskedCny);

/// <summary>GET /oversight/reasons: why pairings were declined and deals refused, withdrawn or lapsed, with denominators; the most frequent first.</summary>
internal static class ListReasons
{
    internal sealed record Reply(DateOnly On, string? From, string? To, IReadOnlyList<ReasonLine> Reasons);

    public static void Map(RouteGroupBuilder oversight) => oversight.MapGet("/reasons", Handle)
        .Query<Reply>(nameof(ListReasons), "Why deals ended and pairings were declined", "meetingId", "bankId", "industry", "region", "period")
        .For(Audience.Bureau);

    private static async Task<IResult> Handle(
        QueryCaller caller, Rulebook rules, IEventStore store, Check check, CancellationToken cancellation,
        Guid? meetingId = null, Guid? bankId = null, string? industry = null, string? region = null, string? period = null)
    {
        var scope = check.Scope(caller.Caller, region);
        if (industry is not null) check.Industry("industry", industry);
        var months = check.Period("period", period);
        if (check.Failed) return check.Problem();
        var lines = await ReadAsync(store, new CellFilter(scope, meetingId, bankId, industry, months?.From, months?.To), cancellation);
        return QueryReply.Of(new Reply(rules.Today, months?.From, months?.To, lines));
    }

    internal static async Task<IReadOnlyList<ReasonLine>> ReadAsync(IEventStore store, CellFilter filter, CancellationToken cancellation)
    {
        var sums = await MarketCells.AskAsync(store, CellBy.Reason, filter, Measures.OfReasons, cancellation);
        var lines = sums.Rows.Select(s => (Key: s.Key.Split('/'), Sums: s, Count: s.Count("opened") + s.Count("declined"))).Where(l => l.Count > 0).ToArray();
        var ended = lines.GroupBy(l => l.Key[0]).ToDictionary(g => g.Key, g => g.Sum(l => l.Count), StringComparer.Ordinal);
        return
        [
            .. lines.Select(l => new ReasonLine(
                    l.Key[0], l.Key[1], l.Count, ended[l.Key[0]], FunnelLine.Percent(l.Count, ended[l.Key[0]]), l.Sums["asked_line"] + l.Sums["declined_cny"]))
                .OrderByDescending(l => l.Count).ThenBy(l => l.Outcome, StringComparer.Ordinal).ThenBy(l => l.ReasonCode, StringComparer.Ordinal),
        ];
    }
}
