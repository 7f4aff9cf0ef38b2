using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Matching;

/// <summary>
/// Every open need of a snapshot with its best products, worked out in one go. Where each answer stands is fixed before the work begins,
/// so that the number of workers changes the time and nothing else.
/// </summary>
public sealed class MarketRanking
{
    private readonly MarketSnapshot snapshot;
    private readonly NeedItem[] needs;
    private readonly int[] byId;
    private readonly TopCandidates.Candidate[] places;
    private readonly int[] counts;
    private readonly int top;

    private MarketRanking(MarketSnapshot snapshot, NeedItem[] needs, int top)
    {
        (this.snapshot, this.needs, this.top) = (snapshot, needs, top);
        byId = [.. Enumerable.Range(0, needs.Length)];
        Array.Sort(needs.Select(n => n.Facts.Need.Value).ToArray(), byId);
        places = new TopCandidates.Candidate[needs.Length * top];
        counts = new int[needs.Length];
    }

    /// <summary>How many needs were open.</summary>
    public int Needs => needs.Length;

    /// <summary>How many pairs were eligible in all, also those beyond the top.</summary>
    public long Eligible { get; private set; }

    /// <summary>A need by its place, 0 to <see cref="Needs"/> − 1, in the order of ids.</summary>
    public NeedFacts Need(int at) => needs[byId[at]].Facts;

    /// <summary>Its best products, best first.</summary>
    public IEnumerable<(RankKey Key, ProductFacts Product)> PlacesOf(int at)
    {
        var need = byId[at];
        for (var i = need * top; i < (need * top) + counts[need]; i++)
        {
            var product = snapshot.Products[places[i].Row]!.Facts;
            yield return (MarketSnapshot.Key(places[i], product.Product.Value), product);
        }
    }

    /// <param name="snapshot">The market.</param>
    /// <param name="top">At most so many products for each need.</param>
    /// <param name="workers">So many threads at once.</param>
    /// <param name="excludedOf">The products that a need may not be given; asked once for each need, from several threads.</param>
    /// <param name="cancellation">Stops between needs.</param>
    public static MarketRanking Of(
        MarketSnapshot snapshot,
        int top,
        int workers,
        Func<NeedId, IReadOnlySet<ProductId>?>? excludedOf = null,
        CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(top);
        // In the order of the columns, neighbours in place and trade one after the other: they ask for the same bitmaps.
        NeedItem[] open = [.. snapshot.Needs.Blocks.SelectMany(b => b.Items).OfType<NeedItem>().Where(n => n.Open)];
        var ranking = new MarketRanking(snapshot, open, top);
        long eligible = 0;
        const int Batch = 256;
        Parallel.For(
            0,
            (open.Length + Batch - 1) / Batch,
            new ParallelOptions { MaxDegreeOfParallelism = workers, CancellationToken = cancellation },
            batch =>
            {
                long found = 0;
                for (var at = batch * Batch; at < Math.Min(open.Length, (batch + 1) * Batch); at++) found += ranking.Rank(at, excludedOf);
                Interlocked.Add(ref eligible, found);
            });
        ranking.Eligible = eligible;
        return ranking;
    }

    private int Rank(int at, Func<NeedId, IReadOnlySet<ProductId>?>? excludedOf)
    {
        var best = TopCandidates.Mine;
        snapshot.Rank(needs[at], best, top, excludedOf?.Invoke(needs[at].Facts.Need));
        best.InOrder.CopyTo(places.AsSpan(at * top));
        counts[at] = best.Count;
        return best.Eligible;
    }
}
