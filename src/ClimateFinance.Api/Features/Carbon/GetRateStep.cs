using System.Text.Json;
using ClimateFinance.Api.Features.Deals;
using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Problems;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Climate;
using ClimateFinance.Domain.Deals;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Carbon;

/// <summary>GET /deals/{id}/rate-step: where the accepted offer links its rate to a target, how that stands and from which day the step holds.</summary>
internal static class GetRateStep
{
    /// <param name="Status">Open until the last day is over, then met or missed by what standing reports measured.</param>
    /// <param name="MeasuredTco2e">From the first to the last day; reports that reach beyond count by days.</param>
    /// <param name="StepBp">Added to the spread; null while open.</param>
    /// <param name="EffectiveOn">The day after the last day.</param>
    internal sealed record Reply(
        Guid DealId, decimal TargetTco2e, DateOnly From, DateOnly TestedOn, RateStepStatus Status, decimal MeasuredTco2e, int? StepBp, DateOnly EffectiveOn, int SpreadBp, int? SteppedSpreadBp);

    public static void Map(RouteGroupBuilder api) => api.MapGet("/deals/{dealId:guid}/rate-step", Handle)
        .Query<Reply>(nameof(GetRateStep), "The step of a sustainability-linked rate with its day")
        .For(Audience.PartiesAndBureau);

    private static async Task<IResult> Handle(Guid dealId, QueryCaller caller, IEventStore store, Rulebook rules, Looks looks, CancellationToken cancellation)
    {
        var load = new Load();
        var terms = load.Rows(
            new Sql(
                """
                select o.terms from deal d join deal_offer o on o.deal_id = d.id and o.status = 'accepted'
                where d.id = $4 and (($1 = 'bureau' and d.region like $3) or ($1 = 'bank' and d.bank_id = $2) or ($1 = 'enterprise' and d.enterprise_id = $2))
                order by o.number desc limit 1
                """,
                caller.Role, caller.Organisation, caller.RegionPattern, dealId),
            row => JsonSerializer.Deserialize<OfferTerms>(row.GetString(0), EventJson.Options)!);
        var measured = load.Rows(
            new Sql(
                """
                select m.from_on, m.to_on, m.tco2e from deal d join need n on n.id = d.need_id join project_measurement m on m.standing
                  and ((n.project_id is not null and m.project_id = n.project_id) or (n.project_id is null and m.enterprise_id = d.enterprise_id))
                where d.id = $1
                """,
                dealId),
            row => new MeasuredPeriod(row.GetFieldValue<DateOnly>(0), row.GetFieldValue<DateOnly>(1), row.GetDecimal(2), string.Empty, string.Empty, string.Empty, null));
        await store.LoadAsync(load, cancellation);

        if (terms.Rows is not [{ } accepted]) return Problem.Of(Refusal.Unknown("deal.unknown"));
        await looks.AtAsync(LookAt.Deal, [dealId], cancellation, "rate-step");
        if (accepted.Link is not { } link) return Problem.Of(Refusal.Unknown("offer.not_linked"));
        var step = RateStep.Of(link, measured.Rows, rules.Today);
        var spread = accepted.Credit.Rate.Spread.Value;
        return QueryReply.Of(new Reply(
            dealId, link.TargetTco2e, link.From, link.TestedOn, step.Status, step.MeasuredTco2e, step.StepBp, step.EffectiveOn, spread, spread + step.StepBp));
    }
}
