using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Policy;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Matching;

/// <summary>
/// The whole market at one moment under one basis and policy, laid out for machines: never changed, so any number of threads may ask it.
/// Its answers are those of <see cref="Matcher"/>, place for place. It is held fresh by <see cref="LiveMarket"/>.
/// </summary>
public sealed class MarketSnapshot
{
    private readonly CodeBook codes;
    private readonly ScoreScale scale;
    private readonly RowJudge rows;
    private readonly PointTables tables;
    private readonly Table<ProductItem, ProductRow> products;
    private readonly ProductLayout productLayout;
    private readonly Table<NeedItem, NeedRow> needs;
    private readonly NeedLayout needLayout;

    private MarketSnapshot(
        EvaluationBasis basis,
        MarketPolicy policy,
        CodeBook codes,
        PointTables tables,
        (Table<ProductItem, ProductRow> Table, ProductLayout Layout) products,
        (Table<NeedItem, NeedRow> Table, NeedLayout Layout) needs)
    {
        (Basis, Policy, this.codes, scale, this.tables) = (basis, policy, codes, new ScoreScale(policy), tables);
        rows = new RowJudge(scale, tables);
        (this.products, productLayout) = products;
        (this.needs, needLayout) = needs;
    }

    public EvaluationBasis Basis { get; }

    public MarketPolicy Policy { get; }

    /// <summary>Every need in it, in no stated order.</summary>
    public IEnumerable<NeedFacts> AllNeeds => needs.Blocks.SelectMany(b => b.Items).OfType<NeedItem>().Select(i => i.Facts);

    /// <summary>Every product in it, in no stated order.</summary>
    public IEnumerable<ProductFacts> AllProducts => products.Blocks.SelectMany(b => b.Items).OfType<ProductItem>().Select(i => i.Facts);

    /// <summary>How the machine's registers are used; tests walk every way.</summary>
    internal ScanPath Path { get; init; } = Question.Widest;

    internal CodeBook Codes => codes;

    internal RowJudge Judge => rows;

    internal Table<NeedItem, NeedRow> Needs => needs;

    internal Table<ProductItem, ProductRow> Products => products;

    /// <summary>
    /// The best products for a need, in the order of <see cref="RankKey"/>, into the caller's room. The need itself need not be in the snapshot.
    /// </summary>
    /// <param name="into">As many places as are wanted.</param>
    /// <param name="eligible">How many products are eligible in all.</param>
    /// <param name="after">Begin after this place.</param>
    /// <param name="excluded">Products that were declined or are blocked for this need.</param>
    /// <returns>How many places were filled.</returns>
    public int TopProducts(
        NeedFacts need, Span<Ranked<ProductFacts>> into, out int eligible, RankKey? after = null, IReadOnlySet<ProductId>? excluded = null) =>
        TopProducts(new NeedItem(need, Basis, scale, codes), into, out eligible, after, excluded);

    /// <summary>The best needs for a product: the mirror of <see cref="TopProducts(NeedFacts, Span{Ranked{ProductFacts}}, out int, RankKey?, IReadOnlySet{ProductId})"/>.</summary>
    public int TopNeeds(
        ProductFacts product, Span<Ranked<NeedFacts>> into, out int eligible, RankKey? after = null, IReadOnlySet<NeedId>? excluded = null,
        Func<NeedFacts, bool>? among = null)
    {
        var item = new ProductItem(product, Basis, scale, codes);
        var best = TopCandidates.Mine;
        best.Begin(into.Length, after);
        var query = new ProductQuery(needs, needLayout, codes, rows, item);
        query.Run(Path, best, excluded, among);
        var filled = 0;
        foreach (ref readonly var candidate in best.InOrder)
        {
            var need = needs[candidate.Row]!;
            into[filled++] = new(
                Key(candidate, need.Facts.Need.Value), need.Facts, query.PointsOf(candidate));
        }

        eligible = best.Eligible;
        return filled;
    }

    /// <summary>A page for a need with the whole evaluation of each place; as <see cref="Matcher.MatchNeed"/>.</summary>
    public Ranking MatchNeed(NeedFacts need, int top, RankKey? after = null, IReadOnlySet<ProductId>? excluded = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(top);
        var room = new Ranked<ProductFacts>[top];
        var filled = TopProducts(need, room, out var eligible, after, excluded);
        return new Ranking([.. room.Take(filled).Select(r => Matcher.Reasoned(need, r.Facts, r.Key, Context))], eligible);
    }

    /// <summary>A page for a product with the whole evaluation of each place; as <see cref="Matcher.MatchProduct"/>.</summary>
    /// <param name="product">Need not be in the snapshot.</param>
    /// <param name="top">At most so many.</param>
    /// <param name="after">Begin after this place.</param>
    /// <param name="excluded">Needs that declined it, or are blocked for it.</param>
    /// <param name="among">Only needs of which this is true: those that the asker may know.</param>
    public Ranking MatchProduct(
        ProductFacts product, int top, RankKey? after = null, IReadOnlySet<NeedId>? excluded = null, Func<NeedFacts, bool>? among = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(top);
        var room = new Ranked<NeedFacts>[top];
        var filled = TopNeeds(product, room, out var eligible, after, excluded, among);
        return new Ranking([.. room.Take(filled).Select(r => Matcher.Reasoned(r.Facts, product, r.Key, Context))], eligible);
    }

    /// <summary>The pairings to propose for a need under the policy; as <see cref="Matcher.Propose"/>.</summary>
    public IReadOnlyList<Match> Propose(NeedFacts need, IReadOnlySet<ProductId>? excluded = null) =>
        [.. MatchNeed(need, Policy.ProposalsPerNeed, null, excluded).Items.TakeWhile(m => m.Evaluation.Score >= Policy.LeastScore)];

    /// <summary>Every need that a product could serve, in no stated order: those whose proposals a change of the product may touch.</summary>
    public IReadOnlyList<NeedFacts> NeedsServedBy(ProductFacts product)
    {
        List<NeedFacts> served = [];
        new ProductQuery(needs, needLayout, codes, rows, new ProductItem(product, Basis, scale, codes)).Collect(Path, served);
        return served;
    }

    /// <summary>As <see cref="Propose(NeedFacts, IReadOnlySet{ProductId}?)"/>, but with reasons, and given back, only those that are <paramref name="wanted"/>.</summary>
    public IEnumerable<Match> Propose(NeedFacts need, Func<ProductFacts, bool> wanted, IReadOnlySet<ProductId>? excluded = null)
    {
        var room = new Ranked<ProductFacts>[Policy.ProposalsPerNeed];
        var filled = TopProducts(need, room, out _, null, excluded);
        return room.Take(filled).TakeWhile(r => r.Key.Score >= Policy.LeastScore).Where(r => wanted(r.Facts)).Select(r => Matcher.Reasoned(need, r.Facts, r.Key, Context));
    }

    internal static MarketSnapshot Build(
        EvaluationBasis basis, MarketPolicy policy, CodeBook codes,
        (Table<NeedItem, NeedRow> Table, NeedLayout Layout) needs, (Table<ProductItem, ProductRow> Table, ProductLayout Layout) products) =>
        new(basis, policy, codes, new PointTables(new ScoreScale(policy)), products, needs);

    internal static (Table<NeedItem, NeedRow> Table, NeedLayout Layout) Laid(IReadOnlyList<NeedItem> needs)
    {
        var layout = new NeedLayout(needs);
        return (Table<NeedItem, NeedRow>.Build(needs, layout), layout);
    }

    internal static (Table<ProductItem, ProductRow> Table, ProductLayout Layout) Laid(IReadOnlyList<ProductItem> products)
    {
        var layout = new ProductLayout(products);
        return (Table<ProductItem, ProductRow>.Build(products, layout), layout);
    }

    internal MarketSnapshot With(int row, ProductItem? product) =>
        new(Basis, Policy, codes, tables, (products.With(row, product), productLayout), (needs, needLayout)) { Path = Path };

    internal MarketSnapshot With(int row, NeedItem? need) =>
        new(Basis, Policy, codes, tables, (products, productLayout), (needs.With(row, need), needLayout)) { Path = Path };

    internal MarketSnapshot On(ScanPath path) => new(Basis, Policy, codes, tables, (products, productLayout), (needs, needLayout)) { Path = path };

    /// <summary>The products that may miss a need by at most so many criteria, and none that misses it by less is left out.</summary>
    internal List<ProductItem> Near(NeedFacts need, int most) =>
        new NeedQuery(products, productLayout, codes, rows, new NeedItem(need, Basis, scale, codes)).Near(most);

    /// <inheritdoc cref="Near(NeedFacts, int)"/>
    internal List<NeedItem> Near(ProductFacts product, int most) =>
        new ProductQuery(needs, needLayout, codes, rows, new ProductItem(product, Basis, scale, codes)).Near(most);

    /// <summary>Ranks all products for one need of the snapshot into the thread's candidates.</summary>
    internal void Rank(NeedItem need, TopCandidates best, int top, IReadOnlySet<ProductId>? excluded)
    {
        best.Begin(top, null);
        new NeedQuery(products, productLayout, codes, rows, need).Run(Path, best, excluded);
    }

    /// <summary>A product that <see cref="Rank"/> placed, with its key.</summary>
    internal (RankKey Key, ProductFacts Product) KeyOf(NeedItem need, int row) =>
        (new NeedQuery(products, productLayout, codes, rows, need).KeyOf(row), products[row]!.Facts);

    internal int TopProducts(
        NeedItem need, Span<Ranked<ProductFacts>> into, out int eligible, RankKey? after, IReadOnlySet<ProductId>? excluded)
    {
        var best = TopCandidates.Mine;
        best.Begin(into.Length, after);
        var query = new NeedQuery(products, productLayout, codes, rows, need);
        query.Run(Path, best, excluded);
        var filled = 0;
        foreach (ref readonly var candidate in best.InOrder)
        {
            var product = products[candidate.Row]!;
            into[filled++] = new(
                Key(candidate, product.Facts.Product.Value), product.Facts, query.PointsOf(candidate));
        }

        eligible = best.Eligible;
        return filled;
    }

    internal Match Reasoned(NeedFacts need, ProductFacts product, RankKey key) => Matcher.Reasoned(need, product, key, Context);

    internal static RankKey Key(in TopCandidates.Candidate candidate, Guid id) => new(
        TopCandidates.Score(candidate.Rank), new(TopCandidates.RateBp(candidate.Rank)), Measures.Yuan(candidate.CoverFen), id);

    private MatchContext Context => new(Basis, Policy, MatchContext.NoHistory);
}
