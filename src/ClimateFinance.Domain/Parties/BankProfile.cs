using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Domain.Parties;

/// <summary>The kind of bank a branch belongs to.</summary>
public enum BankGroup
{
    /// <summary>国有大型银行</summary>
    State,

    /// <summary>股份制银行</summary>
    JointStock,

    /// <summary>城市商业银行</summary>
    City,

    /// <summary>农村金融机构</summary>
    Rural,

    /// <summary>政策性银行</summary>
    Policy,

    /// <summary>Any other licensed lender.</summary>
    Other,
}

/// <summary>What a bank branch 银行 says of itself and the bureau verifies. Its officers are kept elsewhere, erasable.</summary>
public sealed record BankProfile
{
    public required string Name { get; init; }

    /// <summary>统一社会信用代码 of the branch; fixed from registration on.</summary>
    public required Uscc Uscc { get; init; }

    /// <summary>Where the branch is.</summary>
    public required RegionCode Region { get; init; }

    public required BankGroup Group { get; init; }

    /// <summary>The first text that cannot be; null when all is well.</summary>
    public Refusal? Flaw() => Text.LineFlaw("name", Name);
}
