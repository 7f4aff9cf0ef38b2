using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Api.Reference;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Oversight;

/// <summary>GET /oversight/board: counts and amounts by stage, bank, industry and rung; average term and rate; what is late.</summary>
internal static class GetBoard
{
    /// <summary>The terms of the highest rung a deal reached, as <c>t</c>.</summary>
    public const string HighestRung =
        """
        cross join lateral (
            select line_cny, term_months, benchmark, spread_bp from deal_terms where deal_id = d.id and rung <> 'asked'
            order by array_position(array['signed', 'approved', 'agreed', 'offered', 'indicated'], rung) limit 1) t
        """;

    public static void Map(RouteGroupBuilder oversight) => oversight.MapGet("/board", Handle)
        .Query<BoardView>(nameof(GetBoard), "The board: deals by stage, bank, industry and rung, with average term and rate and what is late", "meetingId")
        .For(Audience.Bureau);

    private static async Task<IResult> Handle(
        QueryCaller caller, Rulebook rules, ReferenceData reference, IEventStore store, CancellationToken cancellation, Guid? meetingId = null)
    {
        var (today, print) = (rules.Today, rules.Rates.On(rules.Today));
        var load = new Load();
        RowsSlot<BoardLine> Lines(string key, string name, string from, string order) => load.Rows(
            new Sql(
                $"""
                select {key}, {name}, {BoardLine.Sums} from {from}
                where d.region like $1 and ($2::uuid is null or d.meeting_id = $2) group by 1, 2 order by {order}
                """,
                caller.RegionPattern, meetingId, today, print.Lpr1y.Value, print.Lpr5y.Value),
            BoardLine.Map);

        var total = Lines("'total'", "null::text", $"deal d {HighestRung}", "1");
        var stages = Lines("d.stage", "null::text", $"deal d {HighestRung}",
            "array_position(array['opened', 'contacted', 'dueDiligence', 'offered', 'agreed', 'approved', 'disputed', 'signed', 'drawing', 'closed'], d.stage)");
        var banks = Lines("d.bank_id::text", "b.name", $"deal d join bank b on b.id = d.bank_id {HighestRung}", "4 desc, 1");
        var industries = Lines("d.industry", "null::text", $"deal d {HighestRung}", "4 desc, 1");
        var rungs = Lines("t.rung", "null::text", "deal d join deal_terms t on t.deal_id = d.id",
            "array_position(array['asked', 'indicated', 'offered', 'agreed', 'approved', 'signed'], t.rung)");
        var funnel = load.Rows(new Sql(FunnelText, caller.RegionPattern, meetingId), MarketFunnel.Map);
        await store.LoadAsync(load, cancellation);

        return QueryReply.Of(new BoardView(
            today, print.Lpr1y.Percent, print.Lpr5y.Percent, funnel.One,
            total.Rows.Count == 1 ? total.One : new BoardLine("total", null, 0, 0, 0, null, null, 0),
            stages.Rows, banks.Rows,
            [.. industries.Rows.Select(line => line with { Name = reference.Industries.Find(line.Key)?.Name })],
            rungs.Rows));
    }

    /// <summary><c>$1</c> the region as a LIKE pattern, <c>$2</c> the meeting or null. What lies before a pairing belongs to no meeting.</summary>
    private const string FunnelText =
        """
        with deals as (
            select d.id, d.drawn_confirmed_cny, array_agg(t.rung) as rungs, sum(t.line_cny) filter (where t.rung = 'signed') as signed
            from deal d join deal_terms t on t.deal_id = d.id
            where d.region like $1 and ($2::uuid is null or d.meeting_id = $2) group by d.id)
        select
            (select count(*) from enterprise where region like $1 and status = 'verified'),
            (select count(*) from project where region like $1 and status = 'admitted'),
            (select count(*) from need where region like $1 and status in ('published', 'stale')),
            (select coalesce(sum(amount_cny), 0) from need where region like $1 and status in ('published', 'stale')),
            (select count(*) from product where status = 'published'),
            (select count(*) from pairing where region like $1 and ($2::uuid is null or meeting_id = $2)),
            (select count(*) from pairing where region like $1 and status = 'mutual' and ($2::uuid is null or meeting_id = $2)),
            (select count(*) from deals),
            (select count(*) from deals where 'offered' = any (rungs)),
            (select count(*) from deals where 'agreed' = any (rungs)),
            (select count(*) from deals where 'signed' = any (rungs)),
            (select count(*) from deals where drawn_confirmed_cny > 0),
            (select coalesce(sum(signed), 0) from deals),
            (select coalesce(sum(drawn_confirmed_cny), 0) from deals)
        """;
}
