using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Policy;
using ClimateFinance.Domain.Shared;
using Xunit;

namespace ClimateFinance.Matching.Tests;

public class PiecesTests
{
    [Theory]
    [InlineData(81, 0)]
    [InlineData(80, 0)]
    [InlineData(79, 100)]
    [InlineData(30, 5_000)]
    [InlineData(-20, 10_000)]
    [InlineData(-21, 10_000)]
    public void Cost_grows_with_the_gap_below_the_highest_acceptable_rate(int spreadMin, int value) =>
        Value(Piece.Cost, value, Samples.Need(), Samples.Product().With(t => t with { SpreadMin = new(spreadMin) }));

    [Theory]
    [InlineData("30000000", 10_000)]
    [InlineData("29999999.99", 9_999)]
    [InlineData("20000000", 6_666)]
    [InlineData("19999999.99", 0)]
    public void Amount_cover_is_the_share_it_could_lend(string left, int value) =>
        Value(Piece.AmountCover, value, Samples.Need(), Samples.Product() with { QuotaLeft = new(decimal.Parse(left)) });

    [Fact]
    public void A_share_estimated_in_floating_point_is_the_one_divided_in_whole_numbers()
    {
        var random = new Random(7);
        for (var i = 0; i < 200_000; i++)
        {
            // From a yuan to a hundred billion, and just beside each whole share of it, where an estimate would be off.
            var amount = (long)Math.Pow(10, 2 + (random.NextDouble() * 11));
            var cover = Math.Clamp((amount * random.Next(10_001) / 10_000) + random.Next(-1, 2), 0, amount);
            Assert.Equal(Pieces.Points(Pieces.AmountCover(cover, amount), 10_000), new CoverShare(amount, 10_000).Points(cover));
        }

        Assert.Equal(0, new CoverShare(0, 10_000).Points(0));
    }

    [Theory]
    [InlineData(12, 360, 10_000)]
    [InlineData(36, 36, 400)]
    [InlineData(59, 100, 800)]
    [InlineData(61, 100, 0)]
    public void Term_fit_is_the_share_of_the_asked_months(int min, int max, int value) =>
        Value(Piece.TermFit, value, Samples.Need(), Samples.Product().With(t => t with { TermMin = new(min), TermMax = new(max) }));

    [Theory]
    [InlineData(null, 0)]
    [InlineData("1.5", 1)]
    [InlineData("14999.999999", 9_999)]
    [InlineData("15000", 10_000)]
    [InlineData("9999999", 10_000)]
    public void Reduction_is_full_at_the_policys_tonnes(string? tonnes, int value) =>
        Value(Piece.Reduction, value, Samples.Need() with { ReductionTco2ePerYear = tonnes is null ? null : decimal.Parse(tonnes) }, Samples.Product());

    [Theory]
    [InlineData(new[] { CollateralKind.Mortgage }, 5_000)]
    [InlineData(new[] { CollateralKind.Mortgage, CollateralKind.Equipment }, 10_000)]
    [InlineData(new[] { CollateralKind.Guarantee }, 0)]
    [InlineData(new[] { CollateralKind.Credit }, 10_000)]
    [InlineData(new CollateralKind[0], 10_000)]
    public void Collateral_fit_is_the_share_of_offered_kinds_taken(CollateralKind[] accepted, int value) =>
        Value(Piece.CollateralFit, value, Samples.Need(), Samples.Product().With(t => t with { CollateralAccepted = accepted }));

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, 0)]
    [InlineData(10_000, 10_000)]
    [InlineData(10_001, 10_000)]
    public void Responsiveness_stays_within_its_bounds(int recorded, int value) =>
        Value(Piece.Responsiveness, value, Samples.Need(), Samples.Product() with { Responsiveness = recorded });

    [Theory]
    [InlineData("130481", "130481", 10_000)]
    [InlineData("130481", "130400", 6_000)]
    [InlineData("130481", "130402", 6_000)]
    [InlineData("130481", "130000", 3_000)]
    [InlineData("130000", "130481", 3_000)]
    [InlineData("130481", "130281", 3_000)]
    [InlineData("130000", "130000", 10_000)]
    [InlineData("130481", "140481", 0)]
    public void Locality_falls_from_county_to_city_to_province(string need, string branch, int value)
    {
        Assert.Equal(value, Pieces.Locality(new RegionCode(need), new RegionCode(branch)));
        Assert.Equal(value, Pieces.Locality(Buckets.Place(new RegionCode(need)), Buckets.Place(new RegionCode(branch))));
    }

    [Fact]
    public void Points_are_the_weighted_value_rounded_down_and_the_score_is_their_sum()
    {
        var evaluation = Samples.Judge(Samples.Need(), Samples.Product());

        Assert.Equal([1_800, 2_000, 1_000, 900, 500, 500, 300], evaluation.Pieces.Select(p => p.Points));
        Assert.Equal(7_000, evaluation.Score);
        Assert.Equal(Cny.FromWan(3_000), evaluation.Cover);
    }

    [Fact]
    public void A_miss_is_scored_too_and_covers_nothing_where_amounts_do_not_meet()
    {
        var evaluation = Samples.Judge(Samples.Need(), Samples.Product() with { QuotaLeft = Cny.Zero });

        Assert.False(evaluation.Eligible);
        Assert.Equal(5_000, evaluation.Score);
        Assert.Equal(Cny.Zero, evaluation.Cover);
    }

    [Fact]
    public void The_largest_amounts_and_reductions_do_not_overflow()
    {
        var need = Samples.Need() with
        {
            Amount = new(Cny.Max),
            AmountLeast = new(Cny.Max),
            Investment = new(Cny.Max),
            ReductionTco2ePerYear = decimal.MaxValue,
        };
        var product = (Samples.Product() with { QuotaLeft = new(decimal.MaxValue) })
            .With(t => t with { AmountMax = new(decimal.MaxValue), MaxLoanToInvestmentPercent = 100 });

        var evaluation = Samples.Judge(need, product);

        Assert.True(evaluation.Eligible);
        Assert.Equal(Cny.Max, evaluation.Cover.Value);
        Assert.Equal(10_000, evaluation.Pieces[(int)Piece.Reduction].Value);
    }

    [Fact]
    public void A_policy_whose_full_measures_are_zero_divides_by_nothing()
    {
        var policy = Samples.Policy with { FullCostGapBp = 0, FullReductionTco2ePer10kCny = 0m };
        var need = Samples.Need() with { ReductionTco2ePerYear = null };
        var product = Samples.Product().With(t => t with { LeastReductionTco2ePer10kCny = 0m, SpreadMin = new(80) });

        var pieces = PairEvaluator.Evaluate(need, product, PairHistory.None, Samples.Basis, policy).Pieces;

        Assert.Equal(10_000, pieces[(int)Piece.Cost].Value);
        Assert.Equal(10_000, pieces[(int)Piece.Reduction].Value);
    }

    [Fact]
    public void Every_piece_has_the_weight_that_the_policy_names_for_it()
    {
        var policy = Samples.Policy with { Weights = new PieceWeights(1, 2, 3, 4, 5, 6, 9_979) };

        var pieces = PairEvaluator.Evaluate(Samples.Need(), Samples.Product(), PairHistory.None, Samples.Basis, policy).Pieces;

        Assert.Equal([1, 2, 3, 4, 5, 6, 9_979], pieces.Select(p => p.Weight));
        Assert.Equal(Enum.GetValues<Piece>(), pieces.Select(p => p.Piece));
    }

    private static void Value(Piece piece, int value, NeedFacts need, ProductFacts product) =>
        Assert.Equal(value, Samples.Judge(need, product).Pieces.Single(p => p.Piece == piece).Value);
}
