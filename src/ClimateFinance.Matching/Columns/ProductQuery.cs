using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Products;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Matching;

/// <summary>One product against all needs: the mirror of <see cref="NeedQuery"/>.</summary>
internal readonly ref struct ProductQuery
{
    private const int CreditBit = 1 << (int)CollateralKind.Credit;

    private readonly Table<NeedItem, NeedRow> needs;
    private readonly NeedLayout layout;
    private readonly CodeBook codes;
    private readonly ProductItem product;
    private readonly RowJudge rows;

    public ProductQuery(Table<NeedItem, NeedRow> needs, NeedLayout layout, CodeBook codes, in RowJudge rows, ProductItem product)
    {
        (this.needs, this.layout, this.codes, this.product) = (needs, layout, codes, product);
        this.rows = rows;
    }

    public void Run(ScanPath path, TopCandidates best, IReadOnlySet<NeedId>? excluded, Func<NeedFacts, bool>? among = null) =>
        Each(path, new Ranking(new Ids(needs), best, excluded, among));

    /// <summary>Every need that the product could serve, in no stated order.</summary>
    public void Collect(ScanPath path, List<NeedFacts> served) => Each(path, new Served(served));

    /// <summary>As <see cref="NeedQuery.Near"/>.</summary>
    public List<NeedItem> Near(int most)
    {
        ref readonly var offered = ref product.Row;
        var regions = codes.RegionByProduct.Row(offered.RegionList);
        var industries = codes.IndustryByProduct.Row(offered.IndustryList);
        var greens = codes.GreenByProduct.Row(offered.GreenList);
        List<NeedItem> near = [];
        foreach (var block in needs.Blocks)
        {
            for (var at = 0; at < block.Items.Length; at++)
            {
                if (block.Items[at] is not { } item) continue;
                ref readonly var asked = ref block.Rows[at];
                if (RowJudge.Missed(asked, offered) is var missed && missed > most) continue;
                missed += CodeBook.Says(codes.RegionByProduct.Answer(regions, offered.RegionList, asked.Region)) ? 0 : 1;
                missed += CodeBook.Says(codes.IndustryByProduct.Answer(industries, offered.IndustryList, asked.Industry)) ? 0 : 1;
                missed += CodeBook.Says(codes.GreenByProduct.Answer(greens, offered.GreenList, asked.Named)) ? 0 : 1;
                if (missed <= most) near.Add(item);
            }
        }

        return near;
    }

    [SkipLocalsInit]
    private void Each<TVisitor>(ScanPath path, TVisitor visitor)
        where TVisitor : struct, IVisitor
    {
        if (!product.Open) return;
        var terms = product.Facts.Terms;

        // Each list asks for at most as many slots as there are buckets: the lists themselves are the callers' and of any length.
        var question = new Question(
            stackalloc int[20],
            stackalloc int[8 + Buckets.Provinces + Buckets.Cities + Buckets.Industries + Buckets.Greens + ProductLayout.Purposes + ProductLayout.Kinds]);
        Ask(ref question, terms);

        var judge = new Judge(this);
        Span<ulong> survivors = stackalloc ulong[Block<NeedItem, NeedRow>.WordsPerSlot];
        Span<long> covers = stackalloc long[Block<NeedItem, NeedRow>.RowCount];
        Span<ushort> fits = stackalloc ushort[Block<NeedItem, NeedRow>.RowCount];
        var blocks = needs.Blocks;
        for (var b = 0; b < blocks.Length; b++)
        {
            var block = blocks[b];
            if (!question.Survivors(path, block.Words, survivors)) continue;
            var fitting = judge.Fitting(block.Rows, survivors, fits, covers);
            for (var i = 0; i < fitting; i++)
            {
                var (at, coverFen) = (fits[i], covers[i]);
                if (judge.Eligible(in block.Rows[at], block.Items, at, coverFen, out var rank))
                    visitor.Found(block.Items, at, rank, coverFen, (b << Block<NeedItem, NeedRow>.RowBits) + at);
            }
        }
    }

    /// <summary>Why a row that <see cref="Run"/> found stands where it does.</summary>
    public PiecePoints PointsOf(in TopCandidates.Candidate found)
    {
        var block = needs.Blocks[found.Row >> Block<NeedItem, NeedRow>.RowBits];
        var at = found.Row & (Block<NeedItem, NeedRow>.RowCount - 1);
        ref readonly var asked = ref block.Rows[at];
        return rows.Points(asked, BitOperations.PopCount((uint)asked.CollateralMask), product.Row, found.CoverFen, Locality(product, block.Items, at, asked));
    }

    private void Ask(ref Question question, ProductTerms terms)
    {
        var row = product.Row;
        question.All(NeedLayout.Live);
        question.AtMost(layout.ByRate, NeedLayout.Rate, -row.RateMinBp);
        question.AtMost(layout.ByAmount, NeedLayout.Amount, -row.AmountMinFen);
        question.AtMost(layout.ByLeast, NeedLayout.Least, row.MostFen);
        question.AtMost(layout.ByTermMin, NeedLayout.TermMin, row.TermMax);
        question.AtMost(layout.ByTermMax, NeedLayout.TermMax, -row.TermMin);
        if (row.LeastGrams > 0) question.AtMost(layout.ByGrams, NeedLayout.Grams, -row.LeastGrams);
        if (row.PenaltyFreeMonths > 0) question.AtMost(layout.ByClean, NeedLayout.Clean, -row.PenaltyFreeMonths);
        if (product.Offered.LowestRank > 0) question.All(NeedLayout.Grade + product.Offered.LowestRank);
        if (terms.AdmissionRequired) question.All(NeedLayout.Admitted);

        AskRegions(ref question, terms);
        AskSet(ref question, NeedLayout.Industry, Set(terms.Industries, Buckets.Industry));
        if (product.GreenSlots.Length > 0)
        {
            question.BeginAny();
            foreach (var green in product.GreenSlots) question.Any(NeedLayout.Green + green);
        }

        if (terms.Purposes.Count > 0) AskSet(ref question, NeedLayout.Purpose, (uint)product.Offered.PurposeMask);
        if ((row.CollateralMask & CreditBit) == 0) AskSet(ref question, NeedLayout.Collateral, (uint)row.CollateralMask);
    }

    /// <summary>Whole provinces ask for the province, anything finer for its city; a code that has no province asks for nothing at all.</summary>
    private static void AskRegions(ref Question question, ProductTerms terms)
    {
        if (terms.Regions.Count == 0) return;
        ulong provinces = 0, cities = 0;
        foreach (var region in terms.Regions)
        {
            var province = Buckets.Province(region);
            if (province < 0) return;
            if (Buckets.City(region) is >= 0 and var city) cities |= 1UL << city;
            else provinces |= 1UL << province;
        }

        question.BeginAny();
        for (; provinces != 0; provinces &= provinces - 1) question.Any(NeedLayout.Province + BitOperations.TrailingZeroCount(provinces));
        for (; cities != 0; cities &= cities - 1) question.Any(NeedLayout.City + BitOperations.TrailingZeroCount(cities));
    }

    private static void AskSet(ref Question question, int baseSlot, ulong? buckets)
    {
        if (buckets is not { } set) return;
        question.BeginAny();
        for (; set != 0; set &= set - 1) question.Any(baseSlot + BitOperations.TrailingZeroCount(set));
    }

    /// <summary>The buckets of a list; null when it is empty or holds a code without a bucket, which asks for nothing.</summary>
    private static ulong? Set<T>(IReadOnlyList<T> listed, Func<T, int> bucketOf)
    {
        ulong set = 0;
        for (var i = 0; i < listed.Count; i++)
        {
            var bucket = bucketOf(listed[i]);
            if (bucket < 0) return null;
            set |= 1UL << bucket;
        }

        return set == 0 ? null : set;
    }

    /// <summary>By the codes as numbers; by the codes themselves where one is odd.</summary>
    private static int Locality(ProductItem product, NeedItem?[] items, int at, in NeedRow asked) => (asked.Place | product.Row.Branch) < 0
        ? Pieces.Locality(items[at]!.Facts.Region, product.Facts.BankRegion)
        : Pieces.Locality(asked.Place, product.Row.Branch);

    private interface IVisitor
    {
        void Found(NeedItem?[] items, int at, ulong rank, long coverFen, int row);
    }

    private readonly struct Served(List<NeedFacts> served) : IVisitor
    {
        public void Found(NeedItem?[] items, int at, ulong rank, long coverFen, int row) => served.Add(items[at]!.Facts);
    }

    private readonly struct Ranking(Ids ids, TopCandidates best, IReadOnlySet<NeedId>? excluded, Func<NeedFacts, bool>? among) : IVisitor
    {
        public void Found(NeedItem?[] items, int at, ulong rank, long coverFen, int row)
        {
            if (excluded?.Contains(items[at]!.Facts.Need) == true || among?.Invoke(items[at]!.Facts) == false) return;
            best.Offer(ids, rank, coverFen, row);
        }
    }

    private readonly struct Ids(Table<NeedItem, NeedRow> needs) : IIds
    {
        public Guid Id(int row) => needs[row]!.Facts.Need.Value;
    }

    private readonly ref struct Judge
    {
        private readonly ProductRow offered;
        private readonly CodeBook codes;
        private readonly Span<byte> regions;
        private readonly Span<byte> industries;
        private readonly Span<byte> greens;
        private readonly bool greenDecided;
        private readonly ProductItem product;
        private readonly RowJudge rows;

        public Judge(in ProductQuery query)
        {
            offered = query.product.Row;
            codes = query.codes;
            regions = codes.RegionByProduct.Row(offered.RegionList);
            industries = codes.IndustryByProduct.Row(offered.IndustryList);
            greens = codes.GreenByProduct.Row(offered.GreenList);
            greenDecided = query.product.GreenDecided;
            product = query.product;
            rows = query.rows;
        }

        /// <summary>The survivors whose figures hold, by their place in the block, with what could be lent.</summary>
        public int Fitting(NeedRow[] block, ReadOnlySpan<ulong> survivors, Span<ushort> fits, Span<long> covers)
        {
            ref var first = ref MemoryMarshal.GetArrayDataReference(block);
            var (survived, count) = (RowJudge.Places(block, survivors, fits), 0);
            for (var i = 0; i < survived; i++)
            {
                var at = fits[i];
                ref readonly var row = ref Unsafe.Add(ref first, at);
                var coverFen = RowJudge.CoverFen(row, offered);
                (fits[count], covers[count]) = (at, coverFen);
                count += RowJudge.FiguresHold(row, offered, coverFen) ? 1 : 0;
            }

            return count;
        }

        public bool Eligible(in NeedRow asked, NeedItem?[] items, int at, long coverFen, out ulong rank)
        {
            rank = 0;
            if (!CodeBook.Says(codes.RegionByProduct.Answer(regions, offered.RegionList, asked.Region))
                || !CodeBook.Says(codes.IndustryByProduct.Answer(industries, offered.IndustryList, asked.Industry))
                || !(greenDecided || CodeBook.Says(codes.GreenByProduct.Answer(greens, offered.GreenList, asked.Named))))
                return false;

            var locality = Locality(product, items, at, asked);
            var kinds = BitOperations.PopCount((uint)asked.CollateralMask);
            rank = TopCandidates.Pack(rows.Score(asked, kinds, offered, rows.CoverOf(asked).Points(coverFen), locality), offered.RateMinBp);
            return true;
        }
    }
}
