using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Matching;

/// <summary>
/// Every open need of a snapshot with its best products, worked out in one go. Where each answer stands is fixed before the work begins,
/// so that the number of workers changes the time and nothing else. Only the places are kept: what a key is made of is worked out again for whoever asks.
/// </summary>
public sealed class MarketRanking
{
    private readonly MarketSnapshot snapshot;
    private readonly Table<NeedItem, NeedRow> needs;
    private readonly int top;
    private readonly int[] places;
    private readonly int[] counts;
    private readonly Lazy<int[]> byId;
    private long eligible;

    private MarketRanking(MarketSnapshot snapshot, int top)
    {
        (this.snapshot, needs, this.top) = (snapshot, snapshot.Needs, top);
        var rows = needs.Blocks.Length * Block<NeedItem, NeedRow>.RowCount;
        places = GC.AllocateUninitializedArray<int>(rows * top);
        counts = new int[rows];
        byId = new(ById);
    }

    /// <summary>How many needs were open.</summary>
    public int Needs => byId.Value.Length;

    /// <summary>How many pairs were eligible in all, also those beyond the top.</summary>
    public long Eligible => eligible;

    /// <summary>A need by its place, 0 to <see cref="Needs"/> − 1, in the order of ids.</summary>
    public NeedFacts Need(int at) => needs[byId.Value[at]]!.Facts;

    /// <summary>Its best products, best first.</summary>
    public IEnumerable<(RankKey Key, ProductFacts Product)> PlacesOf(int at)
    {
        var row = byId.Value[at];
        for (var i = row * top; i < (row * top) + counts[row]; i++) yield return snapshot.KeyOf(needs[row]!, places[i]);
    }

    /// <summary>
    /// The pairings to propose under the policy, need by need in the order of ids: as <see cref="MarketSnapshot.Propose(NeedFacts, Func{ProductFacts, bool}, IReadOnlySet{ProductId})"/>
    /// for each, if as many places were ranked as the policy proposes.
    /// </summary>
    /// <param name="wanted">Reasons are worked out, and a pairing given back, only where this is true.</param>
    public IEnumerable<Match> Proposals(Func<NeedFacts, ProductFacts, bool> wanted)
    {
        for (var at = 0; at < Needs; at++)
        {
            var need = Need(at);
            foreach (var (key, product) in PlacesOf(at))
            {
                if (key.Score < snapshot.Policy.LeastScore) break;
                if (wanted(need, product)) yield return snapshot.Reasoned(need, product, key);
            }
        }
    }

    /// <param name="snapshot">The market.</param>
    /// <param name="top">At most so many products for each need.</param>
    /// <param name="workers">So many threads at once.</param>
    /// <param name="excludedOf">The products that a need may not be given; asked once for each need, from several threads.</param>
    /// <param name="cancellation">Stops between blocks of needs.</param>
    public static MarketRanking Of(
        MarketSnapshot snapshot,
        int top,
        int workers,
        Func<NeedFacts, IReadOnlySet<ProductId>?>? excludedOf = null,
        CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(top);

        var ranking = new MarketRanking(snapshot, top);
        var shelf = new ProductShelf(snapshot.Products, workers);
        if (MarketWorker.CanRank(top, shelf.Count)) ranking.ByProvince(shelf, workers, excludedOf, cancellation);
        else ranking.OneByOne(workers, excludedOf, cancellation);
        return ranking;
    }

    private void ByProvince(ProductShelf shelf, int workers, Func<NeedFacts, IReadOnlySet<ProductId>?>? excludedOf, CancellationToken cancellation)
    {
        var (order, taken) = (NeedsByProvince.Of(needs), -1);
        Parallel.For(0, workers, new ParallelOptions { MaxDegreeOfParallelism = workers, CancellationToken = cancellation }, _ =>
        {
            var (worker, found) = (new MarketWorker(snapshot, shelf, top), 0L);
            while (Interlocked.Increment(ref taken) is var stretch && stretch < order.Stretches.Count)
            {
                cancellation.ThrowIfCancellationRequested();
                var (province, begin, end) = order.Stretches[stretch];
                foreach (var row in order.Rows.AsSpan(begin..end))
                {
                    var need = needs[row]!;
                    (counts[row], var all) = worker.Rank(province, need, excludedOf?.Invoke(need.Facts), places.AsSpan(row * top, top));
                    found += all;
                }
            }

            Interlocked.Add(ref eligible, found);
        });
    }

    /// <summary>Where more places are wanted than a worker keeps, or there are more products than it can tell apart.</summary>
    private void OneByOne(int workers, Func<NeedFacts, IReadOnlySet<ProductId>?>? excludedOf, CancellationToken cancellation) => Parallel.For(
        0, needs.Blocks.Length, new ParallelOptions { MaxDegreeOfParallelism = workers, CancellationToken = cancellation },
        block => Interlocked.Add(ref eligible, Rank(block, excludedOf)));

    private long Rank(int block, Func<NeedFacts, IReadOnlySet<ProductId>?>? excludedOf)
    {
        var (best, items, found) = (TopCandidates.Mine, needs.Blocks[block].Items, 0L);
        for (var at = 0; at < items.Length; at++)
        {
            if (items[at] is not { Open: true } need) continue;
            snapshot.Rank(need, best, top, excludedOf?.Invoke(need.Facts));
            var row = (block << Block<NeedItem, NeedRow>.RowBits) + at;
            var place = row * top;
            foreach (ref readonly var candidate in best.InOrder) places[place++] = candidate.Row;
            counts[row] = best.Count;
            found += best.Eligible;
        }

        return found;
    }

    private int[] ById()
    {
        int[] rows = [.. Enumerable.Range(0, counts.Length).Where(row => needs[row] is { Open: true })];
        Array.Sort([.. rows.Select(row => needs[row]!.Facts.Need.Value)], rows);
        return rows;
    }
}
