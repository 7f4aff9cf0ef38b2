using ClimateFinance.Api.Tests.Contract;

namespace ClimateFinance.Api.Tests.Access;

/// <summary>What one caller gets: a status, a code where it is not the ordinary one, and whether the subject shows.</summary>
/// <param name="Word">As the file says it.</param>
/// <param name="Own">The code is the line's own: it is the line's subject that is refused.</param>
internal sealed record AccessCell(string Word, int? Status, string? Code, bool Own)
{
    private static readonly string[] Words = ["200", "sees", "hides", "passes", "400", "401", "403", "404"];

    public bool Passes => Word == "passes";

    /// <summary>The line's subject is not this caller's to know.</summary>
    public bool Secret => Status == 404 && Own;

    public static AccessCell Read(string word, string unknown)
    {
        var parts = word.Split(':');
        if (parts.Length > 2 || !(Words.Contains(parts[0]) && (parts.Length == 1 || parts[0][0] == '4')))
            throw new InvalidDataException($"The matrix does not know the word '{word}'.");
        int? status = parts[0] is "passes" ? null : parts[0] is "sees" or "hides" ? 200 : int.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture);
        return new AccessCell(parts[0], status, parts.Length == 2 ? parts[1] : parts[0] switch
        {
            "401" => "http.unauthorized",
            "403" => "http.forbidden",
            "404" when unknown.Length > 0 => unknown,
            "404" => throw new InvalidDataException("A 404 needs the code in the last column."),
            _ => null,
        }, parts.Length == 1);
    }
}

/// <summary>One operation on one subject, for every kind of caller.</summary>
internal sealed record AccessLine(string Operation, string Subject, IReadOnlyDictionary<string, AccessCell> Cells)
{
    public override string ToString() => Subject == "-" ? Operation : $"{Operation} ({Subject})";
}

/// <summary>The file <c>Access/matrix.csv</c>: comma-separated, padded for the eye; <c>#</c> begins a remark.</summary>
internal sealed record AccessMatrix(IReadOnlyList<string> Callers, IReadOnlyList<AccessLine> Lines)
{
    public static AccessMatrix Load()
    {
        var text = File.ReadAllLines(ContractFolder.File("../tests/ClimateFinance.Api.Tests/Access/matrix.csv"))
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Split(',', StringSplitOptions.TrimEntries))
            .ToArray();
        var callers = text[0][2..^1];
        return new AccessMatrix(callers, [.. text.Skip(1).Select(cells => Line(cells, callers))]);
    }

    private static AccessLine Line(string[] cells, string[] callers)
    {
        if (cells.Length < callers.Length + 2 || cells.Length > callers.Length + 3) throw new InvalidDataException($"{cells[0]} has {cells.Length} cells.");
        var unknown = cells.Length == callers.Length + 3 ? cells[^1] : string.Empty;
        return new AccessLine(cells[0], cells[1], callers.Select((caller, i) => (caller, Cell: AccessCell.Read(cells[i + 2], unknown))).ToDictionary(c => c.caller, c => c.Cell));
    }
}
