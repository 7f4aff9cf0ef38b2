using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Domain.Policy;

/// <summary>What a policy may say at all.</summary>
internal static class PolicyLimits
{
    /// <summary>A working year: no step of a deal waits longer.</summary>
    private const int MaxStageDays = 250;
    private const int MaxCount = 1_000;
    private const int MaxFloors = 200;
    private const int MaxDays = 3_650;

    /// <summary>The first weight or limit that cannot be; null when all is well.</summary>
    public static Refusal? Flaw(MarketPolicy policy) =>
        WeightFlaw(policy.Weights)
        ?? StageFlaw(policy.StageLimits)
        ?? LateFlaw(policy.LateSteps ?? LateSteps.Default)
        ?? Within("rateCapBp", policy.RateCapBp ?? MarketPolicy.DefaultRateCapBp, 1, Rate.MaxFixedBp)
        ?? Within("leastScore", policy.LeastScore, 0, PieceWeights.Total)
        ?? Within("proposalsPerNeed", policy.ProposalsPerNeed, 1, MaxCount)
        ?? Within("bankSlotsPerNeed", policy.BankSlotsPerNeed, 1, MaxCount)
        ?? Within("fullReductionTco2ePer10kCny", policy.FullReductionTco2ePer10kCny, 0.001m, 1_000_000m)
        ?? Within("fullCostGapBp", policy.FullCostGapBp, 1, Rate.MaxFixedBp)
        ?? Within("needStaleAfterDays", policy.NeedStaleAfterDays, 1, MaxDays)
        ?? Within("needLapsesAfterStaleDays", policy.NeedLapsesAfterStaleDays, 1, MaxDays)
        ?? FloorFlaw(policy);

    private static Refusal? WeightFlaw(PieceWeights weights)
    {
        var flaw = Within("cost", weights.Cost, 0, PieceWeights.Total)
            ?? Within("amountCover", weights.AmountCover, 0, PieceWeights.Total)
            ?? Within("termFit", weights.TermFit, 0, PieceWeights.Total)
            ?? Within("reduction", weights.Reduction, 0, PieceWeights.Total)
            ?? Within("collateralFit", weights.CollateralFit, 0, PieceWeights.Total)
            ?? Within("responsiveness", weights.Responsiveness, 0, PieceWeights.Total)
            ?? Within("locality", weights.Locality, 0, PieceWeights.Total);
        if (flaw is not null) return flaw;
        return weights.Sum == PieceWeights.Total
            ? null
            : Refusal.Rule("policy.weights_wrong_sum", ("total", PieceWeights.Total), ("given", weights.Sum));
    }

    private static Refusal? StageFlaw(StageLimits limits) =>
        Within("contact", limits.Contact, 1, MaxStageDays)
        ?? Within("documents", limits.Documents, 1, MaxStageDays)
        ?? Within("dueDiligence", limits.DueDiligence, 1, MaxStageDays)
        ?? Within("offer", limits.Offer, 1, MaxStageDays)
        ?? Within("acceptance", limits.Acceptance, 1, MaxStageDays)
        ?? Within("approval", limits.Approval, 1, MaxStageDays)
        ?? Within("signature", limits.Signature, 1, MaxStageDays);

    private static Refusal? LateFlaw(LateSteps steps) =>
        Within("remindBefore", steps.RemindBefore, 0, MaxStageDays)
        ?? Within("escalateAfter", steps.EscalateAfter, 1, MaxStageDays)
        ?? Within("lapseAfter", steps.LapseAfter, steps.EscalateAfter + 1, MaxStageDays + 1);

    private static Refusal? FloorFlaw(MarketPolicy policy)
    {
        if (Within("ownCapitalFloors", policy.OwnCapitalFloors.Count, 0, MaxFloors) is { } tooMany) return tooMany;
        var seen = new HashSet<IndustryCode>();
        foreach (var floor in policy.OwnCapitalFloors)
        {
            if (Within("ownCapitalFloorPercent", floor.Percent, 0, 100) is { } flaw) return flaw;
            if (!seen.Add(floor.Industry)) return Refusal.Rule("policy.floor_twice", ("industry", floor.Industry.Value));
        }

        return Within("ownCapitalFloorPercent", policy.OwnCapitalFloorPercent, 0, 100);
    }

    private static Refusal? Within(string limit, decimal given, decimal min, decimal max) =>
        given >= min && given <= max
            ? null
            : Refusal.Rule("policy.limit_out_of_range", ("limit", limit), ("min", min), ("max", max), ("given", given));
}
