namespace ClimateFinance.Matching;

/// <summary>What a check of an outcome against its input found, without the solver.</summary>
/// <param name="Flaw">The first limit that is not kept, in words for a log; null when all are.</param>
/// <param name="Total">The sum of the scores, worked out anew.</param>
/// <param name="Bound">What the outcome's prices bound, worked out anew.</param>
public sealed record RoundVerdict(string? Flaw, long Total, long Bound)
{
    public bool Optimal => Flaw is null && Total == Bound;
}
