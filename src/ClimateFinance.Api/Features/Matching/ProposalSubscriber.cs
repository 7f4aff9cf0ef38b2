using ClimateFinance.Domain.Deals;
using ClimateFinance.Domain.Needs;
using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Parties;
using ClimateFinance.Domain.Policy;
using ClimateFinance.Domain.Products;
using ClimateFinance.Domain.Projects;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Matching;

/// <summary>
/// Keeps the pairings in step with the market: gathers what a page of events touches, then works on all of it at once. Done twice it proposes
/// nothing twice (the pairings' unique key) and supersedes nothing twice (the pairings' own rules).
/// </summary>
internal sealed class ProposalSubscriber(ProposalRound round) : Subscriber
{
    private readonly Lock gate = new();
    private Affected affected = new();

    public override string Name => "matching";

    public override IReadOnlyList<string> Categories { get; } =
        [Need.Category, Product.Category, Enterprise.Category, Bank.Category, Project.Category, Pairing.Category, Deal.Category, PolicyBook.Category, MarketDay.Category];

    public override Task HandleAsync(RecordedEvent happened, CancellationToken cancellation)
    {
        lock (gate) affected.Note(happened);
        return Task.CompletedTask;
    }

    public override async Task DrainedAsync(CancellationToken cancellation)
    {
        var taken = Take();
        if (!taken.Any) return;
        try
        {
            await round.RunAsync(taken, cancellation);
        }
        catch
        {
            // The page comes again; what the replay of a parked event noted does not.
            lock (gate) affected.Add(taken);
            throw;
        }
    }

    private Affected Take()
    {
        lock (gate)
        {
            var taken = affected;
            affected = new Affected();
            return taken;
        }
    }
}
