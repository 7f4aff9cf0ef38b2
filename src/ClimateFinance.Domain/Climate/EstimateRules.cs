using ClimateFinance.Domain.Projects;

namespace ClimateFinance.Domain.Climate;

/// <summary>How a quantity is known 活动数据来源, best first.</summary>
public enum ActivityBasis
{
    /// <summary>Measured, and the measurement verified by a third party 第三方核查.</summary>
    Verified,

    /// <summary>Read from calibrated meters 计量.</summary>
    Metered,

    /// <summary>From invoices or settlement sheets 结算凭证.</summary>
    Invoiced,

    /// <summary>From the feasibility study or the design 设计文件.</summary>
    Designed,

    /// <summary>An expert's judgement 估算.</summary>
    Estimated,
}

/// <summary>Which side of the comparison a quantity belongs to.</summary>
public enum ReductionPart
{
    /// <summary>What would be used without the project 基准线.</summary>
    Baseline,

    /// <summary>What the project itself uses 项目排放.</summary>
    Project,

    /// <summary>What the project causes elsewhere 泄漏.</summary>
    Leakage,
}

/// <summary>
/// The half-widths of the 95 % range, in per cent, that are taken where a quantity states how it is known but not how well, or a factor row
/// states no uncertainty of its own. They are reference rows with a source, shown with every figure that used one.
/// </summary>
/// <param name="ActivityPercent">By how the quantity is known.</param>
/// <param name="FactorPercent">By kind of factor.</param>
public sealed record EstimateRules(
    IReadOnlyDictionary<ActivityBasis, decimal> ActivityPercent, IReadOnlyDictionary<EmissionFactorKind, decimal> FactorPercent)
{
    /// <summary>No assumption at all: only what is stated counts.</summary>
    public static EstimateRules None { get; } = new(new Dictionary<ActivityBasis, decimal>(), new Dictionary<EmissionFactorKind, decimal>());
}
