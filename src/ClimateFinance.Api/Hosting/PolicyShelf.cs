using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Reference;
using ClimateFinance.Domain.Policy;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Hosting;

/// <summary>
/// Reads the book of policies into the <see cref="Rulebook"/>, and writes version 1 into an empty one. The other books that every request
/// goes by, the factor table among them, are looked at on the same occasion.
/// </summary>
internal static class PolicyShelf
{
    public static async Task FillAsync(IServiceProvider services, CancellationToken cancellation)
    {
        var store = services.GetRequiredService<IEventStore>();
        var rules = services.GetRequiredService<Rulebook>();
        await services.GetRequiredService<FactorShelf>().FillAsync(store, cancellation);
        await services.GetRequiredService<TaxonomyShelf>().FillAsync(store, cancellation);
        while (true)
        {
            var load = new Load();
            var book = load.Stream<PolicyBook>(PolicyBook.StreamId);
            await store.LoadAsync(load, cancellation);
            if (book.State.Versions.Count > 0)
            {
                rules.Policies = book.State.Versions;
                return;
            }

            // Another node may do the same at this moment: one of the two commits, both read the result.
            var by = Caller.System("installation");
            var at = services.GetRequiredService<TimeProvider>().GetUtcNow();
            var adopted = PolicyBook.Decide(
                book.State, new AdoptPolicy(MarketPolicy.First(ShanghaiTime.DateOf(at)), "The policy of a new installation."), new Circumstance(at, by));
            if (adopted.Refusal is { } refusal) throw new InvalidOperationException($"The first policy was refused: {refusal.Code}.");
            await store.CommitAsync(
                new Commit(at, new EventContext(by.Actor, by.Role, null)).Append(PolicyBook.StreamId, PolicyBook.Category, 0, [.. adopted.Events]), cancellation);
        }
    }
}
