using System.Data.Common;
using ClimateFinance.Api.Features.Pairings;
using ClimateFinance.Api.Http;
using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Api.Features.Matching;

/// <summary>A need and a product in the revisions in which they were paired.</summary>
internal readonly record struct PairKey(NeedId Need, int NeedRevision, ProductId Product, int ProductRevision)
{
    public static PairKey Of(NeedFacts need, ProductFacts product) => new(need.Need, need.Revision, product.Product, product.Revision);
}

/// <summary>A pairing that stands: any but a superseded one.</summary>
/// <param name="InDeal">Its deal is open.</param>
internal sealed record KnownPair(Guid Pairing, PairKey Key, PairingStatus Status, PairingOrigin Origin, bool InDeal)
{
    /// <summary>A condition on <c>g</c> follows.</summary>
    public const string Select =
        """
        select g.id, g.need_id, g.need_revision, g.product_id, g.product_revision, g.status, g.origin, coalesce(d.stage <> 'closed', false)
        from pairing g left join deal d on d.id = g.deal_id
        where g.status <> 'superseded'
        """;

    public bool Open => Status is PairingStatus.Proposed or PairingStatus.EnterpriseInterested or PairingStatus.BankInterested or PairingStatus.Waiting;

    public static KnownPair Map(DbDataReader row) => new(
        row.GetGuid(0),
        new PairKey(new NeedId(row.GetGuid(1)), row.GetInt32(2), new ProductId(row.GetGuid(3)), row.GetInt32(4)),
        EnumNames.Read<PairingStatus>(row.GetString(5)),
        EnumNames.Read<PairingOrigin>(row.GetString(6)),
        row.GetBoolean(7));
}

/// <summary>The pairings that stand, as the engine's history and as what need not be proposed again.</summary>
internal sealed class KnownPairs
{
    private readonly Dictionary<PairKey, KnownPair> byKey;
    private readonly HashSet<(NeedId, ProductId)> inDeal;
    private readonly ILookup<NeedId, KnownPair> declinedOf;

    public KnownPairs(IReadOnlyList<KnownPair> pairs)
    {
        byKey = pairs.ToDictionary(pair => pair.Key);
        declinedOf = pairs.Where(pair => pair.Status == PairingStatus.Declined).ToLookup(pair => pair.Key.Need);
        inDeal = [.. pairs.Where(pair => pair.InDeal).Select(pair => (pair.Key.Need, pair.Key.Product))];
    }

    /// <summary>The pairing of these revisions, if one stands.</summary>
    public KnownPair? Of(NeedFacts need, ProductFacts product) => byKey.GetValueOrDefault(PairKey.Of(need, product));

    /// <summary>Whether the two have an open deal, in whichever revisions it began.</summary>
    public bool InDeal(NeedFacts need, ProductFacts product) => inDeal.Contains((need.Need, product.Product));

    /// <summary>The products that one side declined in the very revisions that meet now.</summary>
    public IReadOnlySet<ProductId>? Declined(NeedFacts need, MarketRows rows)
    {
        var declined = declinedOf[need.Need]
            .Where(p => p.Key.NeedRevision == need.Revision && rows.Product(p.Key.Product)?.Facts.Revision == p.Key.ProductRevision)
            .Select(p => p.Key.Product).ToHashSet();
        return declined.Count == 0 ? null : declined;
    }

    /// <summary>The needs that one side declined in the very revisions that meet now.</summary>
    public IReadOnlySet<NeedId>? Declined(ProductFacts product, MarketRows rows)
    {
        var declined = byKey.Values
            .Where(p => p is { Status: PairingStatus.Declined } && p.Key.Product == product.Product && p.Key.ProductRevision == product.Revision)
            .Where(p => rows.Need(p.Key.Need)?.Facts.Revision == p.Key.NeedRevision)
            .Select(p => p.Key.Need).ToHashSet();
        return declined.Count == 0 ? null : declined;
    }

    /// <summary>One side declined these very revisions; a revision of either wipes that out.</summary>
    public PairHistory History(NeedFacts need, ProductFacts product) =>
        new(Declined: Of(need, product) is { Status: PairingStatus.Declined }, Blocked: false);
}
