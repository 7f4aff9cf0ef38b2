using ClimateFinance.Domain.Climate;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Domain.Projects;

/// <summary>What is checked before a project goes to the bureau.</summary>
internal static class Submission
{
    /// <summary>A claim may differ from what the inputs give by so many per cent of it before it needs a justification.</summary>
    public const int ClaimTolerancePercent = 20;

    public static Decision<Project> Decide(ProjectFile file, SubmitProject command, DateOnly today)
    {
        var sheet = file.Sheet;
        if (!command.EnterpriseVerified) return Refusal.Rule("enterprise.not_verified");
        if (sheet.Flaw() is { } flaw) return flaw;

        var floor = command.Policy.OwnCapitalFloorOf(sheet.Industry);
        if (CapitalFlaw(sheet, floor) is { } tooLittle) return tooLittle;
        var estimate = ReductionEstimate.Of(sheet.ReductionInputs, command.Factors, sheet.Region, today, command.Method, command.Rules);
        if (!estimate.TryGet(out var reduction, out var uncountable)) return uncountable;
        if (ClaimFlaw(sheet, reduction) is { } unjustified) return unjustified;

        var flags = command.Challenges is { } rules ? Challenge.Of(sheet, reduction, command.Facts ?? ChallengeFacts.None, rules) : null;
        return FlagFlaw(flags)
            ?? Decision<Project>.Of(new ProjectSubmitted(
                file.Id, file.Enterprise, sheet, reduction, floor, command.Policy.Version, flags is [] ? null : flags, command.ReviewDueOn));
    }

    /// <summary>A figure that looks wrong is mended or justified before the bureau sees it.</summary>
    private static Refusal? FlagFlaw(IReadOnlyList<ChallengeFlag>? flags)
    {
        if (flags?.FirstOrDefault(flag => flag.Justification is null && Challenge.MustBeAnswered(flag.Code)) is not { } open) return null;
        var facts = open.Figures.Select(figure => (figure.Key, (object?)figure.Value)).ToArray();
        return Refusal.Rule(
            "project.flag_unjustified",
            [("flag", open.Code), ("figuresInWords", string.Join(", ", open.Figures.Select(f => $"{f.Key} {f.Value}"))), .. facts]);
    }

    private static Refusal? CapitalFlaw(ProjectSheet sheet, int floorPercent) =>
        sheet.OwnCapital.Value * 100m < sheet.TotalInvestment.Value * floorPercent
            ? Refusal.Rule(
                "project.own_capital_below_floor",
                ("floorPercent", floorPercent),
                ("ownCapitalCny", sheet.OwnCapital.Value),
                ("investmentCny", sheet.TotalInvestment.Value),
                ("industry", sheet.Industry.Value))
            : null;

    private static Refusal? ClaimFlaw(ProjectSheet sheet, ReductionEstimate reduction)
    {
        var computed = reduction.TotalTco2ePerYear;
        if (computed <= 0m) return Refusal.Rule("project.reduces_nothing", ("computedTco2ePerYear", computed));
        if (sheet.ClaimedReductionTco2ePerYear is not { } claimed || sheet.ReductionJustification is not null) return null;
        return Math.Abs(claimed - computed) * 100m > computed * ClaimTolerancePercent
            ? Refusal.Rule(
                "project.reduction_unjustified",
                ("claimedTco2ePerYear", claimed),
                ("computedTco2ePerYear", computed),
                ("tolerancePercent", ClaimTolerancePercent))
            : null;
    }
}
