using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Policy;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Matching;

/// <summary>
/// The one writer of market snapshots. Readers take <see cref="Current"/> and are never stopped; each change copies the block of 1 024 rows
/// that it touches and publishes another snapshot. Safe to call from several threads; changes are made one at a time.
/// </summary>
public sealed class LiveMarket
{
    /// <summary>From so many changes on, laying out anew costs less than copying a block for each.</summary>
    private const int ManyChanges = 1_000;

    /// <summary>A market this small is not laid out anew for its growth alone.</summary>
    private const int SmallMarket = 256;

    private readonly Lock changing = new();
    private readonly Rows<NeedId> needRows = new();
    private readonly Rows<ProductId> productRows = new();
    private CodeBook codes = new();
    private MarketSnapshot current;
    private int laidOut;

    /// <summary>Lays out a market. Of two facts with the same id the later counts.</summary>
    public LiveMarket(EvaluationBasis basis, MarketPolicy policy, IEnumerable<NeedFacts> needs, IEnumerable<ProductFacts> products) =>
        current = Laid(basis, policy, needs, products);

    public MarketSnapshot Current => Volatile.Read(ref current);

    /// <summary>A need came or was revised, published, withdrawn: its newest facts.</summary>
    public void Put(NeedFacts need)
    {
        lock (changing)
        {
            var item = new NeedItem(need, current.Basis, new ScoreScale(current.Policy), codes);
            Publish(current.With(needRows.Of(need.Need), item));
        }
    }

    /// <summary>A product came or was revised, or its quota or its bank's record changed: its newest facts.</summary>
    public void Put(ProductFacts product)
    {
        lock (changing)
        {
            var item = new ProductItem(product, current.Basis, new ScoreScale(current.Policy), codes);
            Publish(current.With(productRows.Of(product.Product), item));
        }
    }

    /// <summary>A need is gone; one that was never there is no matter.</summary>
    public void Remove(NeedId need)
    {
        lock (changing)
        {
            if (needRows.Free(need) is { } row) Publish(current.With(row, (NeedItem?)null));
        }
    }

    /// <summary>A product is gone; one that was never there is no matter.</summary>
    public void Remove(ProductId product)
    {
        lock (changing)
        {
            if (productRows.Free(product) is { } row) Publish(current.With(row, (ProductItem?)null));
        }
    }

    /// <summary>
    /// Many changes, published as one snapshot: a reader sees all of them or none. A market that has doubled since it was laid out is laid out
    /// anew, because bitmaps that were cut for a smaller one tell less apart.
    /// </summary>
    public void Change(
        IReadOnlyCollection<NeedFacts> needs, IReadOnlyCollection<ProductFacts> products,
        IReadOnlyCollection<NeedId> goneNeeds, IReadOnlyCollection<ProductId> goneProducts)
    {
        lock (changing)
        {
            var changes = needs.Count + products.Count + goneNeeds.Count + goneProducts.Count;
            if (changes == 0) return;
            if (changes >= ManyChanges)
            {
                var (noNeeds, noProducts) = (goneNeeds.ToHashSet(), goneProducts.ToHashSet());
                Publish(Laid(
                    current.Basis, current.Policy, current.AllNeeds.Concat(needs).Where(n => !noNeeds.Contains(n.Need)).ToList(),
                    current.AllProducts.Concat(products).Where(p => !noProducts.Contains(p.Product)).ToList()));
                return;
            }

            var (next, scale) = (current, new ScoreScale(current.Policy));
            foreach (var need in needs) next = next.With(needRows.Of(need.Need), new NeedItem(need, next.Basis, scale, codes));
            foreach (var product in products) next = next.With(productRows.Of(product.Product), new ProductItem(product, next.Basis, scale, codes));
            foreach (var need in goneNeeds)
            {
                if (needRows.Free(need) is { } row) next = next.With(row, (NeedItem?)null);
            }

            foreach (var product in goneProducts)
            {
                if (productRows.Free(product) is { } row) next = next.With(row, (ProductItem?)null);
            }

            var size = needRows.Count + productRows.Count;
            Publish(size > SmallMarket && size > 2 * laidOut ? Laid(next.Basis, next.Policy, next.AllNeeds.ToList(), next.AllProducts.ToList()) : next);
        }
    }

    /// <summary>
    /// Another day, benchmark print or policy: everything is laid out anew, which also cuts the bitmaps to the market as it is now.
    /// </summary>
    public void Rebase(EvaluationBasis basis, MarketPolicy policy)
    {
        lock (changing) Publish(Laid(basis, policy, current.AllNeeds.ToList(), current.AllProducts.ToList()));
    }

    private void Publish(MarketSnapshot next) => Volatile.Write(ref current, next);

    private MarketSnapshot Laid(
        EvaluationBasis basis, MarketPolicy policy, IEnumerable<NeedFacts> needs, IEnumerable<ProductFacts> products)
    {
        PairEvaluator.RequireNamedPolicy(basis, policy);
        var fresh = new CodeBook();
        var scale = new ScoreScale(policy);

        // Needs and products know nothing of one another here but their codes' numbers, so each side is laid out by a thread of its own.
        // Neighbours in place and trade lie together, so that a question leaves most blocks after a few words; the order of answers never depends on it.
        var (needItems, productItems) = (new List<NeedItem>(), new List<ProductItem>());
        (Table<NeedItem, NeedRow>, NeedLayout) needTable = default;
        (Table<ProductItem, ProductRow>, ProductLayout) productTable = default;
        Parallel.Invoke(
            () =>
            {
                needItems.AddRange(LastOfEach(needs, n => n.Need)
                    .OrderBy(n => n.Region.Value, StringComparer.Ordinal).ThenBy(n => n.Industry.Value, StringComparer.Ordinal)
                    .Select(n => new NeedItem(n, basis, scale, fresh)));
                needTable = MarketSnapshot.Laid(needItems);
            },
            () =>
            {
                productItems.AddRange(LastOfEach(products, p => p.Product)
                    .Select(p => new ProductItem(p, basis, scale, fresh))
                    .OrderBy(p => p.Facts.Terms.Regions.Count == 0 ? "" : p.Facts.Terms.Regions[0].Value, StringComparer.Ordinal)
                    .ThenBy(p => p.Row.RegionList).ThenBy(p => p.Row.IndustryList).ThenBy(p => p.Row.RateMinBp));
                productTable = MarketSnapshot.Laid(productItems);
            });
        var snapshot = MarketSnapshot.Build(basis, policy, fresh, needTable, productTable);
        needRows.Reset(needItems.Select(n => n.Facts.Need));
        productRows.Reset(productItems.Select(p => p.Facts.Product));
        codes = fresh;
        laidOut = needItems.Count + productItems.Count;
        return snapshot;
    }

    private static IEnumerable<TFacts> LastOfEach<TFacts, TId>(IEnumerable<TFacts> facts, Func<TFacts, TId> idOf)
        where TId : notnull
    {
        var last = new Dictionary<TId, TFacts>();
        foreach (var fact in facts) last[idOf(fact)] = fact;
        return last.Values;
    }

    /// <summary>Which row an id has; freed rows are given out again, the last freed first.</summary>
    private sealed class Rows<TId>
        where TId : notnull
    {
        private readonly Dictionary<TId, int> rows = [];
        private readonly Stack<int> free = new();
        private int end;

        public int Count => rows.Count;

        public void Reset(IEnumerable<TId> inOrder)
        {
            rows.Clear();
            free.Clear();
            end = 0;
            foreach (var id in inOrder) rows.Add(id, end++);
        }

        public int Of(TId id)
        {
            if (!rows.TryGetValue(id, out var row)) rows.Add(id, row = free.TryPop(out var freed) ? freed : end++);
            return row;
        }

        public int? Free(TId id)
        {
            if (!rows.Remove(id, out var row)) return null;
            free.Push(row);
            return row;
        }
    }
}
