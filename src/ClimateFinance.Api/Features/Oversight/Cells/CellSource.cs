namespace ClimateFinance.Api.Features.Oversight.Cells;

/// <summary>A table of facts that cells are summed from, and its twin that holds each row as it was last summed.</summary>
/// <param name="Fact">One row a deal or a pairing.</param>
/// <param name="Folded">The twin.</param>
/// <param name="Shares">The columns of the cell that it feeds, with a row's share of each.</param>
/// <param name="Grains">By what it is summed: one key, or two in the order of their names.</param>
internal sealed record CellSource(
    string Fact, string Folded, IReadOnlyList<string> Columns, IReadOnlyList<(string Name, string Share)> Shares, IReadOnlyList<string> Grains)
{
    /// <summary>
    /// Pairs are kept where a question would otherwise go through a large part of the market: within a period, within an industry. Within a bank or a
    /// meeting the facts are few.
    /// </summary>
    private static readonly IReadOnlyList<string> Common =
    [
        "total", "bank", "industry", "meeting", "month", "reason",
        "bank+month", "industry+month", "meeting+month", "month+reason", "bank+industry", "industry+meeting", "industry+reason",
    ];

    public static CellSource Deals { get; } = new(
        "deal_fact", "deal_folded",
        [
            "id", "version", "enterprise_id", "bank_id", "need_id", "product_id", "meeting_id", "region", "industry", "opened_on", "month", "stage", "outcome",
            "reason_code", "closed_stage", "contacted_on", "diligence_on", "offered_on", "agreed_on", "approved_on", "signed_on", "drawn_on", "closed_on",
            .. Measures.Rungs.SelectMany(rung => (string[])[$"{rung}_line", $"{rung}_term", $"{rung}_benchmark", $"{rung}_bp"]),
            "offered_stands", "agreed_stands", "approved_stands", "drawn_cny", "unanswered", "owing", "step", "since", "due_on",
            "answers", "in_time", "answer_days", "missed",
            .. Measures.BankSteps.SelectMany(step => (string[])[$"{step}_answers", $"{step}_in_time", $"{step}_days"]),
            "changed_at",
        ],
        Measures.OfDeals,
        [.. Common, "stage", "month+stage", "industry+stage"]);

    public static CellSource Pairings { get; } = new(
        "pairing_fact", "pairing_folded",
        [
            "id", "version", "enterprise_id", "bank_id", "meeting_id", "region", "industry", "month", "cover_cny", "enterprise_interested", "bank_interested",
            "mutual", "outcome", "reason_code", "changed_at",
        ],
        Measures.OfPairings,
        Common);

    /// <summary>What comes before a pairing: it belongs to no bank, no meeting and no month, only to its region.</summary>
    public static IReadOnlyList<CellSource> Ground { get; } =
    [
        new("enterprise", "enterprise_folded", ["id", "region", "status"], Measures.OfEnterprises, ["total"]),
        new("project", "project_folded", ["id", "region", "status"], Measures.OfProjects, ["total"]),
        new("need", "need_folded", ["id", "region", "status", "amount_cny"], Measures.OfNeeds, ["total"]),
    ];

    /// <summary>Those that belong to a bank, a meeting and a month.</summary>
    public static IReadOnlyList<CellSource> Followed { get; } = [Deals, Pairings];

    public static IReadOnlyList<CellSource> All { get; } = [.. Followed, .. Ground];

    /// <summary>The expression over a row <c>f</c> that gives its key.</summary>
    public static string KeyOf(string key) => key switch
    {
        "total" => "''",
        "bank" => "f.bank_id::text",
        "industry" => "f.industry",
        "meeting" => "f.meeting_id::text",
        "month" => "f.month",
        "stage" => "f.stage",
        "reason" => "f.outcome || '/' || f.reason_code",
        _ => throw new ArgumentOutOfRangeException(nameof(key), key, "Unknown key."),
    };

    /// <summary>The values of a grain's row: its name and its two keys, the second empty where there is one.</summary>
    public static string ValuesOf(string grain, Func<string, string> keyOf) =>
        $"'{grain}', {string.Join(", ", grain.Split('+').Select(keyOf))}{(grain.Contains('+', StringComparison.Ordinal) ? "" : ", ''")}";

    /// <summary>These columns of the cell, in order, as a share of a row of this source, which feeds the columns of the others with nothing.</summary>
    public IEnumerable<string> SharesOf(IReadOnlyList<string> measures, string sign = "")
    {
        var own = Shares.ToDictionary(s => s.Name, s => s.Share);
        return measures.Select(name => own.TryGetValue(name, out var share) ? $"{sign}({share})" : "0");
    }
}
