namespace ClimateFinance.Domain.Shared;

/// <summary>
/// Administrative division GB/T 2260: six digits. A code that ends in 00 covers all below it:
/// <c>130000</c> Hebei, <c>130400</c> Handan, <c>130481</c> Wu'an. Whether a code exists is the region table's to say.
/// </summary>
public readonly record struct RegionCode(string Value) : IScalar<RegionCode, string>
{
    public static Validated<RegionCode> Create(string given) =>
        given is { Length: 6 } && given.All(char.IsAsciiDigit) ? new RegionCode(given) : Refusal.Shape("region.wrong_form", ("given", given));

    public static RegionCode Hydrate(string raw) => new(raw);

    /// <summary>The digits that count: <c>13</c> for a province, <c>1304</c> for a city, all six for a county.</summary>
    public string Prefix => Value.EndsWith("0000", StringComparison.Ordinal) ? Value[..2] : Value.EndsWith("00", StringComparison.Ordinal) ? Value[..4] : Value;

    /// <summary>Whether <paramref name="other"/> is this region or lies in it.</summary>
    public bool Covers(RegionCode other) => other.Value.StartsWith(Prefix, StringComparison.Ordinal);

    public override string ToString() => Value;
}

/// <summary>Industry GB/T 4754-2017 with the section letter in front: <c>C31</c> covers <c>C3110</c> iron and <c>C3120</c> steel.</summary>
public readonly record struct IndustryCode(string Value) : IScalar<IndustryCode, string>
{
    public static Validated<IndustryCode> Create(string given) =>
        given is { Length: >= 1 and <= 5 } && char.IsAsciiLetterUpper(given[0]) && given.Skip(1).All(char.IsAsciiDigit)
            ? new IndustryCode(given)
            : Refusal.Shape("industry.wrong_form", ("given", given));

    public static IndustryCode Hydrate(string raw) => new(raw);

    /// <summary>Whether <paramref name="other"/> is this class or one of its children.</summary>
    public bool Covers(IndustryCode other) => other.Value.StartsWith(Value, StringComparison.Ordinal);

    public override string ToString() => Value;
}

/// <summary>A class of an imported green taxonomy (绿色金融支持项目目录 and others), by its id in that table.</summary>
public readonly record struct GreenClass(string Value) : IScalar<GreenClass, string>
{
    public static GreenClass Hydrate(string raw) => new(raw);

    public override string ToString() => Value;
}

/// <summary>A technology class of the project list, for example <c>sinter-whr</c> or <c>cement-whr</c>.</summary>
public readonly record struct Technology(string Value) : IScalar<Technology, string>
{
    public static Technology Hydrate(string raw) => new(raw);

    public override string ToString() => Value;
}
