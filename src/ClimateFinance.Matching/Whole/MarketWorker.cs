using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ClimateFinance.Domain.Policy;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Matching;

/// <summary>
/// Ranks the needs of one province after the other; leaves no garbage. What it finds is what <see cref="NeedQuery"/> finds: the same scores, and between
/// equals, whom the shelf's order alone cannot tell apart, it asks that.
/// </summary>
internal sealed class MarketWorker
{
    /// <summary>A key is a score and the place of a product on the shelf, which takes so many bits.</summary>
    private const int PlaceBits = 18;

    /// <summary>Members are told off so many at a time, whether or not there are.</summary>
    private const int AtOnce = 4;

    private readonly MarketSnapshot snapshot;
    private readonly ProductShelf shelf;
    private readonly Province province;
    private readonly int top;
    private readonly ulong[] survivors;
    private readonly uint[] keys;
    private readonly uint[] best = new uint[SmallestKeys.Room];

    public MarketWorker(MarketSnapshot snapshot, ProductShelf shelf, int top)
    {
        (this.snapshot, this.shelf, this.top) = (snapshot, shelf, top);
        province = new Province(snapshot, shelf);
        survivors = new ulong[ProvinceMaps.WordsOf(shelf.Count)];
        keys = new uint[shelf.Count + AtOnce];
    }

    /// <summary>Whether so many places of so many products can be ranked in this way; the first place beyond the last one wanted is looked at too.</summary>
    public static bool CanRank(int top, int products) => top < SmallestKeys.Room && products <= 1 << PlaceBits;

    /// <param name="provinceOf">The first two digits of the need's region; −1 where it has none.</param>
    /// <param name="places">Gets the best products' rows.</param>
    /// <returns>How many places were filled, and how many products are eligible.</returns>
    public (int Filled, int Eligible) Rank(int provinceOf, NeedItem need, IReadOnlySet<ProductId>? excluded, Span<int> places)
    {
        province.Enter(provinceOf);
        province.Begin(need, survivors);
        var asked = new ShelfRow(need.Row);
        province.Maps.Thin(need, asked, snapshot.Path, survivors);
        var eligible = Within(asked, Members());
        if (!need.GreenDecided || excluded is not null) eligible = Allowed(need, excluded, eligible);
        Score(need, keys.AsSpan(0, eligible));
        SmallestKeys.Of(keys.AsSpan(0, eligible), best, snapshot.Path);

        var filled = Math.Min(top, eligible);
        if (!InOrder(need, filled, eligible)) return Asked(need, excluded, places);
        for (var i = 0; i < filled; i++) places[i] = province.TableRow(MemberOf(best[i]));
        return (filled, eligible);
    }

    private static int MemberOf(uint key) => (int)(key & ((1 << PlaceBits) - 1));

    /// <summary>The numbers of the survivors; most words hold few.</summary>
    private int Members()
    {
        ref var to = ref MemoryMarshal.GetArrayDataReference(keys);
        var count = 0;
        for (var w = 0; w < province.Maps.Words; w++)
        {
            var (bits, first) = (survivors[w], (uint)(w << 6));
            var end = count + BitOperations.PopCount(bits);
            for (; count < end; count += AtOnce)
            {
                Unsafe.Add(ref to, count) = first + (uint)BitOperations.TrailingZeroCount(bits);
                bits &= bits - 1;
                Unsafe.Add(ref to, count + 1) = first + (uint)BitOperations.TrailingZeroCount(bits);
                bits &= bits - 1;
                Unsafe.Add(ref to, count + 2) = first + (uint)BitOperations.TrailingZeroCount(bits);
                bits &= bits - 1;
                Unsafe.Add(ref to, count + 3) = first + (uint)BitOperations.TrailingZeroCount(bits);
                bits &= bits - 1;
            }

            count = end;
        }

        return count;
    }

    /// <summary>Those of the first so many members whose figures hold.</summary>
    private int Within(in ShelfRow asked, int count)
    {
        ref var rows = ref MemoryMarshal.GetReference(province.Rows);
        ref var members = ref MemoryMarshal.GetArrayDataReference(keys);
        var kept = 0;
        if (snapshot.Path == ScanPath.Portable)
        {
            for (var i = 0; i < count; i++)
            {
                var member = Unsafe.Add(ref members, kept) = Unsafe.Add(ref members, i);
                kept += ShelfRow.HoldPortable(Unsafe.Add(ref rows, member), asked) ? 1 : 0;
            }

            return kept;
        }

        for (var i = 0; i < count; i++)
        {
            var member = Unsafe.Add(ref members, kept) = Unsafe.Add(ref members, i);
            kept += ShelfRow.HoldWide(Unsafe.Add(ref rows, member), asked) ? 1 : 0;
        }

        return kept;
    }

    /// <summary>What neither bitmaps nor figures decide.</summary>
    private int Allowed(NeedItem need, IReadOnlySet<ProductId>? excluded, int count)
    {
        var codes = snapshot.Codes;
        var greens = codes.GreenByNeed.Row(need.Row.Named);
        var kept = 0;
        for (var i = 0; i < count; i++)
        {
            var member = (int)keys[i];
            if ((need.GreenDecided || CodeBook.Says(codes.GreenByNeed.Answer(greens, need.Row.Named, province.Figures(member).GreenList)))
                && excluded?.Contains(snapshot.Products[province.TableRow(member)]!.Facts.Product) != true)
                keys[kept++] = keys[i];
        }

        return kept;
    }

    /// <summary>Makes a key of each member: the better the score, the smaller.</summary>
    private void Score(NeedItem need, Span<uint> members)
    {
        var scorer = snapshot.Judge.For(need);
        ref var rows = ref MemoryMarshal.GetReference(province.Rows);
        ref var standing = ref MemoryMarshal.GetReference(province.Standing);
        foreach (ref var member in members)
        {
            ref readonly var offered = ref Unsafe.Add(ref rows, member);
            var score = Unsafe.Add(ref standing, member) + scorer.Points(offered);
            member |= (uint)(PieceWeights.Total - score) << PlaceBits;
        }
    }

    /// <summary>
    /// Whether the keys' order is that of <see cref="RankKey"/>: between equal scores and rates the larger cover goes first. Of those that were not
    /// kept none can cover more than one that covers all that is asked.
    /// </summary>
    private bool InOrder(NeedItem need, int filled, int eligible)
    {
        for (var i = 1; i <= filled && i < eligible; i++)
        {
            if ((best[i - 1] >> PlaceBits) != (best[i] >> PlaceBits)) continue;
            ref readonly var better = ref province.Figures(MemberOf(best[i - 1]));
            ref readonly var other = ref province.Figures(MemberOf(best[i]));
            if (better.RateMinBp != other.RateMinBp) continue;
            var coverFen = RowJudge.CoverFen(need.Row, better);
            if (coverFen < RowJudge.CoverFen(need.Row, other) || (i == filled && coverFen < need.Row.AmountFen)) return false;
        }

        return true;
    }

    private (int Filled, int Eligible) Asked(NeedItem need, IReadOnlySet<ProductId>? excluded, Span<int> places)
    {
        var (candidates, filled) = (TopCandidates.Mine, 0);
        snapshot.Rank(need, candidates, top, excluded);
        foreach (ref readonly var candidate in candidates.InOrder) places[filled++] = candidate.Row;
        return (filled, candidates.Eligible);
    }
}
