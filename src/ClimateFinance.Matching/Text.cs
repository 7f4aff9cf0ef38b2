using System.Globalization;

namespace ClimateFinance.Matching;

/// <summary>Figures as invariant text, and back.</summary>
internal static class Text
{
    public static string Of(bool value) => value ? "true" : "false";

    public static string Of(int value) => value.ToString(CultureInfo.InvariantCulture);

    public static string Of(DateOnly value) => value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Without trailing zeros, so that 2.470 and 2.47 read the same.</summary>
    public static string Of(decimal value) => value.ToString("0.############################", CultureInfo.InvariantCulture);

    /// <summary>camelCase, as on the wire.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum
    {
        var name = value.ToString();
        return string.Create(name.Length, name, static (to, from) =>
        {
            from.CopyTo(to);
            to[0] = char.ToLowerInvariant(to[0]);
        });
    }

    public static string List<T>(IReadOnlyList<T> items, Func<T, string> text) => string.Join(',', items.Select(text));

    public static decimal Decimal(string text) => decimal.Parse(text, NumberStyles.Number, CultureInfo.InvariantCulture);

    public static int Int(string text) => int.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    public static DateOnly Date(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static T Enum<T>(string text)
        where T : struct, Enum => System.Enum.Parse<T>(text, ignoreCase: true);

    public static IReadOnlyList<T> Items<T>(string text, Func<string, T> item) => text.Length == 0 ? [] : [.. text.Split(',').Select(item)];
}
