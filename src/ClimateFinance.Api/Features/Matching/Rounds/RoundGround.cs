using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Domain.Policy;
using ClimateFinance.Domain.Rounds;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Matching;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Matching;

/// <summary>How a round is to be held.</summary>
internal sealed record RoundWish(RegionCode Region, RoundMode Mode, int QuotaPercent, int CasesPerOfficer);

/// <summary>A bank's officers and the deals they work on.</summary>
internal sealed record OfficerCount(BankId Bank, int Officers, int OpenDeals);

/// <summary>A bank that is in contact with a need.</summary>
internal sealed record Contact(NeedId Need, BankId Bank);

/// <summary>The whole market of a region, fresh from the tables: what a round is worked out from.</summary>
internal sealed record RoundGround(
    RowsSlot<NeedOnMarket> Needs, RowsSlot<ProductOnMarket> Products, RowsSlot<KnownPair> Declined, RowsSlot<Contact> Contacts, RowsSlot<OfficerCount> Officers)
{
    private const string OfficerText =
        """
        select b.id, (select count(*)::int from person o where o.organisation_id = b.id and o.kind = 'officer' and o.erased_at is null),
            (select count(*)::int from deal d where d.bank_id = b.id and d.stage <> 'closed')
        from bank b where b.status = 'verified'
        """;

    public static RoundGround Of(Load load, RegionCode region)
    {
        var within = $"{region.Prefix}%";
        return new RoundGround(
            load.Rows(new Sql($"{MarketFacts.Needs} and {MarketFacts.NeedLive} and n.region like $1", within), MarketFacts.Need),
            load.Rows(new Sql($"{MarketFacts.Products} and {MarketFacts.ProductLive}"), MarketFacts.Product),
            load.Rows(new Sql($"{KnownPair.Select} and g.status = 'declined' and g.region like $1", within), KnownPair.Map),
            load.Rows(
                new Sql("select need_id, bank_id from deal where stage <> 'closed' and region like $1", within),
                row => new Contact(new(row.GetGuid(0)), new(row.GetGuid(1)))),
            load.Rows(new Sql(OfficerText), row => new OfficerCount(new(row.GetGuid(0)), row.GetInt32(1), row.GetInt32(2))));
    }

    public bool Illustrative => Needs.Rows.Any(n => n.Illustrative) || Products.Rows.Any(p => p.Illustrative);

    /// <summary>A bank that registered no officer has one: somebody answers.</summary>
    public RoundInput Input(RoundWish wish, Judgement judgement)
    {
        var contacts = Contacts.Rows.ToLookup(c => c.Need, c => c.Bank);
        var known = new KnownPairs(Declined.Rows);
        var needs = Needs.Rows.ToDictionary(n => n.Facts.Need, n => n.Facts);
        var products = Products.Rows.ToDictionary(p => p.Facts.Product, p => p.Facts);
        return new RoundInput
        {
            Basis = judgement.Basis,
            Policy = judgement.Policy,
            Needs = [.. needs.Values.Select(n => new RoundNeed(n, [.. contacts[n.Need].Distinct()]))],
            Products = [.. products.Values],
            OfficerCapacity = Officers.Rows.ToDictionary(o => o.Bank, o => Math.Max(0, (Math.Max(1, o.Officers) * wish.CasesPerOfficer) - o.OpenDeals)),
            QuotaPercent = wish.QuotaPercent,
            History = (need, product) => known.History(needs[need], products[product]),
        };
    }

    public IReadOnlyList<RoundNeedTaken> Taken(RoundInput input) =>
    [
        .. input.Needs.OrderBy(n => n.Facts.Need.Value)
            .Select(n => new RoundNeedTaken(n.Facts.Need, n.Facts.Revision, Math.Max(0, input.Policy.BankSlotsPerNeed - n.InContact.Count))),
    ];

    public static Judgement Today(Rulebook rules, MarketPolicy? policy = null) => Judgement.On(rules.Today, policy ?? rules.Policy, rules.Rates);
}
