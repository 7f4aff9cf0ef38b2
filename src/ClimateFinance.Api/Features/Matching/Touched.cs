using ClimateFinance.Domain.Deals;
using ClimateFinance.Domain.Needs;
using ClimateFinance.Domain.Parties;
using ClimateFinance.Domain.Policy;
using ClimateFinance.Domain.Products;
using ClimateFinance.Domain.Projects;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Matching;

/// <summary>Whose facts a stretch of events may have changed: these rows are read anew, whatever the events say of them.</summary>
internal sealed class Touched
{
    private readonly HashSet<Guid> needs = [];
    private readonly HashSet<Guid> enterprises = [];
    private readonly HashSet<Guid> projects = [];
    private readonly HashSet<Guid> products = [];
    private readonly HashSet<Guid> banks = [];
    private readonly HashSet<Guid> deals = [];

    /// <summary>A policy was adopted.</summary>
    public bool Policy { get; private set; }

    public bool Any => needs.Count + enterprises.Count + projects.Count + products.Count + banks.Count + deals.Count > 0;

    public Sql Needs => new(
        $"{MarketFacts.Needs} and (n.id = any ($1) or n.enterprise_id = any ($2) or n.project_id = any ($3))",
        needs.ToArray(), enterprises.ToArray(), projects.ToArray());

    public Sql Products => new(
        $"{MarketFacts.Products} and (p.id = any ($1) or p.bank_id = any ($2) or p.bank_id = any (array(select bank_id from deal where id = any ($3))))",
        products.ToArray(), banks.ToArray(), deals.ToArray());

    public void Note(RecordedEvent happened)
    {
        switch (happened.Data)
        {
            case QuotaHoldChanged e: products.Add(e.Product.Value); break;
            case IEvent<Need>: needs.Add(happened.Stream); break;
            case IEvent<Enterprise>: enterprises.Add(happened.Stream); break;
            case IEvent<Project>: projects.Add(happened.Stream); break;
            case IEvent<Product>: products.Add(happened.Stream); break;
            case IEvent<Bank>: banks.Add(happened.Stream); break;

            // Each may be a step in the record of its bank.
            case IEvent<Deal>: deals.Add(happened.Stream); break;
            case PolicyAdopted: Policy = true; break;
            default: break;
        }
    }
}
