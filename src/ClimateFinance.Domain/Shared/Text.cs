namespace ClimateFinance.Domain.Shared;

/// <summary>Bounds on what people write: every free text that becomes a fact is there and not longer than its limit.</summary>
internal static class Text
{
    /// <summary>Names, titles, places, document numbers.</summary>
    public const int LineMax = 200;

    /// <summary>Reasons, descriptions, justifications.</summary>
    public const int WordsMax = 2_000;

    public static Refusal? LineFlaw(string field, string? given) => Flaw(field, given, LineMax);

    public static Refusal? WordsFlaw(string field, string? given) => Flaw(field, given, WordsMax);

    private static Refusal? Flaw(string field, string? given, int max) =>
        string.IsNullOrWhiteSpace(given) ? Refusal.Shape("text.missing", ("field", field))
        : given.Length > max ? Refusal.Shape("text.too_long", ("field", field), ("max", max), ("length", given.Length))
        : null;
}
