using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using ClimateFinance.Api.Tests.Access;
using ClimateFinance.Api.Tests.Contract;
using ClimateFinance.Api.Tests.Support;

namespace ClimateFinance.Api.Tests.Fuzz;

/// <summary>What a run came to.</summary>
internal sealed class FuzzReport
{
    private readonly Lock gate = new();

    public int Sent { get; private set; }

    public int SentAgain { get; set; }

    /// <summary>Of those sent again, the ones with the database compared before and after.</summary>
    public int Compared { get; set; }

    public SortedDictionary<int, int> Statuses { get; } = [];

    public List<string> Findings { get; } = [];

    public void Count(int status)
    {
        lock (gate)
        {
            Sent++;
            Statuses[status] = Statuses.GetValueOrDefault(status) + 1;
        }
    }

    public void Find(string finding)
    {
        lock (gate) Findings.Add(finding);
    }

    public override string ToString() =>
        $"{Sent} requests, {SentAgain} refused ones sent again, {Compared} of them with everything stored compared before and after; {string.Join(", ", Statuses.Select(s => $"{s.Key}: {s.Value}"))}; {Findings.Count} findings";
}

/// <summary>
/// Sends what the generator makes and holds every answer to the contract. Batch by batch, what was refused is then sent once more with
/// the whole database compared before and after: a refusal stores nothing.
/// </summary>
/// <param name="comparedEvery">1: every batch.</param>
internal sealed class FuzzRun(AccessMarket market, ContractDocument contract, int seed, int comparedEvery, FuzzReport report) : IDisposable
{
    private const int Batch = 200;
    private const int MostFindings = 40;

    /// <summary>So many at once: what they were is by the seed, who of two that meet is first is not.</summary>
    private const int AtOnce = 4;

    private static readonly ParallelOptions Lanes = new() { MaxDegreeOfParallelism = AtOnce };

    private readonly FuzzGenerator generator = new(market, contract, seed);
    private readonly ContractConformance conformance = new(contract);
    private readonly ConcurrentDictionary<string, string> tokens = new(StringComparer.Ordinal);
    private readonly MarketDigest digest = new(market.App);
    private readonly HttpClient http = new(new SocketsHttpHandler { RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8, AllowAutoRedirect = false }) { BaseAddress = market.App.Address };

    public void Dispose() => http.Dispose();

    public async Task SendAsync(int count)
    {
        for (var sent = 0; sent < count && report.Findings.Count < MostFindings; sent += Batch)
        {
            var batch = new List<FuzzRequest>(Batch);
            for (var i = 0; i < Math.Min(Batch, count - sent); i++) batch.Add(await generator.NextAsync());
            var refused = new ConcurrentBag<FuzzRequest>();
            await Parallel.ForEachAsync(batch, Lanes, async (request, _) =>
            {
                var status = await LookAsync(request);
                report.Count(status);
                if (status >= 400) refused.Add(request);
            });
            if (sent / Batch % comparedEvery == 0) await AgainAsync([.. refused]);
        }
    }

    /// <summary>What was refused is refused again, unless the rest of its batch made way for it; then nothing can be said of this batch.</summary>
    private async Task AgainAsync(IReadOnlyList<FuzzRequest> refused)
    {
        var before = await digest.TakeAsync();
        var accepted = 0;
        await Parallel.ForEachAsync(refused, Lanes, async (request, _) =>
        {
            if (await LookAsync(request) < 400) Interlocked.Increment(ref accepted);
        });
        report.SentAgain += refused.Count;
        if (accepted > 0) return;
        report.Compared += refused.Count;
        var after = await digest.TakeAsync();
        var changed = before.Where(table => after[table.Key] != table.Value).Select(table => table.Key).ToArray();
        if (changed.Length > 0) report.Find($"Refused requests changed {string.Join(", ", changed)}: #{refused.Min(r => r.Number)} to #{refused.Max(r => r.Number)}.");
    }

    private async Task<int> LookAsync(FuzzRequest request)
    {
        ApiAnswer answer;
        try
        {
            answer = await AnswerAsync(request);
        }
        catch (HttpRequestException hungUp)
        {
            report.Find($"{request}\n  was not answered: {hungUp.Message} {hungUp.InnerException?.Message}");
            return 499;
        }

        try
        {
            if (answer.Status >= 500) report.Find($"{request}\n  answered {answer.Status}: {answer.Text}");
            else foreach (var fault in FaultsOf(request, answer)) report.Find($"{request}\n  {fault}\n  {answer.Status} {FuzzValues.Short(answer.Text)}");
        }
        catch (JsonException broken)
        {
            report.Find($"{request}\n  answered {answer.Status} with broken JSON ({broken.Message}): {FuzzValues.Short(answer.Text)}");
        }

        if (answer is { Status: 200, MediaType: "application/json" } && answer.Text.StartsWith("{\"items\":", StringComparison.Ordinal) && answer["nextCursor"] is { } cursor)
            generator.Learn(cursor.GetValue<string>());
        return answer.Status;
    }

    private IReadOnlyList<string> FaultsOf(FuzzRequest request, ApiAnswer answer)
    {
        if (answer.MediaType?.EndsWith("json", StringComparison.Ordinal) == true)
        {
            using var strict = JsonDocument.Parse(answer.Text, new JsonDocumentOptions { AllowDuplicateProperties = false });
            return conformance.Faults(answer);
        }

        var operation = contract.OperationFor(request.Method, request.Address);
        var response = contract.Resolve(operation.Json["responses"]![$"{answer.Status}"]);
        if (response is null) return [$"{operation} does not say that it can answer {answer.Status}."];
        if (answer.MediaType is null) return answer.Text.Length == 0 && response["content"] is null ? [] : [$"{operation} answers {answer.Status} without saying as what."];
        return response["content"]?[answer.MediaType] is null ? [$"{operation} answers {answer.Status} as {answer.MediaType}."] : [];
    }

    private async Task<ApiAnswer> AnswerAsync(FuzzRequest request)
    {
        using var message = new HttpRequestMessage(new HttpMethod(request.Method), request.Address);
        var token = request.Token ?? (market[request.Caller].Caller is { } caller ? $"Bearer {tokens.GetOrAdd(request.Caller, _ => market.App.TokenOf(caller))}" : null);
        if (token is not null) message.Headers.TryAddWithoutValidation("Authorization", token);
        if (request.Body is not null)
        {
            message.Content = new ByteArrayContent(request.Body);
            message.Content.Headers.TryAddWithoutValidation("Content-Type", request.ContentType);
        }

        foreach (var (name, value) in request.Headers)
        {
            if (!name.StartsWith("Content-", StringComparison.Ordinal)) message.Headers.TryAddWithoutValidation(name, value);
            else message.Content?.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead);
        var media = response.Content.Headers.ContentType?.MediaType;
        return new ApiAnswer(
            $"{request.Method} {request.Address}", (int)response.StatusCode, response.Headers.ETag?.ToString(), null, media,
            new Dictionary<string, string>(), media == "text/event-stream" ? string.Empty : await response.Content.ReadAsStringAsync());
    }
}
