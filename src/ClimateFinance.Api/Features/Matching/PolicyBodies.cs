using ClimateFinance.Api.Http;
using ClimateFinance.Domain.Policy;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Api.Features.Matching;

/// <summary>The weights and limits of a policy on the wire; its number is the market's to give.</summary>
/// <param name="EffectiveFrom">The first day on which it decides; today at the earliest.</param>
/// <param name="Weights">Parts of 10 000; they sum to exactly 10 000.</param>
/// <param name="LeastScore">A pairing is proposed from this score on, 0 to 10 000.</param>
/// <param name="StageLimits">Working days for each step of a deal.</param>
/// <param name="LateSteps">What follows a missed limit, in working days; left out: 1 before, 3 and 15 after.</param>
/// <param name="RateCapBp">No offer or approval has a higher all-in annual rate; left out: 2400 (24 %).</param>
internal sealed record PolicyBody(
    DateOnly EffectiveFrom,
    PieceWeights Weights,
    int LeastScore,
    int ProposalsPerNeed,
    int BankSlotsPerNeed,
    decimal FullReductionTco2ePer10kCny,
    int FullCostGapBp,
    StageLimits StageLimits,
    IReadOnlyList<OwnCapitalFloorBody> OwnCapitalFloors,
    int OwnCapitalFloorPercent,
    int NeedStaleAfterDays,
    int NeedLapsesAfterStaleDays,
    LateSteps? LateSteps = null,
    int? RateCapBp = null)
{
    private const int MaxFloors = 200;

    public MarketPolicy Read(Check check, string field, int version) => new()
    {
        Version = version,
        EffectiveFrom = EffectiveFrom,
        Weights = Weights,
        LeastScore = LeastScore,
        ProposalsPerNeed = ProposalsPerNeed,
        BankSlotsPerNeed = BankSlotsPerNeed,
        FullReductionTco2ePer10kCny = FullReductionTco2ePer10kCny,
        FullCostGapBp = FullCostGapBp,
        StageLimits = StageLimits,
        OwnCapitalFloors = check.Each(
            $"{field}.ownCapitalFloors", OwnCapitalFloors, (at, floor) => new OwnCapitalFloor(check.Industry($"{at}.industry", floor.Industry), floor.Percent), max: MaxFloors),
        OwnCapitalFloorPercent = OwnCapitalFloorPercent,
        NeedStaleAfterDays = NeedStaleAfterDays,
        NeedLapsesAfterStaleDays = NeedLapsesAfterStaleDays,
        LateSteps = LateSteps,
        RateCapBp = RateCapBp,
    };

    public static PolicyBody Of(MarketPolicy policy) => new(
        policy.EffectiveFrom, policy.Weights, policy.LeastScore, policy.ProposalsPerNeed, policy.BankSlotsPerNeed, policy.FullReductionTco2ePer10kCny,
        policy.FullCostGapBp, policy.StageLimits, [.. policy.OwnCapitalFloors.Select(floor => new OwnCapitalFloorBody(floor.Industry.Value, floor.Percent))],
        policy.OwnCapitalFloorPercent, policy.NeedStaleAfterDays, policy.NeedLapsesAfterStaleDays,
        policy.LateSteps, policy.RateCapBp);

    public static PolicyBody Example { get; } = Of(MarketPolicy.First(new DateOnly(2027, 1, 1)));
}

/// <summary>The least share of own capital of an industry and its children, in per cent.</summary>
internal sealed record OwnCapitalFloorBody(string Industry, int Percent);

/// <summary>A policy version with how it came about.</summary>
internal sealed record PolicyVersionView(int Version, PolicyBody Policy, string Reason, Role AdoptedByRole, DateTimeOffset AdoptedAt);
