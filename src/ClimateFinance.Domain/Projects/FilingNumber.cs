using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Domain.Projects;

/// <summary>
/// The number under which the authorities filed a project 备案编号: 1 to 64 characters. Trimmed, and upper case, so that one number
/// typed in two ways is found to be the same.
/// </summary>
public readonly record struct FilingNumber(string Value) : IScalar<FilingNumber, string>
{
    public const int MaxLength = 64;

    public static Validated<FilingNumber> Create(string given)
    {
        var number = given.Trim().ToUpperInvariant();
        return number.Length is 0 or > MaxLength || number.Any(char.IsControl)
            ? Refusal.Shape("filing_number.wrong_form", ("maxLength", MaxLength), ("given", given))
            : new FilingNumber(number);
    }

    public static FilingNumber Hydrate(string raw) => new(raw);

    public override string ToString() => Value;
}
