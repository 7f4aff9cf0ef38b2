using System.Text.Json;
using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Problems;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Deals;
using ClimateFinance.Domain.Money;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Deals;

/// <summary>GET /deals/{id}/offers/{n}/schedule: how the loan of an offer comes back, month by month.</summary>
internal static class GetOfferSchedule
{
    private const int MaxYear = 2200;

    /// <param name="PaymentCny">Principal, interest and fee, less the subsidy: what leaves the enterprise that month.</param>
    /// <param name="BalanceCny">The principal that is left after it.</param>
    internal sealed record Line(
        int Month, DateOnly DueOn, decimal PrincipalCny, decimal InterestCny, decimal FeeCny, decimal SubsidyCny, decimal PaymentCny, decimal BalanceCny);

    /// <param name="StartOn">The day on which the whole line is taken to be paid out.</param>
    /// <param name="PaidOutCny">The line less the fees of that day.</param>
    /// <param name="PrincipalCny">Σ of the principal of all payments: the line.</param>
    internal sealed record Reply(
        Guid DealId, int Number, RepaymentPlan Repayment, DateOnly StartOn, decimal PaidOutCny, decimal PrincipalCny, OfferCost Cost, IReadOnlyList<Line> Payments);

    public static void Map(RouteGroupBuilder deals) => deals.MapGet("/{dealId:guid}/offers/{number:int}/schedule", Handle)
        .Query<Reply>(nameof(GetOfferSchedule), "The repayment schedule of an offer and its all-in cost, exact to the fen", "startOn")
        .For(Audience.PartiesAndBureau);

    private static async Task<IResult> Handle(
        Guid dealId, int number, QueryCaller caller, Rulebook rules, IEventStore store, Check check, Looks looks, CancellationToken cancellation, DateOnly? startOn = null)
    {
        if (startOn is { } asked) check.Whole("startOn", asked.Year, 2000, MaxYear);
        if (check.Failed) return check.Problem();
        var load = new Load();
        var known = load.Rows(
            new Sql($"select d.version from deal d where {DealVisibility.Rows} and d.id = $4", caller.Role, caller.Organisation, caller.RegionPattern, dealId),
            row => row.GetInt64(0));
        var offers = load.Rows(
            new Sql(
                $"select o.terms, o.made_at from deal d join deal_offer o on o.deal_id = d.id where {DealVisibility.Rows} and d.id = $4 and o.number = $5",
                caller.Role, caller.Organisation, caller.RegionPattern, dealId, number),
            row => (Terms: JsonSerializer.Deserialize<OfferTerms>(row.GetString(0), EventJson.Options)!, MadeAt: row.GetFieldValue<DateTimeOffset>(1)));
        await store.LoadAsync(load, cancellation);
        if (known.Rows.Count == 0) return Problem.Of(Refusal.Unknown("deal.unknown"));
        if (offers.Rows.Count == 0) return Problem.Of(Refusal.Unknown("offer.unknown", ("number", number)));

        await looks.AtAsync(LookAt.Schedule, [dealId], cancellation);
        var (terms, on) = (offers.One.Terms, startOn ?? ShanghaiTime.DateOf(offers.One.MadeAt));
        var cost = AllInCost.Of(terms, rules.Rates.AllIn(terms.Credit.Rate, on), on);
        var payments = cost.Flows.Skip(1).Select(it => new Line(
            it.Month, it.On, it.Principal.Value, it.Interest.Value, it.Fee.Value, it.Subsidy.Value, -it.Net(), it.Balance.Value)).ToArray();
        return new QueryReply<Reply>(
            new Reply(
                dealId, number, terms.Repayment, on, cost.Flows[0].Net(), payments.Sum(p => p.PrincipalCny), OfferCost.Of(terms, rules.Rates, on), payments),
            known.One);
    }
}
