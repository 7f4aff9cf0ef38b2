namespace ClimateFinance.Api.Features.Oversight.Cells;

/// <summary>By what a cell is summed: up to three keys. The one that questions narrow by most stands first, for the index goes by this order.</summary>
internal sealed record Grain(params string[] Keys)
{
    public string Name { get; } = Keys.Length == 0 ? "total" : string.Join('+', Keys);

    /// <summary>The column that holds a key.</summary>
    public string ColumnOf(string key) => $"k{Array.IndexOf(Keys, key) + 1}";

    /// <summary>The values of its row: its name and its three keys, empty where there is none.</summary>
    public string Values(Func<string, string> keyOf) => $"'{Name}', {string.Join(", ", Enumerable.Range(0, 3).Select(i => i < Keys.Length ? keyOf(Keys[i]) : "''"))}";
}

/// <summary>A table of facts that cells are summed from, and its twin that holds of each row what it was last summed with.</summary>
/// <param name="Fact">One row a deal or a pairing.</param>
/// <param name="Summed">The twin.</param>
/// <param name="Shares">The columns of the cell that it feeds, with a row's share of each.</param>
internal sealed record CellSource(
    string Fact, string Summed, IReadOnlyList<string> Columns, IReadOnlyList<(string Name, string Share)> Shares, IReadOnlyList<Grain> Grains)
{
    /// <summary>
    /// In the order in which they are taken for a question: the one with fewer rows first. Kept is what would otherwise go through a large part of the
    /// market, within a period, an industry or one large bank; of a meeting the facts are few. Half years are kept beside months where there are many keys.
    /// </summary>
    private static readonly IReadOnlyList<Grain> Common =
    [
        new(), new("bank"), new("industry"), new("meeting"), new("month"), new("reason"),
        new("half", "bank"), new("month", "bank"), new("industry", "month"), new("industry", "bank"), new("bank", "reason"),
        new("industry", "half", "bank"), new("industry", "month", "bank"), new("industry", "month", "meeting"), new("meeting", "industry", "bank"),
        new("industry", "month", "reason"),
    ];

    public static CellSource Deals { get; } = new(
        "deal_fact", "deal_summed",
        [
            "id", "bank_id", "meeting_id", "region", "industry", "month", "stage", "outcome", "reason_code",
            "contacted_on", "diligence_on", "offered_on", "agreed_on", "approved_on", "signed_on", "drawn_on", "closed_on",
            .. Measures.Rungs.SelectMany(rung => (string[])[$"{rung}_line", $"{rung}_term", $"{rung}_benchmark", $"{rung}_bp"]),
            "line", "term", "benchmark", "bp", "drawn_cny", "answers", "in_time", "answer_days", "missed",
            .. Measures.BankSteps.SelectMany(step => (string[])[$"{step}_answers", $"{step}_in_time", $"{step}_days"]),
        ],
        Measures.OfDeals,
        [.. Common, new("stage"), new("bank", "stage"), new("industry", "month", "stage")]);

    public static CellSource Pairings { get; } = new(
        "pairing_fact", "pairing_summed",
        [
            "id", "bank_id", "meeting_id", "region", "industry", "month", "cover_cny", "enterprise_interested", "bank_interested", "mutual", "outcome", "reason_code",
        ],
        Measures.OfPairings,
        Common);

    /// <summary>What comes before a pairing: it belongs to no bank, no meeting and no month, only to its region.</summary>
    public static IReadOnlyList<CellSource> Ground { get; } =
    [
        new("enterprise", "enterprise_summed", ["id", "region", "status"], Measures.OfEnterprises, [new()]),
        new("project", "project_summed", ["id", "region", "status"], Measures.OfProjects, [new()]),
        new("need", "need_summed", ["id", "region", "status", "amount_cny"], Measures.OfNeeds, [new()]),
    ];

    /// <summary>Those that belong to a bank, a meeting and a month.</summary>
    public static IReadOnlyList<CellSource> Followed { get; } = [Deals, Pairings];

    public static IReadOnlyList<CellSource> All { get; } = [.. Followed, .. Ground];

    /// <summary>The expression over a row <c>f</c> that gives its key; null where the row has none.</summary>
    public static string KeyOf(string key) => key switch
    {
        "bank" => "f.bank_id::text",
        "industry" => "f.industry",
        "meeting" => "f.meeting_id::text",
        "month" => "f.month",
        "half" => "left(f.month, 4) || case when right(f.month, 2) <= '06' then '-H1' else '-H2' end",
        "stage" => "f.stage",
        "reason" => "f.outcome || '/' || f.reason_code",
        _ => throw new ArgumentOutOfRangeException(nameof(key), key, "Unknown key."),
    };

    /// <summary>Rows <c>f</c> as they are now, and once more with the sign turned as they were last summed: what they changed since.</summary>
    public string Changes(string where) => $"select {Listed("f.")}, 1 as sign from {Fact} f where {where} union all select {Listed("f.")}, -1 from {Summed} f where {where}";

    /// <summary>The twin's columns.</summary>
    public string Listed(string of = "") => string.Join(", ", Columns.Select(column => of + column));

    /// <summary>These columns of the cell, in order, as sums over rows of this source, which feeds the columns of the others with nothing.</summary>
    public IEnumerable<string> SumsOf(IReadOnlyList<string> measures, string sign = "")
    {
        var own = Shares.ToDictionary(s => s.Name, s => s.Share);
        return measures.Select(name => own.TryGetValue(name, out var share) ? $"sum({sign}({share}))" : "0::numeric");
    }
}
