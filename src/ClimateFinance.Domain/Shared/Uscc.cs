namespace ClimateFinance.Domain.Shared;

/// <summary>
/// Unified social credit code 统一社会信用代码 (GB 32100-2015): 18 characters of 31; the last is a check character,
/// alphabet[(31 − Σ weight·value mod 31) mod 31], which can be any of the 31. Lower case is normalised.
/// </summary>
public readonly record struct Uscc(string Value) : IScalar<Uscc, string>
{
    public const int Length = 18;
    private const string Alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    private static readonly int[] Weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

    public static Validated<Uscc> Create(string given)
    {
        var code = given.Trim().ToUpperInvariant();
        if (code.Length != Length) return Refusal.Shape("uscc.wrong_length", ("length", Length), ("given", given));
        foreach (var c in code)
        {
            if (!Alphabet.Contains(c, StringComparison.Ordinal))
                return Refusal.Shape("uscc.wrong_character", ("character", c), ("alphabet", Alphabet), ("given", given));
        }

        return CheckCharacter(code) is var expected && expected != code[^1]
            ? Refusal.Shape("uscc.wrong_check_character", ("expected", expected), ("given", given))
            : new Uscc(code);
    }

    public static Uscc Hydrate(string raw) => new(raw);

    /// <summary>The check character for the first 17 characters of <paramref name="code"/>, which must all be of the alphabet.</summary>
    public static char CheckCharacter(ReadOnlySpan<char> code)
    {
        var sum = 0;
        for (var i = 0; i < Weights.Length; i++) sum += Weights[i] * Alphabet.IndexOf(code[i], StringComparison.Ordinal);
        return Alphabet[(31 - (sum % 31)) % 31];
    }

    public override string ToString() => Value;
}
