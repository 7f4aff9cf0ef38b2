using System.Globalization;

namespace ClimateFinance.Api.Http.Tables;

/// <summary>A column of a table that is handed out: its heading in both languages, and a row's value (text, number, date, bool or null).</summary>
internal sealed record SheetColumn<T>(string English, string Chinese, Func<T, object?> Value, int Width = 14)
{
    public string Heading(bool chinese) => chinese ? Chinese : English;
}

/// <summary>A table that is handed out, page by page: no more than one page of it is in memory.</summary>
internal sealed class Sheet
{
    private Sheet(string english, string chinese, IReadOnlyList<(string English, string Chinese, int Width)> columns, IAsyncEnumerable<IReadOnlyList<object?[]>> pages) =>
        (English, Chinese, Columns, Pages) = (english, chinese, columns, pages);

    public string English { get; }

    public string Chinese { get; }

    public IReadOnlyList<(string English, string Chinese, int Width)> Columns { get; }

    public IAsyncEnumerable<IReadOnlyList<object?[]>> Pages { get; }

    public static Sheet Of<T>(string english, string chinese, IReadOnlyList<SheetColumn<T>> columns, IAsyncEnumerable<IReadOnlyList<T>> pages) =>
        new(english, chinese, [.. columns.Select(c => (c.English, c.Chinese, c.Width))], Valued(columns, pages));

    public static Sheet Of<T>(string english, string chinese, IReadOnlyList<SheetColumn<T>> columns, IReadOnlyList<T> rows) =>
        Of(english, chinese, columns, One(rows));

    public string Name(bool chinese) => chinese ? Chinese : English;

    private static async IAsyncEnumerable<IReadOnlyList<object?[]>> Valued<T>(IReadOnlyList<SheetColumn<T>> columns, IAsyncEnumerable<IReadOnlyList<T>> pages)
    {
        await foreach (var page in pages) yield return [.. page.Select(row => columns.Select(c => c.Value(row)).ToArray())];
    }

    private static async IAsyncEnumerable<IReadOnlyList<T>> One<T>(IReadOnlyList<T> rows)
    {
        await Task.CompletedTask;
        yield return rows;
    }
}

/// <summary>How a value is written where it is text.</summary>
internal static class SheetText
{
    /// <summary>
    /// A spreadsheet takes a text that begins like a formula for one, and would run it; an apostrophe before it makes it text. Numbers and dates
    /// are written as such and need none.
    /// </summary>
    public static string Of(object? value) => value switch
    {
        null => string.Empty,
        string { Length: > 0 } text when text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '＝' or '＋' or '－' or '＠' => $"'{text}",
        string text => text,
        bool yes => yes ? "1" : "0",
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTimeOffset instant => instant.ToOffset(Domain.Shared.ShanghaiTime.Offset).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        Guid id => id.ToString(),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => throw new ArgumentOutOfRangeException(nameof(value), value.GetType().Name, "No way to write this into a table."),
    };
}
