using ClimateFinance.Api.Features.Deals;
using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Problems;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Climate;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Carbon;

/// <summary>
/// GET /meetings/{id}/reductions: the tonnes of the loans that came out of a meeting. A loan belongs to one meeting at most and has its share of a
/// project's tonnes alone, so no tonne stands with two meetings, nor with a meeting and beside it.
/// </summary>
internal static class GetMeetingReductions
{
    private const int MaxDays = 3_660;

    /// <param name="From">The meeting's day unless another was asked for.</param>
    /// <param name="To">Today unless another day was asked for.</param>
    /// <param name="MeasuredTco2e">The loans' shares of what was verified.</param>
    /// <param name="EstimatedTco2e">Their shares of what no report covers.</param>
    internal sealed record Reply(
        Guid MeetingId, DateOnly From, DateOnly To, decimal BalanceAtEndCny, decimal MeasuredTco2e, decimal EstimatedTco2e, IReadOnlyList<LoanBody> Loans);

    /// <param name="AveragePercent">Of the project's tonnes in the period.</param>
    internal sealed record LoanBody(
        Guid DealId, Guid BankId, Guid ProjectId, string ProjectTitle, decimal AveragePercent, decimal BalanceAtEndCny, decimal MeasuredTco2e, decimal EstimatedTco2e, bool Illustrative);

    public static void Map(RouteGroupBuilder api) => api.MapGet("/meetings/{meetingId:guid}/reductions", Handle)
        .Query<Reply>(nameof(GetMeetingReductions), "The tonnes of the loans that came out of a meeting", "from", "to")
        .For(Audience.Bureau);

    private static async Task<IResult> Handle(
        Guid meetingId, QueryCaller caller, IEventStore store, Rulebook rules, Looks looks, Check check, CancellationToken cancellation, DateOnly? from = null, DateOnly? to = null)
    {
        var load = new Load();
        var meeting = load.Rows(new Sql("select region, held_on from meeting where id = $1", meetingId), row => (Region: RegionCode.Hydrate(row.GetString(0)), On: row.GetFieldValue<DateOnly>(1)));
        var deals = load.Rows(new Sql("select id from deal where meeting_id = $1", meetingId), row => row.GetGuid(0));
        await store.LoadAsync(load, cancellation);
        if (meeting.Rows.Count == 0) return Problem.Of(Refusal.Unknown("meeting.unknown"));
        if (!caller.Caller.Oversees(meeting.One.Region)) return Problem.Of(Refusal.Forbidden("meeting.bureau_only"));

        var (first, last) = (from ?? meeting.One.On, to ?? rules.Today);
        if (last < first || last.DayNumber - first.DayNumber > MaxDays)
            check.Flawed("from", Refusal.Shape("attribution.period_wrong", ("from", first), ("to", last), ("maxDays", MaxDays)));
        if (last > rules.Today) check.Flawed("to", Refusal.Shape("attribution.in_future", ("to", last), ("today", rules.Today)));
        if (check.Failed) return check.Problem();

        var projects = await LoanQuery.ReadAsync(
            store,
            "exists (select from need on_it join deal own on own.need_id = on_it.id where on_it.project_id = p.id and own.meeting_id = $1)",
            [meetingId],
            cancellation);
        var own = deals.Rows.ToHashSet();
        var loans = projects.SelectMany(project => Shares(project, own, first, last)).ToArray();
        await looks.AtAsync(LookAt.List, [.. loans.Select(l => l.DealId)], cancellation, "reductions");
        return QueryReply.Of(new Reply(
            meetingId, first, last, loans.Sum(l => l.BalanceAtEndCny), loans.Sum(l => l.MeasuredTco2e), loans.Sum(l => l.EstimatedTco2e), loans));
    }

    private static IEnumerable<LoanBody> Shares(FinancedProject project, HashSet<Guid> own, DateOnly first, DateOnly last)
    {
        var (measured, estimated) = project.TonnesIn(first, last);
        var estimates = Attribution.Of(project.InvestmentCny, project.Loans, first, last, estimated);
        return Attribution.Of(project.InvestmentCny, project.Loans, first, last, measured)
            .Select((share, i) => new LoanBody(
                share.Deal.Value, share.Bank.Value, project.Id, project.Title, share.AveragePercent, project.Loans[i].BalanceOn(last), share.Tco2e, estimates[i].Tco2e, project.Illustrative))
            .Where(loan => own.Contains(loan.DealId));
    }
}
