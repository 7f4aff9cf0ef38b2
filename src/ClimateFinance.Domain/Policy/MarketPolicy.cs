using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Domain.Policy;

/// <summary>What each soft piece of a score counts, in parts of 10 000; they sum to exactly 10 000.</summary>
public sealed record PieceWeights(
    int Cost, int AmountCover, int TermFit, int Reduction, int CollateralFit, int Responsiveness, int Locality)
{
    public const int Total = 10_000;

    public int Sum => Cost + AmountCover + TermFit + Reduction + CollateralFit + Responsiveness + Locality;
}

/// <summary>How many working days each side has for a step of a deal.</summary>
public sealed record StageLimits(
    int Contact, int Documents, int DueDiligence, int Offer, int Acceptance, int Approval, int Signature);

/// <summary>What follows when a step of a deal is late, in working days.</summary>
/// <param name="RemindBefore">Who owes is reminded so many days before the last day in time; 0: on that day.</param>
/// <param name="EscalateAfter">So many days after the last day in time the bureau is told.</param>
/// <param name="LapseAfter">So many days after the last day in time the deal closes as lapsed and its slot is free.</param>
public sealed record LateSteps(int RemindBefore, int EscalateAfter, int LapseAfter)
{
    /// <summary>Where a policy does not say: a day's warning, three days' grace, three weeks until the next bank moves up.</summary>
    public static LateSteps Default { get; } = new(RemindBefore: 1, EscalateAfter: 3, LapseAfter: 15);
}

/// <summary>The least share of own capital for projects of an industry and its children, in per cent.</summary>
public sealed record OwnCapitalFloor(IndustryCode Industry, int Percent);

/// <summary>
/// The versioned set of weights and limits by which the market runs. Each version is a fact with a date;
/// what was decided under one names it, so that every number can be explained later.
/// </summary>
public sealed record MarketPolicy
{
    public required int Version { get; init; }

    /// <summary>The first day on which it decides.</summary>
    public required DateOnly EffectiveFrom { get; init; }

    public required PieceWeights Weights { get; init; }

    /// <summary>A pairing is proposed from this score on, 0 to 10 000.</summary>
    public required int LeastScore { get; init; }

    /// <summary>At most so many pairings are proposed for one need, the best first.</summary>
    public required int ProposalsPerNeed { get; init; }

    /// <summary>At most so many banks are in contact with one need at once.</summary>
    public required int BankSlotsPerNeed { get; init; }

    /// <summary>The tonnes a year per 10 000 yuan at which the reduction piece is full (10 000).</summary>
    public required decimal FullReductionTco2ePer10kCny { get; init; }

    /// <summary>The difference to the highest acceptable rate, in bp, at which the cost piece is full.</summary>
    public required int FullCostGapBp { get; init; }

    public required StageLimits StageLimits { get; init; }

    /// <summary>What follows a missed limit; null in a policy that does not say: <see cref="LateSteps.Default"/>.</summary>
    public LateSteps? LateSteps { get; init; }

    /// <summary>No offer and no approval has a higher all-in annual rate, in bp; null in a policy that does not say: <see cref="DefaultRateCapBp"/>.</summary>
    public int? RateCapBp { get; init; }

    /// <summary>The longest matching industry prefix counts; without one, <see cref="OwnCapitalFloorPercent"/>.</summary>
    public required IReadOnlyList<OwnCapitalFloor> OwnCapitalFloors { get; init; }

    /// <summary>The floor of every other industry, in per cent.</summary>
    public required int OwnCapitalFloorPercent { get; init; }

    /// <summary>A need that nobody confirmed for so many days goes stale.</summary>
    public required int NeedStaleAfterDays { get; init; }

    /// <summary>A stale need that nobody confirms for so many days more lapses, unless a deal stands on it.</summary>
    public required int NeedLapsesAfterStaleDays { get; init; }

    /// <summary>24 % a year, above which courts cut the cost of a loan from a financial institution (法发〔2017〕22号, from memory, confirm).</summary>
    public const int DefaultRateCapBp = 2_400;

    /// <summary>
    /// The policy a new installation starts with. Own-capital floors: 国发〔2015〕51号, from memory, confirm. A bureau adopts its own.
    /// </summary>
    public static MarketPolicy First(DateOnly from) => new()
    {
        Version = 1,
        EffectiveFrom = from,
        Weights = new PieceWeights(Cost: 3_000, AmountCover: 2_000, TermFit: 1_000, Reduction: 1_500, CollateralFit: 1_000, Responsiveness: 1_000, Locality: 500),
        LeastScore = 3_000,
        ProposalsPerNeed = 10,
        BankSlotsPerNeed = 3,
        FullReductionTco2ePer10kCny = 5m,
        FullCostGapBp = 100,
        StageLimits = new StageLimits(Contact: 5, Documents: 10, DueDiligence: 15, Offer: 10, Acceptance: 5, Approval: 20, Signature: 10),
        LateSteps = LateSteps.Default,
        RateCapBp = DefaultRateCapBp,
        OwnCapitalFloors = [new(new IndustryCode("C31"), 40), new(new IndustryCode("C3011"), 35)],
        OwnCapitalFloorPercent = 20,
        NeedStaleAfterDays = 90,
        NeedLapsesAfterStaleDays = 30,
    };

    /// <summary>The own-capital floor of an industry, in per cent.</summary>
    public int OwnCapitalFloorOf(IndustryCode industry)
    {
        var best = (Length: -1, Percent: OwnCapitalFloorPercent);
        foreach (var floor in OwnCapitalFloors)
        {
            if (floor.Industry.Covers(industry) && floor.Industry.Value.Length > best.Length)
                best = (floor.Industry.Value.Length, floor.Percent);
        }

        return best.Percent;
    }
}
