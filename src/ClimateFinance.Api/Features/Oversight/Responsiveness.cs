using ClimateFinance.Api.Features.Oversight.Cells;
using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Deals;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Oversight;

/// <summary>How fast a bank did a step that it owed, and how often in time.</summary>
/// <param name="Answers">How often it did it: the denominator of what follows.</param>
/// <param name="AverageDays">Calendar days from the day it fell due to be done until it was; one decimal.</param>
internal sealed record StepPace(DealStep Step, long Answers, long InTime, decimal? InTimePercent, decimal? AverageDays);

/// <summary>How a bank keeps its limits 响应.</summary>
/// <param name="Missed">Steps it owed that others ended after their time: the denominator of <paramref name="InTimePercent"/> is answers and these.</param>
/// <param name="OverdueNow">Steps it owes now that are late.</param>
internal sealed record BankPace(
    string BankId, string? BankName, long Deals, long Answers, long InTime, long Missed, decimal? InTimePercent, decimal? AverageDays, long OverdueNow,
    IReadOnlyList<StepPace> Steps)
{
    public static BankPace Of(MarketSums sums, string? name, long overdue) => new(
        sums.Key, name, sums.Count("opened"), sums.Count("answers"), sums.Count("in_time"), sums.Count("missed"),
        FunnelLine.Percent(sums.Count("in_time"), sums.Count("answers") + sums.Count("missed")), Mean(sums["answer_days"], sums["answers"]), overdue,
        [.. Measures.BankSteps.Select(step => StepOf(sums, step)).Where(step => step.Answers > 0)]);

    private static StepPace StepOf(MarketSums sums, string step) => new(
        EnumNames.Read<DealStep>(step.Replace("_", string.Empty, StringComparison.Ordinal)), sums.Count($"{step}_answers"), sums.Count($"{step}_in_time"),
        FunnelLine.Percent(sums.Count($"{step}_in_time"), sums.Count($"{step}_answers")), Mean(sums[$"{step}_days"], sums[$"{step}_answers"]));

    private static decimal? Mean(decimal sum, decimal count) => count == 0 ? null : Math.Round(sum / count, 1, MidpointRounding.AwayFromZero);
}

/// <summary>GET /oversight/responsiveness: how fast each bank answers and how often in time, by step, with denominators; the promptest first.</summary>
internal static class GetResponsiveness
{
    internal sealed record Reply(DateOnly On, string? From, string? To, IReadOnlyList<BankPace> Banks);

    /// <summary>Late steps that banks owe. <c>$1</c> the region's digits, <c>$2</c> today.</summary>
    private const string Late =
        """
        select bank_id::text, count(*) from deal_fact where due_on < $2 and region like $1 || '%' and owing in ('bank', 'both') group by 1
        """;

    public static void Map(RouteGroupBuilder oversight) => oversight.MapGet("/responsiveness", Handle)
        .Query<Reply>(nameof(GetResponsiveness), "How fast each bank answers, and how often in time", "bankId", "period")
        .For(Audience.Bureau);

    private static async Task<IResult> Handle(
        QueryCaller caller, Rulebook rules, IEventStore store, Check check, CancellationToken cancellation, Guid? bankId = null, string? period = null)
    {
        var months = check.Period("period", period);
        if (check.Failed) return check.Problem();
        var banks = await ReadAsync(store, new CellFilter(caller.Caller.Region!.Value.Prefix, null, bankId, null, months?.From, months?.To), rules.Today, cancellation);
        return QueryReply.Of(new Reply(rules.Today, months?.From, months?.To, banks));
    }

    internal static async Task<IReadOnlyList<BankPace>> ReadAsync(IEventStore store, CellFilter filter, DateOnly today, CancellationToken cancellation)
    {
        var load = new Load();
        var sums = MarketCells.Ask(load, CellBy.Bank, filter, Measures.OfPace);
        var names = load.Rows(new Sql(BankNames.Text), BankNames.Map);
        var late = load.Rows(new Sql(Late, filter.Scope, today), row => KeyValuePair.Create(row.GetString(0), row.GetInt64(1)));
        await store.LoadAsync(load, cancellation);
        var (named, overdue) = (names.Rows.ToDictionary(StringComparer.Ordinal), late.Rows.ToDictionary(StringComparer.Ordinal));
        return
        [
            .. sums.Rows.Where(s => s.Count("opened") > 0).Select(s => BankPace.Of(s, named.GetValueOrDefault(s.Key), overdue.GetValueOrDefault(s.Key)))
                .OrderByDescending(b => b.InTimePercent ?? -1).ThenBy(b => b.AverageDays).ThenBy(b => b.BankId, StringComparer.Ordinal),
        ];
    }
}
