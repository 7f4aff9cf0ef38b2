using System.Data.Common;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Oversight;

/// <summary>What happened within the days of a report, under one key: each figure counts the deals whose step fell into them.</summary>
/// <param name="Drawn">Deals with confirmed drawdowns in the period.</param>
/// <param name="DrawnCny">Σ confirmed drawdowns dated in the period.</param>
/// <param name="LiveAtEnd">Deals open at the end of the period (of a period that is not over: now).</param>
internal sealed record ReportFlow(
    string By, string Key, string? Name, long Opened, decimal AskedCny, long Contacted, long DueDiligence, long Offered, decimal OfferedCny, long Agreed, decimal AgreedCny,
    long Approved, decimal ApprovedCny, long Signed, decimal SignedCny, decimal? SignedAverageTermMonths, decimal? SignedAverageRatePercent,
    long Drawn, decimal DrawnCny, long ClosedFunded, long ClosedRefused, long ClosedWithdrawn, long ClosedLapsed, long LiveAtEnd);

/// <summary>Reads the flows of a period: one pass over the facts of the region, and one over the drawdowns of the period.</summary>
internal static class ReportFlows
{
    private const string In = "between $2 and $3";

    private const string Key = "case when grouping(bank_id) = 0 then 'bank' when grouping(industry) = 0 then 'industry' when grouping(region) = 0 then 'region' when grouping(meeting_id) = 0 then 'meeting' else 'total' end";

    private const string KeyValue = "case when grouping(bank_id) = 0 then bank_id::text when grouping(industry) = 0 then industry when grouping(region) = 0 then region when grouping(meeting_id) = 0 then meeting_id::text else 'total' end";

    private const string Sets = "group by grouping sets ((), (bank_id), (industry), (region), (meeting_id))";

    /// <summary><c>$1</c> the region's digits, <c>$2</c> and <c>$3</c> the days, <c>$4</c> and <c>$5</c> the LPR in basis points.</summary>
    private static readonly string Flows =
        $"""
         select {Key}, {KeyValue},
             count(*) filter (where opened_on {In}), coalesce(sum(asked_line) filter (where opened_on {In}), 0),
             count(*) filter (where contacted_on {In}), count(*) filter (where diligence_on {In}),
             {Step("offered")}, {Step("agreed")}, {Step("approved")}, {Step("signed")},
             round(sum(signed_line * signed_term) filter (where signed_on {In}) / nullif(sum(signed_line) filter (where signed_on {In}), 0), 1),
             round(sum(signed_line * (signed_bp + case signed_benchmark when 'lpr1y' then $4 when 'lpr5y' then $5 else 0 end)) filter (where signed_on {In})
                 / nullif(sum(signed_line) filter (where signed_on {In}), 0) / 100, 3),
             {string.Join(", ", ((string[])["funded", "refused", "withdrawn", "lapsed"]).Select(o => $"count(*) filter (where closed_on {In} and outcome = '{o}')"))},
             count(*) filter (where closed_on is null or closed_on > $3)
         from deal_fact where region like $1 || '%' and opened_on <= $3 {Sets}
         """;

    private const string Drawn =
        $"""
         select {Key}, {KeyValue}, count(distinct id), sum(amount_cny)
         from (select f.id, f.bank_id, f.industry, f.region, f.meeting_id, w.amount_cny from deal_drawdown w join deal_fact f on f.id = w.deal_id
               where f.region like $1 || '%' and w.status = 'confirmed' and w.drawn_on {In}) d {Sets}
         """;

    public static async Task<IReadOnlyList<ReportFlow>> ReadAsync(IEventStore store, string scope, Period period, Lpr lpr, CancellationToken cancellation)
    {
        var load = new Load();
        var flows = load.Rows(new Sql(Flows, scope, period.First, period.Last, lpr.OneYearBp, lpr.FiveYearBp), Map);
        var drawn = load.Rows(
            new Sql(Drawn, scope, period.First, period.Last), row => (By: row.GetString(0), Key: Text(row, 1), Deals: row.GetInt64(2), Cny: row.IsDBNull(3) ? 0 : row.GetDecimal(3)));
        await store.LoadAsync(load, cancellation);
        var money = drawn.Rows.Where(d => d.Key is not null).ToDictionary(d => (d.By, d.Key!));
        return
        [
            .. flows.Rows.OfType<ReportFlow>()
                .Select(flow => money.TryGetValue((flow.By, flow.Key), out var paid) ? flow with { Drawn = paid.Deals, DrawnCny = paid.Cny } : flow)
                .Where(flow => flow.By == "total" || flow.Opened + flow.Contacted + flow.DueDiligence + flow.Offered + flow.Agreed + flow.Approved + flow.Signed
                    + flow.Drawn + flow.ClosedFunded + flow.ClosedRefused + flow.ClosedWithdrawn + flow.ClosedLapsed + flow.LiveAtEnd > 0)
                .OrderBy(flow => Array.IndexOf(Order, flow.By)).ThenByDescending(flow => flow.Opened).ThenBy(flow => flow.Key, StringComparer.Ordinal),
        ];
    }

    private static readonly string[] Order = ["total", "meeting", "bank", "industry", "region"];

    private static string Step(string step) => $"count(*) filter (where {step}_on {In}), coalesce(sum({step}_line) filter (where {step}_on {In}), 0)";

    /// <summary>Deals of no meeting make no line.</summary>
    private static ReportFlow? Map(DbDataReader row) => Text(row, 1) is not { } key ? null : new ReportFlow(
        row.GetString(0), key, null, row.GetInt64(2), row.GetDecimal(3), row.GetInt64(4), row.GetInt64(5), row.GetInt64(6), row.GetDecimal(7), row.GetInt64(8),
        row.GetDecimal(9), row.GetInt64(10), row.GetDecimal(11), row.GetInt64(12), row.GetDecimal(13), row.IsDBNull(14) ? null : row.GetDecimal(14),
        row.IsDBNull(15) ? null : row.GetDecimal(15), 0, 0, row.GetInt64(16), row.GetInt64(17), row.GetInt64(18), row.GetInt64(19), row.GetInt64(20));

    private static string? Text(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
