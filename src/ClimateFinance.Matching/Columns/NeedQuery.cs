using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Matching;

/// <summary>One need against all products: bitmaps leave few rows, exact comparisons judge those, and the best are kept.</summary>
internal readonly ref struct NeedQuery
{
    private readonly Table<ProductItem, ProductRow> products;
    private readonly ProductLayout layout;
    private readonly CodeBook codes;
    private readonly NeedItem need;
    private readonly RowJudge rows;

    public NeedQuery(Table<ProductItem, ProductRow> products, ProductLayout layout, CodeBook codes, in RowJudge rows, NeedItem need)
    {
        (this.products, this.layout, this.codes, this.need) = (products, layout, codes, need);
        this.rows = rows;
    }

    [SkipLocalsInit]
    public void Run(ScanPath path, TopCandidates best, IReadOnlySet<ProductId>? excluded)
    {
        if (!need.Open) return;
        var question = new Question(stackalloc int[24], stackalloc int[3 + Buckets.Greens + ProductLayout.Kinds]);
        Ask(ref question);

        var judge = new Judge(this);
        var ids = new Ids(products);
        Span<ulong> survivors = stackalloc ulong[Block<ProductItem, ProductRow>.WordsPerSlot];
        Span<long> covers = stackalloc long[Block<ProductItem, ProductRow>.RowCount];
        Span<ushort> fits = stackalloc ushort[Block<ProductItem, ProductRow>.RowCount];
        var blocks = products.Blocks;
        for (var b = 0; b < blocks.Length; b++)
        {
            var block = blocks[b];
            if (!question.Survivors(path, block.Words, survivors)) continue;
            var fitting = judge.Fitting(block.Rows, survivors, fits, covers);
            for (var i = 0; i < fitting; i++)
            {
                var (at, coverFen) = (fits[i], covers[i]);
                if (!judge.Eligible(in block.Rows[at], block.Items, at, coverFen, out var rank)) continue;
                if (excluded is not null && excluded.Contains(block.Items[at]!.Facts.Product)) continue;
                best.Offer(ids, rank, coverFen, (b << Block<ProductItem, ProductRow>.RowBits) + at);
            }
        }
    }

    /// <summary>
    /// The products that miss at most so many of those criteria that their rows tell of: all that miss no more of all criteria are among them.
    /// </summary>
    public List<ProductItem> Near(int most)
    {
        ref readonly var asked = ref need.Row;
        var regions = codes.RegionByNeed.Row(asked.Region);
        var industries = codes.IndustryByNeed.Row(asked.Industry);
        var greens = codes.GreenByNeed.Row(asked.Named);
        List<ProductItem> near = [];
        foreach (var block in products.Blocks)
        {
            for (var at = 0; at < block.Items.Length; at++)
            {
                if (block.Items[at] is not { } item) continue;
                ref readonly var offered = ref block.Rows[at];
                if (RowJudge.Missed(asked, offered) is var missed && missed > most) continue;
                missed += CodeBook.Says(codes.RegionByNeed.Answer(regions, asked.Region, offered.RegionList)) ? 0 : 1;
                missed += CodeBook.Says(codes.IndustryByNeed.Answer(industries, asked.Industry, offered.IndustryList)) ? 0 : 1;
                missed += CodeBook.Says(codes.GreenByNeed.Answer(greens, asked.Named, offered.GreenList)) ? 0 : 1;
                if (missed <= most) near.Add(item);
            }
        }

        return near;
    }

    /// <summary>The key of a row that <see cref="Run"/> found.</summary>
    public RankKey KeyOf(int row)
    {
        var block = products.Blocks[row >> Block<ProductItem, ProductRow>.RowBits];
        var at = row & (Block<ProductItem, ProductRow>.RowCount - 1);
        var coverFen = RowJudge.CoverFen(need.Row, block.Rows[at]);
        if (!new Judge(this).Eligible(in block.Rows[at], block.Items, at, coverFen, out var rank)) throw new InvalidOperationException("The row does not serve the need.");
        return MarketSnapshot.Key(new() { Rank = rank, CoverFen = coverFen, Row = row }, block.Items[at]!.Facts.Product.Value);
    }

    /// <summary>Why a row that <see cref="Run"/> found stands where it does.</summary>
    public PiecePoints PointsOf(in TopCandidates.Candidate found)
    {
        var block = products.Blocks[found.Row >> Block<ProductItem, ProductRow>.RowBits];
        var at = found.Row & (Block<ProductItem, ProductRow>.RowCount - 1);
        ref readonly var offered = ref block.Rows[at];
        return rows.Points(need.Row, need.Asked.CollateralKinds, offered, found.CoverFen, Locality(need, block.Items, at, offered));
    }

    /// <summary>The most selective first: where, then what, then at which price.</summary>
    private void Ask(ref Question question)
    {
        ref readonly var row = ref need.Row;
        if (need.Province >= 0) question.All(ProductLayout.Province + need.Province);
        if (need.City >= 0) question.All(ProductLayout.City + need.City);
        if (need.Trade >= 0) question.All(ProductLayout.Industry + need.Trade);
        question.AtMost(layout.ByRate, ProductLayout.Rate, row.RateMaxBp);
        question.All(ProductLayout.Live);
        question.All(ProductLayout.Purpose + (int)need.Purpose);
        question.All(ProductLayout.Grade + need.Asked.GradeRank);
        if (!need.Admitted) question.All(ProductLayout.NoAdmission);
        question.AtMost(layout.ByAmountMin, ProductLayout.AmountMin, row.AmountFen);
        question.AtMost(layout.ByMost, ProductLayout.Most, -row.AmountLeastFen);
        question.AtMost(layout.ByTermMin, ProductLayout.TermMin, row.TermMax);
        question.AtMost(layout.ByTermMax, ProductLayout.TermMax, -row.TermMin);
        question.AtMost(layout.ByGrams, ProductLayout.Grams, row.IntensityGrams);
        question.AtMost(layout.ByPenalty, ProductLayout.Penalty, row.CleanMonths);
        if (row.InvestmentFen > 0 && row.AmountLeastFen > 0)
            question.AtMost(layout.ByShare, ProductLayout.Share, -LeastShare(row.AmountLeastFen, row.InvestmentFen));

        question.BeginAny();
        question.Any(ProductLayout.AnyGreen);
        foreach (var green in need.GreenSlots) question.Any(ProductLayout.Green + green);

        question.BeginAny();
        for (var kinds = (uint)row.CollateralMask; kinds != 0; kinds &= kinds - 1)
            question.Any(ProductLayout.Collateral + BitOperations.TrailingZeroCount(kinds));
    }

    /// <summary>The least per cent of the investment that reaches the least amount; a product without a limit stands above all.</summary>
    private static long LeastShare(long leastFen, long investmentFen) =>
        Math.Min((long)((((Int128)leastFen * 100) + investmentFen - 1) / investmentFen), OfferedFigures.NoShareLimit);

    /// <summary>By the codes as numbers; by the codes themselves where one is odd.</summary>
    private static int Locality(NeedItem need, ProductItem?[] items, int at, in ProductRow offered) => (need.Row.Place | offered.Branch) < 0
        ? Pieces.Locality(need.Facts.Region, items[at]!.Facts.BankRegion)
        : Pieces.Locality(need.Row.Place, offered.Branch);

    private readonly struct Ids(Table<ProductItem, ProductRow> products) : IIds
    {
        public Guid Id(int row) => products[row]!.Facts.Product.Value;
    }

    /// <summary>Judges survivors; everything about the need is at hand.</summary>
    private readonly ref struct Judge
    {
        private readonly NeedRow asked;
        private readonly CodeBook codes;
        private readonly Span<byte> regions;
        private readonly Span<byte> industries;
        private readonly Span<byte> greens;
        private readonly bool greenDecided;
        private readonly RowJudge rows;
        private readonly int kinds;
        private readonly NeedItem need;
        private readonly CoverShare cover;

        public Judge(in NeedQuery query)
        {
            asked = query.need.Row;
            codes = query.codes;
            regions = codes.RegionByNeed.Row(asked.Region);
            industries = codes.IndustryByNeed.Row(asked.Industry);
            greens = codes.GreenByNeed.Row(asked.Named);
            greenDecided = query.need.GreenDecided;
            rows = query.rows;
            kinds = query.need.Asked.CollateralKinds;
            need = query.need;
            cover = query.rows.CoverOf(asked);
        }

        /// <summary>The survivors whose figures hold, by their place in the block, with what could be lent.</summary>
        public int Fitting(ProductRow[] block, ReadOnlySpan<ulong> survivors, Span<ushort> fits, Span<long> covers)
        {
            ref var first = ref MemoryMarshal.GetArrayDataReference(block);
            var (survived, count) = (RowJudge.Places(block, survivors, fits), 0);
            for (var i = 0; i < survived; i++)
            {
                var at = fits[i];
                ref readonly var row = ref Unsafe.Add(ref first, at);
                var coverFen = RowJudge.CoverFen(asked, row);
                (fits[count], covers[count]) = (at, coverFen);
                count += RowJudge.FiguresHold(asked, row, coverFen) ? 1 : 0;
            }

            return count;
        }

        public bool Eligible(in ProductRow offered, ProductItem?[] items, int at, long coverFen, out ulong rank)
        {
            rank = 0;
            if (!CodeBook.Says(codes.RegionByNeed.Answer(regions, asked.Region, offered.RegionList))
                || !CodeBook.Says(codes.IndustryByNeed.Answer(industries, asked.Industry, offered.IndustryList))
                || !(greenDecided || CodeBook.Says(codes.GreenByNeed.Answer(greens, asked.Named, offered.GreenList))))
                return false;

            var locality = Locality(need, items, at, offered);
            rank = TopCandidates.Pack(rows.Score(asked, kinds, offered, cover.Points(coverFen), locality), offered.RateMinBp);
            return true;
        }
    }
}
