using ClimateFinance.Api.Http;
using ClimateFinance.Domain.Needs;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Api.Features.Needs;

/// <summary>What an enterprise asks for, on the wire.</summary>
/// <param name="AmountLeastCny">The least it would take; equal to <paramref name="AmountCny"/> when partial cover is not wanted.</param>
/// <param name="RateMax">The highest all-in rate it would take.</param>
/// <param name="ProjectId">Required when the purpose is <c>project</c>.</param>
internal sealed record NeedSheetBody(
    FinancingPurpose Purpose,
    decimal AmountCny,
    decimal AmountLeastCny,
    int TermMinMonths,
    int TermMaxMonths,
    RateBody RateMax,
    IReadOnlyList<CollateralKind> CollateralOffered,
    RepaymentPlan RepaymentPlan,
    DateOnly WantedOn,
    string Description,
    Guid? ProjectId = null)
{
    public NeedSheet Read(Check check, string field) => new()
    {
        Purpose = Purpose,
        Project = ProjectId is { } project ? new ProjectId(project) : null,
        Amount = check.Amount($"{field}.amountCny", AmountCny),
        AmountLeast = check.Amount($"{field}.amountLeastCny", AmountLeastCny),
        TermMin = check.Term($"{field}.termMinMonths", TermMinMonths),
        TermMax = check.Term($"{field}.termMaxMonths", TermMaxMonths),
        RateMax = check.Rate($"{field}.rateMax", RateMax),
        CollateralOffered = check.Each($"{field}.collateralOffered", CollateralOffered, (_, kind) => kind, min: 1, max: NeedSheet.MaxCollateral),
        RepaymentPlan = RepaymentPlan,
        WantedOn = WantedOn,
        Description = check.Text($"{field}.description", Description),
    };

    public static NeedSheetBody Example { get; } = new(
        FinancingPurpose.Project, 60_000_000m, 40_000_000m, 36, 84, new RateBody(Benchmark.Lpr5y, 50),
        [CollateralKind.Equipment, CollateralKind.ProjectIncome], RepaymentPlan.EqualPrincipal, new DateOnly(2027, 3, 1),
        "烧结机环冷余热发电技术改造，缺口部分申请中长期贷款。", new Guid("0196c1a4-5b6e-7c01-9d3e-2f1a6b7c8d93"));
}

/// <summary>The answer to a command on a need.</summary>
/// <param name="Version">The new version, as the ETag states it.</param>
/// <param name="Revision">The published revision; null before the first.</param>
internal sealed record NeedReceipt(Guid NeedId, long Version, NeedStatus Status, int? Revision)
{
    public static NeedReceipt Of(Guid id, long version, Need need) => need switch
    {
        Need.Draft => new(id, version, NeedStatus.Draft, null),
        Need.Published it => new(id, version, it.StaleOn is null ? NeedStatus.Published : NeedStatus.Stale, it.Revision),
        Need.Withdrawn => new(id, version, NeedStatus.Withdrawn, null),
        _ => throw new InvalidOperationException($"No receipt for {need.GetType().Name}."),
    };

    public static NeedReceipt Example { get; } = new(new Guid("0196c1a4-5b6e-7c01-9d3e-2f1a6b7c8d94"), 2, NeedStatus.Published, 1);
}

/// <summary>Where a need stands.</summary>
internal enum NeedStatus
{
    /// <summary>Written, never published.</summary>
    Draft,

    /// <summary>On the market.</summary>
    Published,

    /// <summary>On the market, but nobody confirmed it for too long.</summary>
    Stale,

    /// <summary>Covered in full by its deals.</summary>
    Funded,

    /// <summary>Taken back.</summary>
    Withdrawn,

    /// <summary>Left the market because nobody confirmed it.</summary>
    Lapsed,
}
