using ClimateFinance.Domain.Pairings;

namespace ClimateFinance.Matching;

/// <summary>Whose figure a change would touch.</summary>
public enum ChangeSide
{
    Need,
    Product,

    /// <summary>Nobody's: waiting is enough.</summary>
    Time,
}

/// <summary>One figure that would have to be another.</summary>
/// <param name="Side">Whose.</param>
/// <param name="Criterion">The miss it mends.</param>
/// <param name="Field">The figure's name, unit last: <c>termMinMonths</c>, <c>rateMaxBp</c> (all-in), <c>on</c> for the day.</param>
/// <param name="From">As it is, invariant text; empty for none.</param>
/// <param name="To">The nearest value that would do.</param>
public sealed record FigureChange(ChangeSide Side, Criterion Criterion, string Field, string From, string To);

/// <summary>Changes that together, and only together, make the pair eligible. Each option was applied and judged again before it is shown.</summary>
public sealed record ChangeOption(IReadOnlyList<FigureChange> Changes);

/// <summary>A pair that misses by one or two criteria, and what would mend it.</summary>
/// <param name="Failed">The criteria it misses.</param>
/// <param name="Options">What the need's side could change alone, what the product's could, whether waiting does; a mixture only where no side can alone.
/// Empty where nothing that may be changed would do: not live, declined, blocked.</param>
public sealed record NearMiss(IReadOnlyList<Criterion> Failed, IReadOnlyList<ChangeOption> Options);
