using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using ClimateFinance.Api.Tests.Contract;
using ClimateFinance.Api.Tests.Support;

namespace ClimateFinance.Api.Tests.Access;

/// <summary>
/// Makes of an operation of the contract a request that nothing is wrong with but, perhaps, who sends it: the address with the ids of the
/// line's subject, the contract's own example as the body with the market's ids in it, and the version that the resource really has.
/// </summary>
internal sealed class AccessCalls(AccessMarket market, ContractDocument contract)
{
    /// <summary>What an address demands beyond its path.</summary>
    private static readonly Dictionary<string, string> Queries = new(StringComparer.Ordinal)
    {
        ["GetAttribution"] = "?from=2026-01-01&to=2026-12-01",
        ["GetDueDay"] = "?from=2026-12-10&workingDays=5",
        ["FileDocument"] = "?kind=financialStatements&name=a.pdf",
        ["GetConsistency"] = "?earlier={size}&later={size}",
        ["ListAffectedEstimates"] = "?factorId=EF-GRID-130000-2023",
        ["ListCalendarDays"] = "?year=2026",
    };

    /// <summary>Who is asked for the version of a resource that the caller may not read.</summary>
    private static readonly string[] Readers = ["enterprise", "bank", "bureau", "operator"];

    public ContractOperation Operation(AccessLine line) => contract.Operations.Single(o => o.Id == line.Operation);

    /// <summary>The address for a line's subject.</summary>
    /// <param name="instead">Another id in the subject's place.</param>
    public string PathOf(AccessLine line, string? instead = null)
    {
        var path = Operation(line).Path;
        foreach (var name in Operation(line).Parameters.Where(p => p["in"]!.GetValue<string>() == "path").Select(p => p["name"]!.GetValue<string>()))
        {
            var own = line.Subject is not ("-" or "ownClaim" or "foreignClaim") && market.Subject(line.Subject) is var subject && subject.Parameter == name ? subject.Value : null;
            path = path.Replace($"{{{name}}}", own is null ? market.Default(name) : instead ?? own, StringComparison.Ordinal);
        }

        return path + Queries.GetValueOrDefault(line.Operation)?.Replace("{size}", market.Default("size"), StringComparison.Ordinal);
    }

    /// <summary>Whether the address names the subject: then another id can stand in its place.</summary>
    public bool Names(AccessLine line) => PathOf(line, "other") != PathOf(line);

    /// <summary>The version that a change must state; null where none is asked for.</summary>
    public async Task<string?> VersionAsync(AccessLine line, string caller)
    {
        var operation = Operation(line);
        if (!operation.HasHeader("If-Match")) return null;
        foreach (var reader in Readers.Prepend(caller))
        {
            if ((await market[reader].GetAsync(ResourceOf(operation, PathOf(line)))) is { Status: 200, ETag: { } etag }) return etag;
        }

        throw new InvalidOperationException($"Nobody reads the version that {line} changes.");
    }

    /// <summary>The body: the contract's example, and the ids of this market in it.</summary>
    public JsonNode? BodyOf(AccessLine line, string caller)
    {
        var body = Operation(line).RequestContent?["example"]?.DeepClone();
        switch (line.Operation)
        {
            case "DraftNeed" or "ReviseNeed": body!["sheet"]!["projectId"] = market.Id("project"); break;
            case "DraftProject" or "ReviseProject": body!["sheet"]!["filingNumber"] = $"T-{line.Operation}-{caller}"; break;
            case "ProposePairing": (body!["needId"], body["productId"]) = (market.Id("need"), Offered(line.Subject, caller)); break;
            case "RecordIntention": (body!["needId"], body["productId"]) = (market.Id("need"), market.Id("product")); break;
            case "AssignInspector": body!["inspectorId"] = market[caller].Caller?.Actor ?? "nobody"; break;
            case "RecordContact" or "RecordVisit" or "CorrectVisit" or "AssignOfficer": body!["officerId"] = market.Id("officer"); break;
            case "RecordGrade" or "WithdrawGrade" or "RecordPenalty" or "WithdrawPenalty": body!["documentNumber"] = $"D-{caller}"; break;
            case "RecordAttendance" or "InviteToMeeting": body!["organisationId"] = market["rival"].Organisation; break;
            case "RecordPresentation": body!["productId"] = market.Id("product"); break;
            case "CreateUser": (body!["organisationId"], body["userName"]) = (market.Id("bank"), $"made-by-{caller}"); break;
            case "InviteUser": (body!["organisationId"], body["userName"]) = (line.Subject == "bank" ? market.Id("bank") : null, $"invited-by-{caller}-{line.Subject}"); break;
            case "MarkInboxLooked": body!["upTo"] = market.App.Clock.GetUtcNow(); break;
            default: break;
        }

        return body;
    }

    public Task<ApiAnswer> SendAsync(AccessLine line, string caller, string? version, string? instead = null) =>
        SendAsync(line, caller, headers => AddVersion(headers, version), instead);

    public async Task<ApiAnswer> SendAsync(AccessLine line, string caller, Action<HttpRequestHeaders> headers, string? instead = null)
    {
        var operation = Operation(line);
        if (operation.Responses.Any(r => contract.Resolve(r.Value)?["content"]?["text/event-stream"] is not null)) return await OpenAsync(PathOf(line, instead), caller);
        using var content = ContentOf(line, caller);
        return await market[caller].SendAsync(new HttpMethod(operation.Method), PathOf(line, instead), content, headers);
    }

    private HttpContent? ContentOf(AccessLine line, string caller)
    {
        if (Operation(line).TakesDocument) return new ByteArrayContent(Papers.PdfOf(caller)) { Headers = { ContentType = new(Papers.Pdf) } };
        if (Operation(line).Json["requestBody"]?["content"]?["application/x-www-form-urlencoded"]?["example"] is JsonObject form)
            return new FormUrlEncodedContent(form.ToDictionary(member => member.Key, member => $"{member.Value}"));
        return BodyOf(line, caller) is { } body ? new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json") : null;
    }

    private static void AddVersion(HttpRequestHeaders headers, string? version)
    {
        if (version is not null) headers.TryAddWithoutValidation("If-Match", version);
    }

    private Guid Offered(string subject, string caller) => (subject, caller) switch
    {
        ("ownClaim", "rival") => market.RivalProduct,
        ("ownClaim", "stranger") => market.StrangerProduct,
        _ => market.Id("product"),
    };

    /// <summary>The nearest address above a move that has a version to show.</summary>
    private string ResourceOf(ContractOperation operation, string path)
    {
        var at = path.Split('?')[0];
        for (var upper = operation.Method == "PUT" ? at : at[..at.LastIndexOf('/')]; upper.Length > 0; upper = upper[..upper.LastIndexOf('/')])
        {
            if (contract.Find("GET", upper) is { } read && read.Json["responses"]?["304"] is not null) return upper;
        }

        return at;
    }

    /// <summary>A line of events never ends: its beginning is the answer.</summary>
    private async Task<ApiAnswer> OpenAsync(string path, string caller)
    {
        using var http = new HttpClient { BaseAddress = market.App.Address };
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (market[caller].Caller is { } known) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", market.App.TokenOf(known));
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return new ApiAnswer(
            $"GET {path}", (int)response.StatusCode, null, null, response.Content.Headers.ContentType?.MediaType,
            response.Headers.Concat(response.Content.Headers).ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase),
            response.IsSuccessStatusCode ? string.Empty : await response.Content.ReadAsStringAsync());
    }
}
