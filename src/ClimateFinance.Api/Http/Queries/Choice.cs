namespace ClimateFinance.Api.Http.Queries;

/// <summary>
/// A filter by an enum, under the very name that the rows show: <c>jointStock</c>. The framework's own binding knows only the names of the code.
/// </summary>
internal readonly record struct Choice<T>(T Value) : IParsable<Choice<T>>
    where T : struct, Enum
{
    /// <summary>The names that are taken, for the contract.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Enum.GetValues<T>().Select(value => value.Wire())];

    public string Wire() => Value.Wire();

    public static Choice<T> Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var parsed) ? parsed : throw new FormatException($"Allowed: {string.Join(", ", Names)}.");

    public static bool TryParse(string? s, IFormatProvider? provider, out Choice<T> result)
    {
        var known = s is not null && Names.Contains(s, StringComparer.Ordinal);
        result = known ? new Choice<T>(EnumNames.Read<T>(s!)) : default;
        return known;
    }
}
