using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using ClimateFinance.Api.Tests.Contract;

namespace ClimateFinance.Api.Tests.Access;

/// <summary>What a walk found at one address: everything that reached the caller, packed tables opened.</summary>
/// <param name="Text">Headers and body; ids out of it, because a figure can occur in one by chance.</param>
/// <param name="Whole">The same with ids.</param>
internal sealed record Seen(string Caller, string Address, int Status, string Text, string Whole);

/// <summary>
/// Asks every GET of the contract at every address there is: with the ids of the deal in hand and with those of the rival's, with every filter
/// that takes an id, in every form that a table is handed out in.
/// </summary>
internal sealed partial class MarketWalk(AccessMarket market, ContractDocument contract) : IDisposable
{
    private static readonly Dictionary<string, string> Demanded = new(StringComparer.Ordinal)
    {
        ["GetAttribution"] = "from=2026-01-01&to=2026-12-01",
        ["GetDueDay"] = "from=2026-12-10&workingDays=5",
        ["ListAffectedEstimates"] = "factorId=EF-GRID-130000-2023",
        ["GetMeetingReductions"] = "from=2026-01-01&to=2026-12-01",
    };

    private readonly HttpClient http = new() { BaseAddress = market.App.Address };

    public void Dispose() => http.Dispose();

    public async Task<IReadOnlyList<Seen>> AsAsync(string caller, IReadOnlyList<IReadOnlyDictionary<string, string>> worlds)
    {
        var seen = new List<Seen>();
        foreach (var operation in contract.Operations.Where(o => o.Method == "GET" && !Streams(o)))
        {
            foreach (var address in worlds.SelectMany(ids => AddressesOf(operation, ids)).Distinct()) seen.Add(await LookAsync(caller, address));
        }

        return seen;
    }

    private static IEnumerable<string> AddressesOf(ContractOperation operation, IReadOnlyDictionary<string, string> ids)
    {
        var path = PlaceHolder().Replace(operation.Path, match => ids[match.Groups[1].Value]);
        var demanded = Demanded.GetValueOrDefault(operation.Id);
        yield return With(demanded);
        foreach (var parameter in operation.Parameters.Where(p => p["in"]!.GetValue<string>() == "query"))
        {
            var name = parameter["name"]!.GetValue<string>();
            if (ids.TryGetValue(name, out var id)) yield return With(demanded, $"{name}={id}");
            else if (name == "include") yield return With(demanded, "include=nearMisses");
            else if (name == "form") yield return With(demanded, "form=html");
            else if (name == "by" && operation.Id == "GetFunnel") yield return With(demanded, "by=bank");
            else if (name == "format") foreach (var form in new[] { "csv", "xlsx" }) yield return With(demanded, $"format={form}");
        }

        string With(params string?[] query) => query.Any(part => part is not null) ? $"{path}?{string.Join('&', query.Where(part => part is not null))}" : path;
    }

    private static bool Streams(ContractOperation operation) => operation.Json["responses"]?["200"]?["content"]?["text/event-stream"] is not null;

    private async Task<Seen> LookAsync(string caller, string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (market[caller].Caller is { } known) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", market.App.TokenOf(known));
        using var response = await http.SendAsync(request);
        var body = await response.Content.ReadAsByteArrayAsync();
        var headers = string.Join('\n', response.Headers.Concat(response.Content.Headers).Select(h => $"{h.Key}: {string.Join(", ", h.Value)}"));
        var whole = $"{headers}\n{Opened(body)}";
        return new Seen(caller, address, (int)response.StatusCode, Id().Replace(whole, "ID"), whole);
    }

    /// <summary>A workbook is a packed folder of XML.</summary>
    private static string Opened(byte[] body)
    {
        if (body is not [(byte)'P', (byte)'K', ..]) return Encoding.UTF8.GetString(body);
        using var folder = new ZipArchive(new MemoryStream(body));
        return string.Join('\n', folder.Entries.Select(entry =>
        {
            using var reader = new StreamReader(entry.Open());
            return reader.ReadToEnd();
        }));
    }

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex PlaceHolder();

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32,64}", RegexOptions.IgnoreCase)]
    private static partial Regex Id();
}
