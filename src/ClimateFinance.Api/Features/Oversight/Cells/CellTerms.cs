using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Oversight.Cells;

/// <summary>Of which deals sums are shown.</summary>
/// <param name="Scope">The digits of the region that count; empty for all of the market.</param>
/// <param name="From">The first month in which a deal opened (a pairing was proposed), as <c>2026-01</c>.</param>
/// <param name="To">The last month.</param>
internal sealed record CellFilter(string Scope, Guid? Meeting = null, Guid? Bank = null, string? Industry = null, string? From = null, string? To = null)
{
    /// <summary>So long is the code of an industry that has no finer ones below it.</summary>
    private const int WholeIndustry = 5;

    public bool Period => From is not null || To is not null;

    /// <summary>Whether the period is made of whole half years.</summary>
    public bool Halves => From?[5..] is null or "01" or "07" && To?[5..] is null or "06" or "12";

    /// <summary>Whether all that is counted has the same such key.</summary>
    public bool Holds(string key) => key switch
    {
        "bank" => Bank is not null,
        "meeting" => Meeting is not null,
        "industry" => Industry?.Length == WholeIndustry,
        "month" => From is not null && From == To,
        "half" => From is not null && To is not null && HalfOf(From) == HalfOf(To),
        _ => false,
    };

    public static string HalfOf(string month) => $"{month[..4]}-H{(string.CompareOrdinal(month[5..], "06") <= 0 ? 1 : 2)}";
}

/// <summary>Which grain carries a question.</summary>
internal static class CellGrains
{
    /// <summary>The first whose keys are all that is asked for, and others at most that everything has; null where there is none.</summary>
    public static Grain? Of(CellBy by, CellFilter filter)
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        if (KeyOf(by) is { } shown) keys.Add(shown);
        if (filter.Bank is not null) keys.Add("bank");
        if (filter.Meeting is not null) keys.Add("meeting");
        if (filter.Industry is not null) keys.Add("industry");
        if (filter.Period) keys.Add("month");
        return CellSource.Deals.Grains.FirstOrDefault(grain => keys.All(key => Carries(grain, key, by, filter)) && grain.Keys.All(key => keys.Contains(key) || IsOfAll(key)));
    }

    /// <summary>Whether several cells make one line.</summary>
    public static bool Several(Grain grain, CellBy by, CellFilter filter) => grain.Keys.Any(key => key != KeyOf(by) && !filter.Holds(key));

    /// <summary>The key that is shown; none of the total, and none of a region, which every cell has.</summary>
    public static string? KeyOf(CellBy by) => by is CellBy.Total or CellBy.Region ? null : by.ToString().ToLowerInvariant();

    private static bool Carries(Grain grain, string key, CellBy by, CellFilter filter) =>
        grain.Keys.Contains(key) || (key == "month" && by != CellBy.Month && filter.Halves && grain.Keys.Contains("half"));

    /// <summary>Not everything has a meeting, a reason or a stage: cells by these leave something out.</summary>
    private static bool IsOfAll(string key) => key is "bank" or "industry" or "month" or "half";
}

/// <summary>A question's conditions, on cells and on facts, with its arguments.</summary>
internal sealed class CellTerms
{
    private readonly List<SqlArgument> arguments = [];
    private readonly CellBy by;
    private readonly CellFilter filter;
    private readonly string scope;
    private readonly Dictionary<string, string> held = new(StringComparer.Ordinal);

    public CellTerms(CellBy by, CellFilter filter)
    {
        (this.by, this.filter, scope) = (by, filter, Argument(filter.Scope));
        if (filter.Bank is { } bank) held["bank"] = Argument(bank.ToString());
        if (filter.Meeting is { } meeting) held["meeting"] = Argument(meeting.ToString());
        if (filter.Industry is { } industry) (held["industry"], held["beyond"]) = (Argument(industry), Argument(Beyond(industry)));
        if (filter.From is { } from) held["from"] = Argument(from);
        if (filter.To is { } to) held["to"] = Argument(to);
        var terms = new List<string> { $"f.region like {scope} || '%'" };
        if (held.TryGetValue("bank", out var its)) terms.Add($"f.bank_id = {its}::uuid");
        if (held.TryGetValue("meeting", out var of)) terms.Add($"f.meeting_id = {of}::uuid");
        if (held.TryGetValue("industry", out var prefix)) terms.Add($"f.industry like {prefix} || '%'");
        if (held.TryGetValue("from", out var first)) terms.Add($"f.month >= {first}");
        if (held.TryGetValue("to", out var last)) terms.Add($"f.month <= {last}");
        OfFacts = string.Join(" and ", terms);
    }

    public IReadOnlyList<SqlArgument> Arguments => arguments;

    /// <summary>On a row <c>f</c>.</summary>
    public string OfFacts { get; }

    public string Argument(SqlArgument value)
    {
        arguments.Add(value);
        return $"${arguments.Count}";
    }

    /// <summary>On a cell <c>c</c>: ranges rather than patterns, so that the index serves them whatever the arguments.</summary>
    public string OfCells(Grain grain)
    {
        var terms = new List<string> { $"c.grain = '{grain.Name}'" };
        if (by != CellBy.Region) terms.Add($"c.region = {scope}");
        else if (filter.Scope.Length > 0) terms.Add($"c.region >= {scope} and c.region < {Argument(Beyond(filter.Scope))}");
        if (by == CellBy.Region) terms.Add($"length(c.region) = {Digits}");
        foreach (var key in grain.Keys)
        {
            var column = $"c.{grain.ColumnOf(key)}";
            if (key == "industry" && held.TryGetValue(key, out var prefix)) terms.Add($"{column} >= {prefix} and {column} < {held["beyond"]}");
            else if (held.TryGetValue(key, out var value)) terms.Add($"{column} = {value}");
            if (key is not ("month" or "half")) continue;
            string Bound(string month) => key == "month" ? held[month] : Argument(CellFilter.HalfOf((month == "from" ? filter.From : filter.To)!));
            if (filter.From is not null) terms.Add($"{column} >= {Bound("from")}");
            if (filter.To is not null) terms.Add($"{column} <= {Bound("to")}");
        }

        return string.Join(" and ", terms);
    }

    public string KeyOfCells(Grain grain) => by switch
    {
        CellBy.Total => "'total'::text",
        CellBy.Region => "c.region",
        _ => $"c.{grain.ColumnOf(CellGrains.KeyOf(by)!)}",
    };

    /// <summary>Of a row <c>f</c>; null where it belongs to no line. A pairing stands at no stage.</summary>
    public string KeyOfFacts(CellSource source) => by switch
    {
        CellBy.Total => "'total'::text",
        CellBy.Region => $"left(f.region, {Digits})",
        CellBy.Stage when source == CellSource.Pairings => "null::text",
        _ => CellSource.KeyOf(CellGrains.KeyOf(by)!),
    };

    /// <summary>How many digits the regions have that are shown within the one asked about.</summary>
    private int Digits => filter.Scope.Length < 6 ? filter.Scope.Length + 2 : 6;

    /// <summary>The first text, byte by byte, after all that begin so.</summary>
    private static string Beyond(string prefix) => prefix[..^1] + (char)(prefix[^1] + 1);
}
