using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Domain.Parties;

/// <summary>How an enterprise makes its product 工艺流程.</summary>
public enum ProcessRoute
{
    /// <summary>Blast furnace and converter 长流程.</summary>
    LongProcess,

    /// <summary>Electric arc furnace 短流程.</summary>
    Eaf,

    /// <summary>Cement clinker 熟料.</summary>
    Clinker,

    /// <summary>Cement grinding 粉磨.</summary>
    Grinding,

    /// <summary>Any other.</summary>
    Other,
}

/// <summary>What an enterprise 企业 says of itself and the bureau verifies. Contact people are kept elsewhere, erasable.</summary>
public sealed record EnterpriseProfile
{
    public required string Name { get; init; }

    /// <summary>统一社会信用代码; fixed from registration on.</summary>
    public required Uscc Uscc { get; init; }

    /// <summary>The county of the works; its bureau, and those above it, oversee the enterprise.</summary>
    public required RegionCode Region { get; init; }

    public required IndustryCode Industry { get; init; }

    public required ProcessRoute Route { get; init; }

    public required Ownership Ownership { get; init; }

    /// <summary>Product a year, t; null when not stated.</summary>
    public decimal? AnnualOutputT { get; init; }

    /// <summary>Emissions a year, tCO2e; null when not stated.</summary>
    public decimal? AnnualEmissionsTco2e { get; init; }

    /// <summary>Whether it takes part in the national emissions trading scheme 全国碳市场; null when not stated.</summary>
    public bool? EtsMember { get; init; }

    /// <summary>The first text or figure that cannot be; null when all is well.</summary>
    public Refusal? Flaw() =>
        Text.LineFlaw("name", Name) ?? Negative("annualOutputT", AnnualOutputT) ?? Negative("annualEmissionsTco2e", AnnualEmissionsTco2e);

    /// <summary>Whether what a verification vouches for is the same: name, region and industry. Figures may change without a new one.</summary>
    public bool VouchedAs(EnterpriseProfile other) => Name == other.Name && Region == other.Region && Industry == other.Industry;

    private static Refusal? Negative(string figure, decimal? given) =>
        given < 0m ? Refusal.Shape("figure.negative", ("figure", figure), ("given", given)) : null;
}
