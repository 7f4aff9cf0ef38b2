namespace ClimateFinance.Drills;

/// <summary>
/// Compares what the clients were told with what is stored. Events, answer and contact person of one command bear the mark of the one
/// transaction that wrote them (<c>xmin</c>): a command that was done twice bears two, one that was done in part lacks something.
/// </summary>
internal static class Bookkeeping
{
    private sealed record StoredEvent(string Trace, string Actor, string Mark);

    private sealed record StoredAnswer(string Key, string Mark, int Status, string? ETag);

    public static async Task<IReadOnlyList<string>> CompareAsync(IEnumerable<Errand> ledger, Tables tables, CancellationToken cancellation)
    {
        // What a subscriber added to a command's consequences has its own transaction and names the event as its cause.
        var events = (await tables.ReadAsync(
                "select correlation_id, user_name, xmin::text from mt_events where user_name like 'drill-%'",
                row => new StoredEvent(row.GetString(0), row.GetString(1), row.GetString(2)), cancellation))
            .ToLookup(e => (e.Trace, e.Actor));
        var answers = (await tables.ReadAsync(
                "select key, xmin::text, status, etag from idempotency_answer where scope like 'drill-%'",
                row => new StoredAnswer(row.GetString(0), row.GetString(1), row.GetInt32(2), row.IsDBNull(3) ? null : row.GetString(3)), cancellation))
            .ToDictionary(a => a.Key);

        // What is known of a person is sealed, so the transaction alone tells whose errand wrote it.
        var persons = (await tables.ReadAsync("select xmin::text from person", row => row.GetString(0), cancellation)).ToHashSet(StringComparer.Ordinal);

        var findings = new List<string>();
        var known = new HashSet<(string, string)>();
        foreach (var errand in ledger)
        {
            known.Add((errand.Trace, errand.Caller.Actor));
            var answer = answers.GetValueOrDefault(errand.Key);
            string[] marks = AddsPerson(errand)
                ? answer is not null && persons.Contains(answer.Mark) ? [answer.Mark] : []
                : [.. events[(errand.Trace, errand.Caller.Actor)].Select(e => e.Mark)];
            if (Judge(errand, marks, answer) is { } fault) findings.Add($"{fault}: {errand}");
        }

        persons.ExceptWith(answers.Values.Select(a => a.Mark));
        findings.AddRange(persons.Select(mark => $"a person was added by transaction {mark}, which answered nobody"));
        findings.AddRange(events.Where(e => !known.Contains(e.Key)).Select(e => $"nobody sent what stands under trace {e.Key.Trace} of {e.Key.Actor}"));
        return findings;
    }

    private static string? Judge(Errand errand, string[] marks, StoredAnswer? answer)
    {
        if (marks.Distinct().Count() > 1) return $"done {marks.Distinct().Count()} times";
        if (answer is not null && marks.Length > 0 && marks[0] != answer.Mark) return "its answer and its events are of two transactions";
        if (answer is null != (marks.Length == 0)) return answer is null ? "done without an answer" : "answered without being done";
        return errand.Fate switch
        {
            Fate.Acknowledged when answer is null => "acknowledged and lost",
            Fate.Acknowledged when answer.Status != errand.Status || answer.ETag != errand.ETag => "acknowledged otherwise than stored",
            Fate.Refused when answer is not null => "refused and done",
            _ => null,
        };
    }

    private static bool AddsPerson(Errand errand) =>
        errand.Path.EndsWith("/contacts", StringComparison.Ordinal) || errand.Path.EndsWith("/officers", StringComparison.Ordinal);
}
