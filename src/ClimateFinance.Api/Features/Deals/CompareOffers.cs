using System.Data.Common;
using System.Text.Json;
using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Problems;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Deals;
using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Deals;

/// <summary>GET /needs/{id}/offers: every offer that stands on a need, side by side, the cheapest first. Never for a bank.</summary>
internal static class CompareOffers
{
    /// <param name="By">Whose terms these are: the bank's offer, or the enterprise's own counter-offer on the table.</param>
    /// <param name="CoversPercent">The line as a part of what the need asks for.</param>
    /// <param name="AboveCheapestPercent">How many percentage points a year this costs more than the cheapest.</param>
    internal sealed record Item(
        Guid DealId, int Number, Guid BankId, string BankName, Guid ProductId, string ProductName, DealStage Stage, OfferStatus Status, Side By,
        OfferBody Terms, OfferCost Cost, decimal CoversPercent, decimal AboveCheapestPercent);

    /// <param name="On">The day (Shanghai) whose LPR makes every rate here, so that the offers compare.</param>
    /// <param name="AskedRatePercent">The highest annual rate the need accepts, by that LPR.</param>
    internal sealed record Reply(Guid NeedId, DateOnly On, decimal AskedCny, int AskedTermMonths, decimal AskedRatePercent, IReadOnlyList<Item> Offers);

    public static void Map(RouteGroupBuilder needs) => needs.MapGet("/{needId:guid}/offers", Handle)
        .Query<Reply>(nameof(CompareOffers), "The offers that stand on a need (on the table or accepted), by all-in cost, the cheapest first")
        .For(Audience.Enterprise | Audience.Bureau);

    private static async Task<IResult> Handle(Guid needId, QueryCaller caller, Rulebook rules, IEventStore store, Looks looks, CancellationToken cancellation)
    {
        var today = rules.Today;
        var load = new Load();
        var need = load.Rows(
            new Sql(
                """
                select n.version, n.amount_cny, (coalesce(n.sheet, n.draft) ->> 'termMax')::int,
                    coalesce(n.sheet, n.draft) -> 'rateMax' ->> 'benchmark', (coalesce(n.sheet, n.draft) -> 'rateMax' ->> 'spread')::int
                from need n where n.id = $4 and (($1 = 'enterprise' and n.enterprise_id = $2) or ($1 = 'bureau' and n.region like $3))
                """,
                caller.Role, caller.Organisation, caller.RegionPattern, needId),
            row => (Version: row.GetInt64(0), Asked: row.GetDecimal(1), Term: row.GetInt32(2),
                Rate: new Rate(EnumNames.Read<Benchmark>(row.GetString(3)), new BasisPoints(row.GetInt32(4)))));
        var offers = load.Rows(
            new Sql(
                $"""
                select d.id, o.number, d.bank_id, b.name, d.product_id, p.name, d.stage, o.status, o.by_side, o.terms
                from deal d join deal_offer o on o.deal_id = d.id join bank b on b.id = d.bank_id join product p on p.id = d.product_id
                where {DealVisibility.Rows} and d.need_id = $4 and d.stage <> 'closed' and o.status in ('live', 'accepted')
                    and o.number = (select max(number) from deal_offer l where l.deal_id = d.id and l.status in ('live', 'accepted'))
                order by d.id
                """,
                caller.Role, caller.Organisation, caller.RegionPattern, needId),
            Map);
        await store.LoadAsync(load, cancellation);
        if (need.Rows.Count == 0) return Problem.Of(Refusal.Unknown("need.unknown"));

        await looks.AtAsync(LookAt.Comparison, [.. offers.Rows.Select(row => row.Deal)], cancellation);
        var asked = need.One;
        var priced = offers.Rows
            .Select(row => (Row: row, Cost: OfferCost.Of(row.Terms, rules.Rates, today)))
            .OrderBy(it => it.Cost.NominalPercent).ThenByDescending(it => it.Row.Terms.Credit.Line.Value).ThenBy(it => it.Row.Deal)
            .ToArray();
        return new QueryReply<Reply>(
            new Reply(
                needId, today, asked.Asked, asked.Term, rules.Rates.AllIn(asked.Rate, today).Percent,
                [.. priced.Select(it => it.Row.Priced(it.Cost, asked.Asked, priced[0].Cost))]),
            asked.Version);
    }

    private static Standing Map(DbDataReader row) => new(
        row.GetGuid(0), row.GetInt32(1), row.GetGuid(2), row.GetString(3), row.GetGuid(4), row.GetString(5), EnumNames.Read<DealStage>(row.GetString(6)),
        EnumNames.Read<OfferStatus>(row.GetString(7)), EnumNames.Read<Side>(row.GetString(8)),
        JsonSerializer.Deserialize<OfferTerms>(row.GetString(9), EventJson.Options)!);

    /// <summary>An offer that stands, as it is stored.</summary>
    private sealed record Standing(
        Guid Deal, int Number, Guid Bank, string BankName, Guid Product, string ProductName, DealStage Stage, OfferStatus Status, Side By, OfferTerms Terms)
    {
        public Item Priced(OfferCost cost, decimal askedCny, OfferCost cheapest) => new(
            Deal, Number, Bank, BankName, Product, ProductName, Stage, Status, By, OfferBody.Of(Terms), cost,
            decimal.Round(100m * Terms.Credit.Line.Value / askedCny, 2), cost.NominalPercent - cheapest.NominalPercent);
    }
}
