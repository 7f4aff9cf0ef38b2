using System.Text.Json.Nodes;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Drills;

/// <summary>
/// The clients: each enterprise and each bank draws its next command by lot, as far as it can see, until it is told to stop. One in eight walks
/// off when it hears nothing, so that some commands' fates stay unknown.
/// </summary>
internal sealed class Crowd(Town town, int seed, int mostOfAKind)
{
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(20);

    private int dice = seed;

    /// <summary>Works until <paramref name="stop"/>; then each client brings the command it is at to an end.</summary>
    public Task WorkAsync(CancellationToken stop, CancellationToken cancellation) => Task.WhenAll(
    [
        .. town.Enterprises.Select(enterprise => Task.Run(() => ActAsync(random => EnterpriseAsync(enterprise, random, cancellation), stop, cancellation), cancellation)),
        .. town.Banks.Select(bank => Task.Run(() => ActAsync(random => BankAsync(bank.Bank, bank.Officer, random, cancellation), stop, cancellation), cancellation)),
    ]);

    private async Task ActAsync(Func<Random, Task> act, CancellationToken stop, CancellationToken cancellation)
    {
        var random = new Random(Interlocked.Increment(ref dice));
        while (!stop.IsCancellationRequested)
        {
            await act(random);
            await Task.Delay(Breath, cancellation);
        }
    }

    private Task EnterpriseAsync(Caller me, Random random, CancellationToken cancellation) => random.Next(100) switch
    {
        < 8 => CreateAsync(me, "needs", Town.NeedSheet($"演练 {Guid.NewGuid():N}"), "needId", "publication", random, cancellation),
        < 14 => SendAsync(me, "projects", town.ProjectSheet($"演练 {Guid.NewGuid():N}"), null, random, cancellation),
        < 18 => SendAsync(me, $"enterprises/{me.Organisation}/contacts", new { name = $"演练 {Guid.NewGuid():N}", position = "财务" }, null, random, cancellation),
        < 40 => ClaimAsync(me, random, cancellation),
        _ => DealAsync(me, null, random, cancellation),
    };

    private Task BankAsync(Caller me, Guid officer, Random random, CancellationToken cancellation) => random.Next(100) switch
    {
        < 5 => CreateAsync(me, "products", town.ProductSheet(), "productId", "publication", random, cancellation),
        < 8 => SendAsync(me, $"banks/{me.Organisation}/officers", new { name = $"演练 {Guid.NewGuid():N}", position = "客户经理" }, null, random, cancellation),
        < 30 => ClaimAsync(me, random, cancellation),
        _ => DealAsync(me, officer, random, cancellation),
    };

    private async Task CreateAsync(Caller me, string kind, JsonObject sheet, string id, string next, Random random, CancellationToken cancellation)
    {
        if (await town.Courier.GlanceAsync(me, $"{kind}?limit=100", cancellation) is not { } mine) return;
        if (mine.Json["items"]!.AsArray().Count(item => item!["status"]?.GetValue<string>() is "published") >= mostOfAKind)
        {
            await SendAsync(me, kind, sheet, null, random, cancellation);
            return;
        }

        var made = await SendAsync(me, kind, sheet, null, random, cancellation);
        if (made.Fate == Fate.Acknowledged)
            await MoveAsync(me, $"{kind}/{JsonNode.Parse(made.Text!)![id]!.GetValue<string>()}", next, null, random, cancellation);
    }

    private async Task ClaimAsync(Caller me, Random random, CancellationToken cancellation)
    {
        if (await town.Courier.GlanceAsync(me, "pairings?limit=100", cancellation) is not { } list) return;
        var theirs = me.Role == Role.Bank ? "enterpriseInterested" : "bankInterested";
        var open = list.Json["items"]!.AsArray().Where(p => p!["status"]!.GetValue<string>() is "proposed" || p["status"]!.GetValue<string>() == theirs).ToArray();
        if (open.Length == 0) return;
        await MoveAsync(me, $"pairings/{open[random.Next(open.Length)]!["pairingId"]!.GetValue<string>()}", "interest", null, random, cancellation);
    }

    private async Task DealAsync(Caller me, Guid? officer, Random random, CancellationToken cancellation)
    {
        if (await town.Courier.GlanceAsync(me, "deals?limit=100", cancellation) is not { } list) return;
        var open = list.Json["items"]!.AsArray().Where(d => d!["stage"]!.GetValue<string>() != "closed").ToArray();
        if (open.Length == 0) return;
        var path = $"deals/{open[random.Next(open.Length)]!["dealId"]!.GetValue<string>()}";
        if (await town.Courier.GlanceAsync(me, path, cancellation) is not { } deal) return;
        var (move, body) = Moves.Next(deal.Json, officer, random);
        await SendAsync(me, $"{path}/{move}", body, deal.ETag, random, cancellation);
    }

    private async Task MoveAsync(Caller me, string resource, string move, object? body, Random random, CancellationToken cancellation)
    {
        if (await town.Courier.GlanceAsync(me, resource, cancellation) is { } seen) await SendAsync(me, $"{resource}/{move}", body, seen.ETag, random, cancellation);
    }

    private Task<Errand> SendAsync(Caller me, string path, object? body, string? ifMatch, Random random, CancellationToken cancellation) =>
        town.Courier.PostAsync(me, path, body, ifMatch, patient: random.Next(8) != 0, cancellation);
}
