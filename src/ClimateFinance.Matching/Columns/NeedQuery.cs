using System.Numerics;
using System.Runtime.CompilerServices;
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
        Span<ushort> fits = stackalloc ushort[Block<ProductItem, ProductRow>.RowCount];
        var blocks = products.Blocks;
        for (var b = 0; b < blocks.Length; b++)
        {
            var block = blocks[b];
            if (!question.Survivors(path, block.Words, survivors)) continue;
            var fitting = judge.Fitting(block.Rows, survivors, fits);
            foreach (var at in fits[..fitting])
            {
                if (!judge.Eligible(in block.Rows[at], block.Items, at, out var rank, out var coverFen)) continue;
                if (excluded is not null && excluded.Contains(block.Items[at]!.Facts.Product)) continue;
                best.Offer(ids, rank, coverFen, (b << Block<ProductItem, ProductRow>.RowBits) + at);
            }
        }
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
        var (facts, row) = (need.Facts, need.Row);
        if (Buckets.Province(facts.Region) is >= 0 and var province) question.All(ProductLayout.Province + province);
        if (Buckets.City(facts.Region) is >= 0 and var city) question.All(ProductLayout.City + city);
        if (Buckets.Industry(facts.Industry) is >= 0 and var industry) question.All(ProductLayout.Industry + industry);
        question.AtMost(layout.ByRate, ProductLayout.Rate, row.RateMaxBp);
        question.All(ProductLayout.Live);
        question.All(ProductLayout.Purpose + (int)facts.Purpose);
        question.All(ProductLayout.Grade + need.Asked.GradeRank);
        if (!facts.Admitted) question.All(ProductLayout.NoAdmission);
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
        }

        /// <summary>The survivors whose figures hold, by their place in the block.</summary>
        public int Fitting(ProductRow[] block, ReadOnlySpan<ulong> survivors, Span<ushort> fits)
        {
            var (survived, count) = (RowJudge.Places(block, survivors, fits), 0);
            for (var i = 0; i < survived; i++)
            {
                var at = fits[i];
                fits[count] = at;
                count += RowJudge.FiguresHold(asked, block[at]) ? 1 : 0;
            }

            return count;
        }

        public bool Eligible(in ProductRow offered, ProductItem?[] items, int at, out ulong rank, out long coverFen)
        {
            rank = 0;
            coverFen = RowJudge.CoverFen(asked, offered);
            if (!CodeBook.Says(codes.RegionByNeed.Answer(regions, asked.Region, offered.RegionList))
                || !CodeBook.Says(codes.IndustryByNeed.Answer(industries, asked.Industry, offered.IndustryList))
                || !(greenDecided || CodeBook.Says(codes.GreenByNeed.Answer(greens, asked.Named, offered.GreenList))))
                return false;

            var locality = Locality(need, items, at, offered);
            rank = TopCandidates.Pack(rows.Score(asked, kinds, offered, coverFen, locality), offered.RateMinBp);
            return true;
        }
    }
}
