using ClimateFinance.Api.Features.Oversight.Cells;
using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Api.Reference;
using ClimateFinance.Domain.Deals;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Oversight;

/// <summary>GET /oversight/board: counts and amounts by stage, bank, industry and rung; average term and rate; what is late.</summary>
internal static class GetBoard
{
    public static void Map(RouteGroupBuilder oversight) => oversight.MapGet("/board", Handle)
        .Query<BoardView>(nameof(GetBoard), "The board: deals by stage, bank, industry and rung, with average term and rate and what is late", "meetingId")
        .For(Audience.Bureau);

    private static async Task<IResult> Handle(
        QueryCaller caller, Rulebook rules, ReferenceData reference, IEventStore store, CancellationToken cancellation, Guid? meetingId = null)
    {
        var (scope, lpr) = (caller.Caller.Region!.Value.Prefix, rules.Lpr());
        var filter = new CellFilter(scope, meetingId);
        var load = new Load();
        SumsSlot Lines(CellBy by) => MarketCells.Ask(load, by, filter, Measures.OfBoard);
        var total = MarketCells.Ask(load, CellBy.Total, filter, Measures.All);
        var ground = meetingId is null ? total : MarketCells.Ask(load, CellBy.Total, new CellFilter(scope), Measures.All);
        var (stages, banks, industries) = (Lines(CellBy.Stage), Lines(CellBy.Bank), Lines(CellBy.Industry));
        var names = load.Rows(new Sql(BankNames.Text), BankNames.Map);
        var late = load.Rows(new Sql(LateCounts.Text, scope, lpr.On, meetingId), row => LateCounts.Map(row).ToArray());
        var products = load.Rows(new Sql("select count(*) from product where status = 'published'"), row => row.GetInt64(0));
        await store.LoadAsync(load, cancellation);

        var sums = total.Total;
        var overdue = new LateCounts(late.Rows.SelectMany(counts => counts).ToDictionary(StringComparer.Ordinal));
        var named = names.Rows.ToDictionary(StringComparer.Ordinal);
        BoardLine Line(MarketSums line, string? name) =>
            BoardLine.Of(line.Key, name, line.Count("opened"), line.Credit("top"), line["drawn_cny"], lpr, overdue[line.Key]);

        return QueryReply.Of(new BoardView(
            lpr.On, lpr.OneYearPercent, lpr.FiveYearPercent,
            MarketFunnel.Of(ground.Total, sums, products.One),
            Line(sums, null),
            [.. Opened(stages).OrderBy(s => EnumNames.Read<DealStage>(s.Key)).Select(s => Line(s, null))],
            [.. Opened(banks).Select(b => Line(b, named.GetValueOrDefault(b.Key))).OrderByDescending(l => l.LineCny).ThenBy(l => l.Key, StringComparer.Ordinal)],
            [.. Opened(industries).Select(i => Line(i, reference.Industries.Find(i.Key)?.Name)).OrderByDescending(l => l.LineCny).ThenBy(l => l.Key, StringComparer.Ordinal)],
            [.. Measures.Rungs.Select(rung => Rung(sums, rung, lpr, overdue)).Where(line => line.Deals > 0)]));
    }

    /// <summary>A key that has pairings and no deal yet is no line of the board.</summary>
    private static IEnumerable<MarketSums> Opened(SumsSlot lines) => lines.Rows.Where(line => line.Count("opened") > 0);

    // Money flows only after a signature, so what was drawn is the same for every rung below it.
    private static BoardLine Rung(MarketSums sums, string rung, Lpr lpr, LateCounts overdue) => BoardLine.Of(
        rung, null, sums.Count(rung is "asked" or "indicated" ? "opened" : rung), sums.Credit(rung), sums["drawn_cny"], lpr, overdue[$"rung.{rung}"]);
}

/// <summary>The names of the banks of a board.</summary>
internal static class BankNames
{
    /// <summary>All of them: they are few, and to ask which stand on the board costs more than to read them.</summary>
    public const string Text = "select id::text, name from bank";

    public static KeyValuePair<string, string> Map(System.Data.Common.DbDataReader row) => new(row.GetString(0), row.GetString(1));
}

/// <summary>The LPR that sums are shown by.</summary>
internal static class LprOfToday
{
    public static Lpr Lpr(this Rulebook rules)
    {
        var print = rules.Rates.On(rules.Today);
        return new Lpr(rules.Today, print.Lpr1y.Value, print.Lpr5y.Value);
    }
}
