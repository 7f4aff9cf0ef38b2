using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Domain.Parties;

/// <summary>The reasons of a refused registration: one to twenty, each in words.</summary>
internal static class Reasons
{
    public const int Max = 20;

    public static Refusal? Flaw(IReadOnlyList<string> reasons)
    {
        if (reasons.Count is 0 or > Max) return Refusal.Shape("reasons.wrong_count", ("min", 1), ("max", Max), ("given", reasons.Count));
        foreach (var reason in reasons)
        {
            if (Text.WordsFlaw("reasons", reason) is { } flaw) return flaw;
        }

        return null;
    }
}
