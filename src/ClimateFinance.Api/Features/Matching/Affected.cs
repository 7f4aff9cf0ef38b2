using ClimateFinance.Domain.Deals;
using ClimateFinance.Domain.Needs;
using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Parties;
using ClimateFinance.Domain.Policy;
using ClimateFinance.Domain.Products;
using ClimateFinance.Domain.Projects;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Matching;

/// <summary>Whose pairings a stretch of events touches.</summary>
internal sealed class Affected
{
    public HashSet<Guid> Needs { get; } = [];

    public HashSet<Guid> Enterprises { get; } = [];

    public HashSet<Guid> Projects { get; } = [];

    /// <summary>Pairings that were declined: their need looks for another product.</summary>
    public HashSet<Guid> Pairings { get; } = [];

    /// <summary>Deals that ended: their need and product may meet again.</summary>
    public HashSet<Guid> Deals { get; } = [];

    public HashSet<Guid> Products { get; } = [];

    public HashSet<Guid> Banks { get; } = [];

    /// <summary>A new policy weighs every pair anew; a new day may begin or end a validity, print a benchmark, bring a policy into force.</summary>
    public bool Everything { get; private set; }

    /// <summary>The newest event: the market is judged as it is from there on.</summary>
    public RecordedEvent? Newest { get; private set; }

    public bool Any => Everything || Products.Count + Banks.Count + Needs.Count + Enterprises.Count + Projects.Count + Pairings.Count + Deals.Count > 0;

    public void Note(RecordedEvent happened)
    {
        switch (happened.Data)
        {
            case NeedPublished or NeedFunded or NeedLapsed or NeedWithdrawn: Needs.Add(happened.Stream); break;
            case ProductPublished or ProductSuspended or ProductResumed or ProductRetired: Products.Add(happened.Stream); break;
            case QuotaHoldChanged e: Products.Add(e.Product.Value); break;
            case ProjectAdmitted or ProjectCompleted or ProjectWithdrawn: Projects.Add(happened.Stream); break;
            case PairingDeclined: Pairings.Add(happened.Stream); break;
            case DealClosed: Deals.Add(happened.Stream); break;
            case PolicyAdopted or MarketDayBegan: Everything = true; break;
            case IEvent<Enterprise>: Enterprises.Add(happened.Stream); break;
            case IEvent<Bank>: Banks.Add(happened.Stream); break;
            default: return;
        }

        if (Newest is null || Newest.Sequence < happened.Sequence) Newest = happened;
    }

    /// <summary>Takes back what could not be worked on.</summary>
    public void Add(Affected other)
    {
        Needs.UnionWith(other.Needs);
        Enterprises.UnionWith(other.Enterprises);
        Projects.UnionWith(other.Projects);
        Pairings.UnionWith(other.Pairings);
        Deals.UnionWith(other.Deals);
        Products.UnionWith(other.Products);
        Banks.UnionWith(other.Banks);
        Everything |= other.Everything;
        if (Newest is null || (other.Newest is { } newer && Newest.Sequence < newer.Sequence)) Newest = other.Newest;
    }
}
