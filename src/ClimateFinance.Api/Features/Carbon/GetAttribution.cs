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
/// GET /projects/{id}/attribution: which part of a project's tonnes belongs to which loan. The enterprise and its bureau see every bank's share;
/// a bank sees its own alone: beside the sum of all, the one other lender could be worked out.
/// </summary>
internal static class GetAttribution
{
    /// <param name="MeasuredTco2e">Of the period, by standing reports.</param>
    /// <param name="EstimatedTco2e">Of days after completion that no report covers.</param>
    /// <param name="AttributedPercent">The loans that are shown, together; of all loans never above 100.</param>
    /// <param name="AttributedTco2e">The same in tonnes; never more than there are.</param>
    internal sealed record Reply(
        Guid ProjectId, DateOnly From, DateOnly To, decimal InvestmentCny, decimal MeasuredTco2e, decimal EstimatedTco2e,
        decimal AttributedPercent, decimal AttributedTco2e, IReadOnlyList<ShareBody> Shares, bool Illustrative);

    /// <param name="AveragePercent">Drawn balance ÷ investment, day by day through the period.</param>
    internal sealed record ShareBody(Guid DealId, Guid BankId, decimal AveragePercent, decimal BalanceAtEndCny, decimal Tco2e);

    private const int MaxDays = 3_660;

    public static void Map(RouteGroupBuilder api) => api.MapGet("/projects/{projectId:guid}/attribution", Handle)
        .Query<Reply>(nameof(GetAttribution), "The banks' shares of a project's tonnes in a period", "from", "to")
        .For(Audience.PartiesAndBureau);

    private static async Task<IResult> Handle(
        Guid projectId, QueryCaller caller, IEventStore store, Rulebook rules, Looks looks, Check check, CancellationToken cancellation, DateOnly? from = null, DateOnly? to = null)
    {
        var (first, last) = (from ?? DateOnly.MaxValue, to ?? DateOnly.MinValue);
        if (last < first || last.DayNumber - first.DayNumber > MaxDays)
            check.Flawed("from", Refusal.Shape("attribution.period_wrong", ("from", from), ("to", to), ("maxDays", MaxDays)));
        if (last > rules.Today) check.Flawed("to", Refusal.Shape("attribution.in_future", ("to", last), ("today", rules.Today)));
        if (check.Failed) return check.Problem();

        var found = await LoanQuery.ReadAsync(
            store,
            """
            p.id = $4 and (($1 = 'enterprise' and p.enterprise_id = $2) or ($1 = 'bureau' and p.region like $3)
              or ($1 = 'bank' and exists (select from need on_it join deal own on own.need_id = on_it.id where on_it.project_id = p.id and own.bank_id = $2)))
            """,
            [caller.Role, caller.Organisation, caller.RegionPattern, projectId],
            cancellation);
        if (found is not [var project]) return Problem.Of(Refusal.Unknown("project.unknown"));

        var (measured, estimated) = project.TonnesIn(first, last);
        var shares = Attribution.Of(project.InvestmentCny, project.Loans, first, last, measured + estimated);
        var own = shares.Where(s => caller.Caller.Role is not Role.Bank || s.Bank.Value == caller.Caller.Organisation).ToArray();
        await looks.AtAsync(LookAt.List, [.. own.Select(s => s.Deal.Value)], cancellation, "attribution");
        return QueryReply.Of(new Reply(
            project.Id, first, last, project.InvestmentCny, measured, estimated, own.Sum(s => s.AveragePercent), own.Sum(s => s.Tco2e),
            [.. own.Select(s => new ShareBody(s.Deal.Value, s.Bank.Value, s.AveragePercent, project.Loans.First(l => l.Deal == s.Deal).BalanceOn(last), s.Tco2e))],
            project.Illustrative));
    }
}
