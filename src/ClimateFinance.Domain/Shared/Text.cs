namespace ClimateFinance.Domain.Shared;

/// <summary>Bounds on what people write: every free text that becomes a fact is there, not longer than its limit, and storable.</summary>
internal static class Text
{
    /// <summary>Names, titles, places, document numbers.</summary>
    public const int LineMax = 200;

    /// <summary>Reasons, descriptions, justifications.</summary>
    public const int WordsMax = 2_000;

    /// <summary>One line.</summary>
    public static Refusal? LineFlaw(string field, string? given) => Flaw(field, given, LineMax, char.IsControl);

    /// <summary>Words that may run over several lines.</summary>
    public static Refusal? WordsFlaw(string field, string? given) =>
        Flaw(field, given, WordsMax, c => char.IsControl(c) && c is not ('\n' or '\r' or '\t'));

    // PostgreSQL stores no U+0000 in JSON, and no other control character belongs into words.
    private static Refusal? Flaw(string field, string? given, int max, Predicate<char> forbidden) =>
        string.IsNullOrWhiteSpace(given) ? Refusal.Shape("text.empty", ("field", field))
        : given.Length > max ? Refusal.Shape("text.too_long", ("field", field), ("max", max), ("given", given.Length))
        : given.Any(c => forbidden(c)) ? Refusal.Shape("text.control_character", ("field", field))
        : null;
}
