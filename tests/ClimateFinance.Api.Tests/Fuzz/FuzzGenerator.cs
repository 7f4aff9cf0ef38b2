using System.Text.RegularExpressions;
using ClimateFinance.Api.Tests.Access;
using ClimateFinance.Api.Tests.Contract;

namespace ClimateFinance.Api.Tests.Fuzz;

/// <summary>
/// Walks the operations of the contract, each as often as the next, and makes requests of them: a fifth as they should be, the others a little
/// or very odd in address, query, headers or body. The same seed on the same contract makes the same choices.
/// </summary>
internal sealed partial class FuzzGenerator(AccessMarket market, ContractDocument contract, int seed)
{
    /// <summary>They end what the others need: seldom as they should be, or the market would soon be an empty one.</summary>
    private static readonly string[] Ending =
    [
        "CloseDeal", "WithdrawNeed", "SuspendProduct", "RetireProduct", "WithdrawProject", "CompleteProject", "ErasePerson", "CloseMeeting", "DeactivateUser", "SuspendEnterprise", "SuspendBank", "AdoptPolicy",
    ];

    private static readonly string[] DocumentTypes = ["application/pdf", "application/pdf", "application/pdf", "APPLICATION/PDF; a=b", "image/png", Support.Papers.Docx];

    private readonly FuzzValues values = new(new Random(seed));
    private readonly ContractOperation[] operations = [.. contract.Operations.OrderBy(o => o.Id, StringComparer.Ordinal)];
    private readonly Dictionary<string, AccessLine> lines = AccessMatrix.Load().Lines.GroupBy(line => line.Operation).ToDictionary(g => g.Key, g => g.First());
    private readonly AccessCalls calls = new(market, contract);
    private readonly string[] callers = [.. market.Callers.Keys];
    private int number;

    private readonly List<string> cursors = [];

    /// <summary>A cursor that a list gave out, to be used where it does not belong.</summary>
    public void Learn(string cursor)
    {
        lock (cursors)
        {
            if (cursors.Count < 50) cursors.Add(cursor);
        }
    }

    public async Task<FuzzRequest> NextAsync()
    {
        var operation = operations[number % operations.Length];
        var oddness = values.Chance(20) ? 0 : 1 + values.Below(3);
        var line = lines[operation.Id];
        var allowed = line.Cells.Where(cell => cell.Value.Status is 200 or null).Select(cell => cell.Key).ToArray();
        var caller = values.Chance(70) && allowed.Length > 0 ? values.OneOf(allowed) : values.OneOf(callers);
        if (Ending.Contains(operation.Id) && oddness == 0 && values.Chance(97)) oddness = 3;

        var command = operation.HasHeader("If-Match");
        var version = command && values.Chance(oddness == 0 ? 100 : 60) ? await calls.VersionAsync(line, caller) : null;
        var headers = new FuzzHeaders(values);
        var (example, list) = (calls.BodyOf(line, caller), headers.Of(version, oddness, command).ToArray());
        var body = operation.TakesDocument ? new FuzzBodies(values).Document(oddness)
            : example is null
            ? oddness > 0 && operation.Method != "GET" && values.Chance(10) ? "{}"u8.ToArray() : null
            : new FuzzBodies(values).Of(example, oddness == 0 ? 0 : values.Below(4));
        return new FuzzRequest(
            number++, operation.Id, operation.Method, $"{Path(operation, line, oddness)}{Query(operation, line, oddness)}", caller, headers.Token(oddness),
            operation.TakesDocument && (oddness == 0 || values.Chance(85)) ? oddness == 0 ? "application/pdf" : values.OneOf(DocumentTypes) : headers.ContentType(oddness), body, list);
    }

    private string Path(ContractOperation operation, AccessLine line, int oddness)
    {
        if (oddness == 0 || values.Chance(75)) return calls.PathOf(line).Split('?')[0];
        return PlaceHolder().Replace(operation.Path, match =>
        {
            var name = match.Groups[1].Value;
            if (values.Chance(50)) return market.Default(name);
            var schema = operation.Parameters.First(p => p["name"]!.GetValue<string>() == name)["schema"];

            // A piece of the path that is empty, or that climbs, makes another path of it; one with a NUL the server turns away before there is an application.
            var text = values.Written(contract.Resolve(schema));
            return text.Length == 0 || text.Trim('.').Length == 0 || text.Contains('/', StringComparison.Ordinal) || text.Contains('\0', StringComparison.Ordinal) || text is "export" or "imports" ? "odd" : Uri.EscapeDataString(text);
        });
    }

    private string Query(ContractOperation operation, AccessLine line, int oddness)
    {
        var own = calls.PathOf(line);
        var mark = own.IndexOf('?', StringComparison.Ordinal);
        if (oddness == 0 || values.Chance(40)) return mark < 0 ? string.Empty : own[mark..];

        var parts = new List<string>();
        foreach (var parameter in operation.Parameters.Where(p => p["in"]!.GetValue<string>() == "query" && values.Chance(40)))
        {
            var name = parameter["name"]!.GetValue<string>();
            var text = name == "cursor" && cursors.Count > 0 && values.Chance(50) ? values.OneOf(cursors) : values.Written(contract.Resolve(parameter["schema"]));
            for (var times = values.Chance(10) ? 2 : 1; times > 0; times--) parts.Add($"{name}={Uri.EscapeDataString(text)}");
        }

        if (values.Chance(8)) parts.Add(values.OneOf(["unknown=1", "limit", "=", "&&", "LIMIT=1", "limit=1;drop", "%00=1", "cursor=%ff", "a[]=1"]));
        return parts.Count == 0 ? string.Empty : $"?{string.Join('&', parts)}";
    }

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex PlaceHolder();
}
