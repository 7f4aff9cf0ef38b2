namespace ClimateFinance.Matching;

/// <summary>Where a row's id is found when two candidates are alike in all else.</summary>
internal interface IIds
{
    Guid Id(int row);
}

/// <summary>
/// The best rows so far in the order of <see cref="RankKey"/>. Score and rate are packed into one number, smaller is better;
/// cover and id decide only between equals. Reused from query to query, so that a query leaves no garbage.
/// </summary>
internal sealed class TopCandidates
{
    public struct Candidate
    {
        public ulong Rank;
        public long CoverFen;
        public int Row;
    }

    [ThreadStatic]
    private static TopCandidates? mine;

    private Candidate[] kept = new Candidate[32];
    private int top;
    private ulong worst;
    private bool paged;
    private Candidate cursor;
    private Guid cursorId;

    /// <summary>The calling thread's own; a query does not await, so nobody else comes upon it.</summary>
    public static TopCandidates Mine => mine ??= new TopCandidates();

    public int Eligible { get; private set; }

    public int Count { get; private set; }

    public ReadOnlySpan<Candidate> InOrder => kept.AsSpan(0, Count);

    public static ulong Pack(int score, int rateBp) => ((ulong)(uint)(PieceTotal - score) << 32) | ((uint)rateBp ^ 0x8000_0000u);

    public static int Score(ulong rank) => PieceTotal - (int)(rank >> 32);

    public static int RateBp(ulong rank) => (int)((uint)rank ^ 0x8000_0000u);

    private const int PieceTotal = Domain.Policy.PieceWeights.Total;

    public void Begin(int most, RankKey? after)
    {
        top = most;
        if (kept.Length < most) kept = new Candidate[most];
        (Count, Eligible) = (0, 0);
        worst = most == 0 ? 0 : ulong.MaxValue;
        paged = after is not null;
        if (after is not { } key) return;
        cursor = new Candidate { Rank = Pack(key.Score, key.LowestAllIn.Value), CoverFen = Measures.Fen(key.Cover) };
        cursorId = key.Id;
    }

    public void Offer<TIds>(TIds ids, ulong rank, long coverFen, int row)
        where TIds : struct, IIds
    {
        Eligible++;
        if (rank > worst || (paged && !AfterCursor(ids, rank, coverFen, row)) || top == 0) return;
        Insert(ids, rank, coverFen, row);
    }

    private void Insert<TIds>(TIds ids, ulong rank, long coverFen, int row)
        where TIds : struct, IIds
    {
        if (Count == top && !Before(ids, rank, coverFen, row, kept[top - 1])) return;

        var at = Math.Min(Count, top - 1);
        Count = at + 1;
        for (; at > 0 && Before(ids, rank, coverFen, row, kept[at - 1]); at--) kept[at] = kept[at - 1];
        kept[at] = new Candidate { Rank = rank, CoverFen = coverFen, Row = row };
        if (Count == top) worst = kept[top - 1].Rank;
    }

    private static bool Before<TIds>(TIds ids, ulong rank, long coverFen, int row, in Candidate other)
        where TIds : struct, IIds
    {
        if (rank != other.Rank) return rank < other.Rank;
        if (coverFen != other.CoverFen) return coverFen > other.CoverFen;
        return ids.Id(row).CompareTo(ids.Id(other.Row)) < 0;
    }

    private bool AfterCursor<TIds>(TIds ids, ulong rank, long coverFen, int row)
        where TIds : struct, IIds
    {
        if (rank != cursor.Rank) return rank > cursor.Rank;
        if (coverFen != cursor.CoverFen) return coverFen < cursor.CoverFen;
        return ids.Id(row).CompareTo(cursorId) > 0;
    }
}
