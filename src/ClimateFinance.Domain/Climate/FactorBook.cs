using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Domain.Climate;

/// <summary>Rows came into the factor table. What was refused is counted, and told to who imported.</summary>
/// <param name="Number">Counts from 1.</param>
/// <param name="Sha256">Of the file, lower-case hex.</param>
/// <param name="Rows">The new rows and versions, in the order of the file.</param>
[EventName("factors_imported_v1")]
public sealed record FactorsImported(int Number, string Sha256, IReadOnlyList<FactorRow> Rows, int Unchanged, int Refused) : IEvent<FactorBook>;

/// <summary>Bring rows in.</summary>
/// <param name="Rows">Each row of the file, or why it cannot be read.</param>
/// <param name="BuiltIn">The rows that the installation came with.</param>
public sealed record ImportFactors(string Sha256, IReadOnlyList<Validated<FactorRow>> Rows, IReadOnlyList<FactorRow> BuiltIn) : ICommand<FactorBook>;

/// <summary>What became of a row of a file.</summary>
public enum ImportOutcome
{
    /// <summary>New, or the next version of a row that is known.</summary>
    Accepted,

    /// <summary>Known already, word for word.</summary>
    Unchanged,

    /// <summary>Not taken; the reason says why.</summary>
    Refused,
}

/// <summary>One row of the report.</summary>
/// <param name="Line">Counts from 1 over the rows of the file.</param>
/// <param name="Id">The row's id, where it could be read.</param>
/// <param name="Version">The version it has in the table.</param>
/// <param name="Reason">Why it was refused.</param>
public sealed record ImportedLine(int Line, string? Id, ImportOutcome Outcome, int? Version, FactorRow? Row, Refusal? Reason);

/// <summary>
/// Every factor row that was imported, in order. There is one book, on one stream. Rows are only added: a row that differs from one known
/// under its id is the next version, if it was published later, and else refused.
/// </summary>
public sealed record FactorBook(IReadOnlyList<FactorRow> Rows, int Imports) : IState<FactorBook>
{
    public const int MaxRows = 5_000;

    /// <summary>The stream of the one book.</summary>
    public static readonly Guid StreamId = new("0196c1a4-0000-7000-8000-0000000000c1");

    public static string Category => "factors";

    public static FactorBook Initial { get; } = new([], 0);

    public static Decision<FactorBook> Decide(FactorBook state, ICommand<FactorBook> command, Circumstance circumstance) => command switch
    {
        ImportFactors import => Import(state, import, circumstance),
        _ => Refusal.Rule("factor.wrong_state", ("move", command.GetType().Name)),
    };

    public static FactorBook Evolve(FactorBook state, IEvent<FactorBook> happened) => happened switch
    {
        FactorsImported e => new FactorBook([.. state.Rows, .. e.Rows], e.Number),
        _ => throw new UnknownEventException(state, happened),
    };

    /// <summary>What becomes of each row of a file, before anything is stored.</summary>
    public IReadOnlyList<ImportedLine> Judge(ImportFactors import)
    {
        var known = import.BuiltIn.Concat(Rows).GroupBy(r => r.Id, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.MaxBy(r => r.Version)!, StringComparer.Ordinal);
        var met = new HashSet<string>(StringComparer.Ordinal);
        return [.. import.Rows.Select((row, i) => JudgeRow(i + 1, row, known, met))];
    }

    private static ImportedLine JudgeRow(int line, Validated<FactorRow> read, Dictionary<string, FactorRow> known, HashSet<string> met)
    {
        if (!read.TryGet(out var row, out var unreadable)) return new(line, null, ImportOutcome.Refused, null, null, unreadable);
        if (row.Flaw() is { } flaw) return Refused(flaw);
        if (!met.Add(row.Id)) return Refused(Refusal.Rule("factor.repeated", ("id", row.Id)));
        if (!known.TryGetValue(row.Id, out var before)) return Accepted(row with { Version = 1 });
        if (before.SaysTheSameAs(row)) return new(line, row.Id, ImportOutcome.Unchanged, before.Version, before, null);
        if (before.Kind != row.Kind) return Refused(Refusal.Rule("factor.kind_fixed", ("kind", before.Kind), ("given", row.Kind)));
        if (row.PublishedOn is null || row.PublishedOn <= before.PublishedOn)
            return Refused(Refusal.Rule("factor.would_edit", ("id", row.Id), ("publishedOn", before.PublishedOn), ("given", row.PublishedOn)));
        return Accepted(row with { Version = before.Version + 1 });

        ImportedLine Refused(Refusal why) => new(line, row.Id, ImportOutcome.Refused, null, null, why);

        ImportedLine Accepted(FactorRow taken) => new(line, row.Id, ImportOutcome.Accepted, taken.Version, taken, null);
    }

    private static Decision<FactorBook> Import(FactorBook state, ImportFactors import, Circumstance circumstance)
    {
        if (circumstance.By.Role is not (Role.Bureau or Role.Operator)) return Refusal.Forbidden("factor.not_yours");
        if (import.Rows.Count is 0 or > MaxRows)
            return Refusal.Shape("factor.wrong_count", ("min", 1), ("max", MaxRows), ("given", import.Rows.Count));
        var judged = state.Judge(import);
        var accepted = judged.Where(l => l.Outcome == ImportOutcome.Accepted).Select(l => l.Row!).ToArray();
        return accepted.Length == 0
            ? Decision<FactorBook>.Of()
            : Decision<FactorBook>.Of(new FactorsImported(
                state.Imports + 1, import.Sha256, accepted, judged.Count(l => l.Outcome == ImportOutcome.Unchanged), judged.Count(l => l.Outcome == ImportOutcome.Refused)));
    }
}
