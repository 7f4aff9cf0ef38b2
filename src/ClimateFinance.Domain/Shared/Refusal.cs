namespace ClimateFinance.Domain.Shared;

/// <summary>Why a refusal happened, which decides the HTTP status a caller sees.</summary>
public enum RefusalKind
{
    /// <summary>The input cannot be a value of its kind (400).</summary>
    Shape,

    /// <summary>A rule of the market, or a race with another writer, says no (409).</summary>
    Rule,

    /// <summary>The caller may know of the thing but not do this (403).</summary>
    Forbidden,

    /// <summary>No such thing, or none that this caller may know of (404).</summary>
    Unknown,
}

/// <summary>
/// A "no" with a stable code and the figures behind it. It is a value, never an exception;
/// the words for people (English, Chinese) are chosen outside the domain by <see cref="Code"/>.
/// </summary>
/// <param name="Kind">What sort of no this is.</param>
/// <param name="Code">Stable, <c>area.reason</c>, for example <c>offer.exceeds_quota</c>.</param>
/// <param name="Facts">The figures that the words quote: the limit, what was given.</param>
public sealed record Refusal(RefusalKind Kind, string Code, IReadOnlyDictionary<string, object?> Facts)
{
    public static Refusal Shape(string code, params ReadOnlySpan<(string Name, object? Value)> facts) => Of(RefusalKind.Shape, code, facts);

    public static Refusal Rule(string code, params ReadOnlySpan<(string Name, object? Value)> facts) => Of(RefusalKind.Rule, code, facts);

    public static Refusal Forbidden(string code, params ReadOnlySpan<(string Name, object? Value)> facts) => Of(RefusalKind.Forbidden, code, facts);

    public static Refusal Unknown(string code, params ReadOnlySpan<(string Name, object? Value)> facts) => Of(RefusalKind.Unknown, code, facts);

    public bool Equals(Refusal? other) => other is not null && Kind == other.Kind && Code == other.Code;

    public override int GetHashCode() => HashCode.Combine(Kind, Code);

    private static Refusal Of(RefusalKind kind, string code, ReadOnlySpan<(string Name, object? Value)> facts)
    {
        var kept = new Dictionary<string, object?>(facts.Length, StringComparer.Ordinal);
        foreach (var (name, value) in facts) kept[name] = value;
        return new Refusal(kind, code, kept);
    }
}
