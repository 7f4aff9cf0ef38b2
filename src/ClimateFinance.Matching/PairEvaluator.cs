using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Policy;

namespace ClimateFinance.Matching;

/// <summary>
/// The engine on one need and one product: every hard criterion with its figures, every soft piece with its points.
/// Pure and exact: the same facts, basis and policy give the same answer on any machine, for ever.
/// </summary>
public static class PairEvaluator
{
    /// <summary>The whole answer, reasons included. All-in rates follow the print in <paramref name="basis"/>.</summary>
    /// <exception cref="ArgumentException">The policy is not the version that the basis names.</exception>
    public static Evaluation Evaluate(
        NeedFacts need, ProductFacts product, PairHistory history, EvaluationBasis basis, MarketPolicy policy)
    {
        RequireNamedPolicy(basis, policy);
        return Evaluate(new AskedFigures(need, basis), new OfferedFigures(product, basis), history, basis, new ScoreScale(policy));
    }

    /// <summary>A product's lowest indicative all-in rate under the print in <paramref name="basis"/>.</summary>
    public static Domain.Shared.BasisPoints LowestAllIn(ProductFacts product, EvaluationBasis basis) =>
        new(Measures.AllInBp(basis.Benchmark, product.Terms.Benchmark, product.Terms.SpreadMin));

    /// <summary>The criteria that do not hold; empty for an eligible pair. As <see cref="Evaluate(NeedFacts, ProductFacts, PairHistory, EvaluationBasis, MarketPolicy)"/>, without the figures.</summary>
    public static CriterionSet Failed(NeedFacts need, ProductFacts product, PairHistory history, EvaluationBasis basis) =>
        Criteria.Failed(new AskedFigures(need, basis), new OfferedFigures(product, basis), history);

    internal static Evaluation Evaluate(
        in AskedFigures asked, in OfferedFigures offered, PairHistory history, EvaluationBasis basis, in ScoreScale scale)
    {
        var failed = Criteria.Failed(asked, offered, history);
        var verdicts = new CriterionVerdict[CriterionSet.Criteria];
        for (var c = 0; c < verdicts.Length; c++)
            verdicts[c] = Verdicts.Of((Criterion)c, !failed.Contains((Criterion)c), asked, offered, history, basis);

        var coverFen = Criteria.CoverFen(asked, offered);
        Span<int> values = stackalloc int[Pieces.Count];
        Pieces.Values(asked, offered, scale, coverFen, values);
        var pieces = new PieceScore[Pieces.Count];
        var score = 0;
        for (var p = 0; p < pieces.Length; p++)
        {
            var weight = scale.Weights.Weight((Piece)p);
            var points = Pieces.Points(values[p], weight);
            pieces[p] = new PieceScore((Piece)p, values[p], weight, points);
            score += points;
        }

        return new Evaluation(failed.IsEmpty, score, Measures.Yuan(coverFen), verdicts, pieces);
    }

    /// <summary>The score alone.</summary>
    internal static int Score(in AskedFigures asked, in OfferedFigures offered, in ScoreScale scale, long coverFen)
    {
        Span<int> values = stackalloc int[Pieces.Count];
        Pieces.Values(asked, offered, scale, coverFen, values);
        var weights = scale.Weights;
        return Pieces.Points(values[(int)Piece.Cost], weights.Cost)
            + Pieces.Points(values[(int)Piece.AmountCover], weights.AmountCover)
            + Pieces.Points(values[(int)Piece.TermFit], weights.TermFit)
            + Pieces.Points(values[(int)Piece.Reduction], weights.Reduction)
            + Pieces.Points(values[(int)Piece.CollateralFit], weights.CollateralFit)
            + Pieces.Points(values[(int)Piece.Responsiveness], weights.Responsiveness)
            + Pieces.Points(values[(int)Piece.Locality], weights.Locality);
    }

    internal static void RequireNamedPolicy(EvaluationBasis basis, MarketPolicy policy)
    {
        if (basis.PolicyVersion != policy.Version)
            throw new ArgumentException($"The basis names policy {basis.PolicyVersion}, given is {policy.Version}.", nameof(policy));
    }
}
