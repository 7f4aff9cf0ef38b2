using System.Net.Http.Headers;
using ClimateFinance.Api.Features.Deals;
using ClimateFinance.Api.Hosting.Identity;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Domain.Deals;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;
using Microsoft.Extensions.DependencyInjection;

namespace ClimateFinance.Benchmarks;

/// <summary>
/// Deals at the point where the bank may offer: copies of those in the preset, as far as before their first offer, so that streams stay as
/// short as real ones. A client works one deal for a few moves, then takes the next.
/// </summary>
internal sealed class DealPool(IReadOnlyList<DealFolder> deals)
{
    private const int Size = 512;
    private const int MovesInARow = 8;

    private int taken;

    public static async Task<DealPool> MakeAsync(IServiceProvider services, HttpClient http)
    {
        var store = services.GetRequiredService<IEventStore>();
        var tokens = services.GetRequiredService<TokenIssuer>();
        var patterns = new List<(Guid Bank, IReadOnlyList<IEvent> Events)>();
        foreach (var (id, bank) in await store.QueryAsync(new Sql("select id, bank_id from deal"), row => (row.GetGuid(0), row.GetGuid(1)), default))
        {
            var events = (await store.ReadStreamAsync(id, 0, 1_000, default)).Select(e => e.Data).ToList();
            var offer = events.FindIndex(e => e is OfferMade);
            if (offer > 0) patterns.Add((bank, events[..offer]));
        }

        var context = new EventContext("benchmark", Role.System, null);
        var deals = new List<DealFolder>();
        for (var i = 0; i < Size; i++)
        {
            var (bank, events) = patterns[i % patterns.Count];
            var id = Guid.CreateVersion7();
            var outcome = await store.CommitAsync(new Commit(DateTimeOffset.UtcNow, context).Append(id, Deal.Category, 0, events), default);
            if (outcome is not CommitOutcome.Done) throw new InvalidOperationException($"Not stored: {outcome}.");
            deals.Add(new DealFolder(http, id, tokens.Issue(new Caller($"officer-{bank:N}", Role.Bank, bank, null)).Value, events.Count));
        }

        return new DealPool(deals);
    }

    public DealFolder Next() => deals[(Interlocked.Increment(ref taken) & int.MaxValue) % deals.Count];

    public Func<Task> Working(Func<DealFolder, Task> move)
    {
        var deal = Next();
        var moves = 0;
        return async () =>
        {
            if (moves++ % MovesInARow == 0) deal = Next();
            await move(deal);
        };
    }
}

/// <summary>One deal as its bank's officer works on it.</summary>
internal sealed class DealFolder(HttpClient http, Guid id, string token, long version)
{
    private static readonly HttpContentOf Note = new(new { words = "已电话沟通补充材料" });

    private static readonly HttpContentOf Offer = new(
        OfferBody.Example with
        {
            Credit = OfferBody.CreditExample with { LineCny = 10_000m, TermMonths = 36 },
            FeesCny = 0m,
            ValidUntil = DateOnly.FromDateTime(DateTime.UtcNow).AddDays(30),
        });

    private string etag = $"\"{version}\"";

    public Task NoteAsync() => MoveAsync("notes", Note);

    public Task OfferAsync() => MoveAsync("offers", Offer);

    public async Task ReadAsync()
    {
        using var request = Request(HttpMethod.Get, "");
        using var response = await http.SendAsync(request);
        await DemandAsync(response);
    }

    private async Task MoveAsync(string move, HttpContentOf body)
    {
        using var request = Request(HttpMethod.Post, $"/{move}");
        request.Headers.TryAddWithoutValidation("If-Match", etag);
        request.Headers.TryAddWithoutValidation("Idempotency-Key", Guid.CreateVersion7().ToString());
        request.Content = body.Make();
        using var response = await http.SendAsync(request);
        await DemandAsync(response);
        etag = response.Headers.ETag!.ToString();
    }

    private HttpRequestMessage Request(HttpMethod method, string below) =>
        new(method, $"/api/v1/deals/{id}{below}") { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };

    private static async Task DemandAsync(HttpResponseMessage response)
    {
        if (!response.IsSuccessStatusCode)
            throw new InvalidOperationException($"{(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
    }

    /// <summary>A body that is written once and sent often.</summary>
    private sealed class HttpContentOf(object body)
    {
        private readonly byte[] json = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(body, body.GetType(), ApiJson.Options);

        public HttpContent Make() => new ByteArrayContent(json) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
    }
}
