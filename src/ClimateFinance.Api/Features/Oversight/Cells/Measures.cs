using System.Collections.Frozen;

namespace ClimateFinance.Api.Features.Oversight.Cells;

/// <summary>Measures that are asked for together, each at its place.</summary>
internal sealed class MeasureSet
{
    /// <summary>A key under which there is none of these is no line; so they are part of every set.</summary>
    public static readonly string[] Anything = ["opened", "proposed", "enterprises", "projects", "needs"];

    private readonly FrozenDictionary<string, int> places;

    public MeasureSet(IEnumerable<string> names)
    {
        Names = [.. names.Union(Anything, StringComparer.Ordinal)];
        places = Names.Index().ToFrozenDictionary(n => n.Item, n => n.Index, StringComparer.Ordinal);
    }

    public IReadOnlyList<string> Names { get; }

    public int PlaceOf(string name) => places[name];
}

/// <summary>
/// What is summed over deals and pairings: the columns of <c>market_sum</c>, each with the expression that gives one row's share of it.
/// Sums and counts only, so that a row's old share can be taken off and its new one put on; averages are worked out of them when they are shown.
/// </summary>
internal static class Measures
{
    /// <summary>The rungs of credit, and <c>top</c>: the highest that stands.</summary>
    public static IReadOnlyList<string> Rungs { get; } = ["asked", "indicated", "offered", "agreed", "approved", "signed"];

    /// <summary>The steps that a bank can owe.</summary>
    public static IReadOnlyList<string> BankSteps { get; } = ["contact", "due_diligence", "offer", "acceptance", "approval", "signature"];

    /// <summary>Of a row <c>f</c> of <c>deal_fact</c>.</summary>
    public static IReadOnlyList<(string Name, string Share)> OfDeals { get; } = [.. DealShares()];

    /// <summary>Of a row <c>f</c> of <c>pairing_fact</c>.</summary>
    public static IReadOnlyList<(string Name, string Share)> OfPairings { get; } =
    [
        ("proposed", "1"),
        ("intended", "(f.enterprise_interested or f.bank_interested or f.mutual)::int"),
        ("intended_cny", "case when f.enterprise_interested or f.bank_interested or f.mutual then f.cover_cny else 0 end"),
        ("mutual", "f.mutual::int"),
        ("declined", "(f.outcome is not distinct from 'declined')::int"),
        ("declined_cny", "case when f.outcome = 'declined' then f.cover_cny else 0 end"),
    ];

    /// <summary>Of a row <c>f</c> of <c>enterprise</c>, <c>project</c> and <c>need</c>.</summary>
    public static IReadOnlyList<(string Name, string Share)> OfEnterprises { get; } = [("enterprises", "(f.status = 'verified')::int")];

    public static IReadOnlyList<(string Name, string Share)> OfProjects { get; } = [("projects", "(f.status = 'admitted')::int")];

    public static IReadOnlyList<(string Name, string Share)> OfNeeds { get; } =
    [
        ("needs", "(f.status in ('published', 'stale'))::int"), ("needs_cny", "case when f.status in ('published', 'stale') then f.amount_cny else 0 end"),
    ];

    /// <summary>Every column, deals first.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. OfDeals.Concat(OfPairings).Concat(OfEnterprises).Concat(OfProjects).Concat(OfNeeds).Select(measure => measure.Name)];

    public static MeasureSet All { get; } = new(Names);

    /// <summary>Those of the highest rung that stands, which a line of the board shows.</summary>
    public static MeasureSet OfBoard { get; } = new(["opened", "drawn_cny", .. Names.Where(name => name.StartsWith("top_", StringComparison.Ordinal))]);

    /// <summary>How a bank answers.</summary>
    public static MeasureSet OfPace { get; } = new(Names.Where(IsPace));

    /// <summary>What a line of the funnel shows.</summary>
    public static MeasureSet OfFunnel { get; } =
        new(Names.Where(name => !IsPace(name) && !name.StartsWith("top_", StringComparison.Ordinal)).Except(["mutual", "declined_cny", "needs_cny"]));

    /// <summary>Why what ended did.</summary>
    public static MeasureSet OfReasons { get; } = new(["opened", "asked_line", "declined", "declined_cny"]);

    private static bool IsPace(string name) => Array.Exists(Paces, pace => name == pace || name.EndsWith($"_{pace}", StringComparison.Ordinal));

    private static string[] Paces => ["answers", "in_time", "days", "missed"];

    private static IEnumerable<(string Name, string Share)> DealShares()
    {
        yield return ("opened", "1");
        foreach (var step in (string[])["contacted", "diligence"])
        {
            yield return (step, $"(f.{step}_on is not null)::int");
            yield return ($"{step}_cny", $"case when f.{step}_on is not null then f.asked_line else 0 end");
        }

        foreach (var step in (string[])["offered", "agreed", "approved", "signed", "drawn"]) yield return (step, $"(f.{step}_on is not null)::int");
        yield return ("live", "(f.closed_on is null)::int");
        foreach (var outcome in (string[])["funded", "refused", "withdrawn", "lapsed"])
        {
            yield return (outcome, $"(f.outcome is not distinct from '{outcome}')::int");
            yield return ($"{outcome}_cny", $"case when f.outcome = '{outcome}' then f.asked_line else 0 end");
        }

        yield return ("disputed", "(f.stage = 'disputed')::int");
        yield return ("drawn_cny", "f.drawn_cny");
        foreach (var counted in (string[])["answers", "in_time", "answer_days", "missed"]) yield return (counted, $"f.{counted}");
        foreach (var step in BankSteps)
        {
            foreach (var counted in (string[])["answers", "in_time", "days"]) yield return ($"{step}_{counted}", $"f.{step}_{counted}");
        }

        foreach (var rung in Rungs)
        {
            foreach (var share in Credit(rung, $"{rung}_", null)) yield return share;

            // What was asked in the deals that came so far: with it an average can be held against its own beginning.
            if (rung is "asked" or "indicated") continue;
            foreach (var share in Credit($"{rung}_of", "asked_", $"f.{rung}_line is not null")) yield return share;
        }

        foreach (var share in Credit("top", "", null)) yield return share;
    }

    /// <summary>Σ line; Σ line × term; Σ line × basis points; Σ line of those that follow the LPR of one and of over five years.</summary>
    private static IEnumerable<(string Name, string Share)> Credit(string name, string column, string? when)
    {
        foreach (var (suffix, share) in new[]
                 {
                     ("line", $"f.{column}line"),
                     ("term", $"f.{column}line * f.{column}term"),
                     ("bp", $"f.{column}line * f.{column}bp"),
                     ("lpr1y", $"case when f.{column}benchmark = 'lpr1y' then f.{column}line else 0 end"),
                     ("lpr5y", $"case when f.{column}benchmark = 'lpr5y' then f.{column}line else 0 end"),
                 })
            yield return ($"{name}_{suffix}", when is null ? $"coalesce({share}, 0)" : $"case when {when} then {share} else 0 end");
    }
}
