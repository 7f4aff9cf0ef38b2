using System.Globalization;
using ClimateFinance.Api.Http.Problems;

namespace ClimateFinance.Api.Http.Queries;

/// <summary>
/// A page of a list, newest first: <c>limit</c> 1 to 200 (default 50) and an opaque <c>cursor</c>. Lists are ordered by id descending; ids are
/// UUIDv7, so that is the order of creation, and a page stays where it is when new rows come.
/// </summary>
internal sealed class PageRequest
{
    public const int DefaultLimit = 50;
    public const int MaxLimit = 200;

    private readonly CursorSeal seal;
    private readonly string filters;

    private PageRequest(CursorSeal seal, string filters, int limit, Guid? before) =>
        (this.seal, this.filters, Limit, Before) = (seal, filters, limit, before);

    public int Limit { get; }

    /// <summary>Rows with a smaller id than this are next; null for the first page.</summary>
    public Guid? Before { get; }

    /// <summary>One more than the page holds, to know whether there is a next one.</summary>
    public int Fetch => Limit + 1;

    /// <summary>Binds and checks; what is flawed becomes a problem that the endpoint filter answers with before the handler runs.</summary>
    public static ValueTask<PageRequest?> BindAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var flaws = new List<Flaw>();
        var limit = DefaultLimit;
        if (query.TryGetValue("limit", out var text) && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > MaxLimit))
            flaws.Add(Flaw.Of("limit", "number.out_of_range", ("min", 1), ("max", MaxLimit), ("given", text.ToString())));

        var seal = context.RequestServices.GetRequiredService<CursorSeal>();
        var filters = string.Join('&', query.Where(q => q.Key is not ("cursor" or "limit")).OrderBy(q => q.Key, StringComparer.Ordinal).Select(q => $"{q.Key}={q.Value}"));
        filters = $"{context.Request.Path}?{filters}";
        Guid? before = null;
        if (query.TryGetValue("cursor", out var cursor) && !seal.TryOpen(cursor.ToString(), filters, out before))
            flaws.Add(Flaw.Of("cursor", "cursor.invalid"));

        if (flaws.Count > 0) context.Items[typeof(PageRequest)] = Problem.Of(flaws);
        return ValueTask.FromResult<PageRequest?>(new PageRequest(seal, filters, Math.Clamp(limit, 1, MaxLimit), before));
    }

    /// <summary>The page of a table that is held whole in memory, in the table's order: its rows have a place instead of an id.</summary>
    public Page<T> Slice<T>(IReadOnlyList<T> rows)
    {
        var start = Before is { } last ? BitConverter.ToInt32(last.ToByteArray()) + 1 : 0;
        var items = rows.Skip(start).Take(Limit).ToArray();
        return new Page<T>(items, start + items.Length < rows.Count ? seal.Close(new Guid(start + items.Length - 1, 0, 0, new byte[8]), filters) : null);
    }

    /// <summary>The page of what was fetched (at most <see cref="Fetch"/> rows).</summary>
    public Page<T> Page<T>(IReadOnlyList<T> fetched, Func<T, Guid> id)
    {
        if (fetched.Count <= Limit) return new Page<T>(fetched, null);
        var items = fetched.Take(Limit).ToArray();
        return new Page<T>(items, seal.Close(id(items[^1]), filters));
    }
}

/// <summary>A page of a list.</summary>
/// <param name="Items">Newest first; rows of a reference table in the table's order.</param>
/// <param name="NextCursor">For the next page; null on the last one.</param>
internal sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor);
