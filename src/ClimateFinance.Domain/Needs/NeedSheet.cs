using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Domain.Needs;

/// <summary>What an enterprise asks for 融资需求: the content of one revision.</summary>
public sealed record NeedSheet
{
    public const int MaxCollateral = 9;

    public required FinancingPurpose Purpose { get; init; }

    /// <summary>The project the money is for; required when <see cref="Purpose"/> is <see cref="FinancingPurpose.Project"/>.</summary>
    public ProjectId? Project { get; init; }

    public required Cny Amount { get; init; }

    /// <summary>The least it would take; equal to <see cref="Amount"/> when partial cover is not wanted.</summary>
    public required Cny AmountLeast { get; init; }

    public required TermMonths TermMin { get; init; }

    public required TermMonths TermMax { get; init; }

    /// <summary>The highest all-in rate it would take.</summary>
    public required Rate RateMax { get; init; }

    /// <summary>One to nine kinds; <see cref="CollateralKind.Credit"/> says that nothing is offered.</summary>
    public required IReadOnlyList<CollateralKind> CollateralOffered { get; init; }

    public required RepaymentPlan RepaymentPlan { get; init; }

    /// <summary>The day the money is wanted by.</summary>
    public required DateOnly WantedOn { get; init; }

    public required string Description { get; init; }

    /// <summary>The first thing that cannot be; null when all is well.</summary>
    public Refusal? Flaw()
    {
        if (Text.WordsFlaw("description", Description) is { } flaw) return flaw;
        if (AmountLeast > Amount) return Inverted("amount", AmountLeast.Value, Amount.Value);
        if (TermMin > TermMax) return Inverted("termMonths", TermMin.Value, TermMax.Value);
        if (CollateralOffered.Count is 0 or > MaxCollateral || CollateralOffered.Distinct().Count() != CollateralOffered.Count)
            return Refusal.Shape("need.collateral_wrong", ("min", 1), ("max", MaxCollateral), ("given", CollateralOffered.Count));
        return Purpose == FinancingPurpose.Project && Project is null ? Refusal.Rule("need.project_required") : null;
    }

    private static Refusal Inverted(string what, object low, object high) =>
        Refusal.Shape("range.inverted", ("range", what), ("low", low), ("high", high));
}
