using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Persons;

/// <summary>GET /banks/{id}/officers</summary>
internal static class ListOfficers
{
    public static void Map(RouteGroupBuilder api) => api.MapGet("/banks/{bankId:guid}/officers", Handle)
        .List<PersonView>(nameof(ListOfficers), "The bank's credit officers, for itself, the bureau of its region and enterprises it shares a deal with")
        .For(Audience.PartiesAndBureau)
        .WithTags("Persons");

    private static Task<Page<PersonView>> Handle(Guid bankId, PageRequest page, QueryCaller caller, IEventStore store, PersonVault vault, CancellationToken cancellation) =>
        ListPersons.RunAsync(bankId, PersonKind.Officer, page, caller, store, vault, cancellation);
}

/// <summary>GET /enterprises/{id}/contacts</summary>
internal static class ListContacts
{
    public static void Map(RouteGroupBuilder api) => api.MapGet("/enterprises/{enterpriseId:guid}/contacts", Handle)
        .List<PersonView>(nameof(ListContacts), "The enterprise's contacts, for itself, the bureau of its region and banks it shares a deal with")
        .For(Audience.PartiesAndBureau)
        .WithTags("Persons");

    private static Task<Page<PersonView>> Handle(Guid enterpriseId, PageRequest page, QueryCaller caller, IEventStore store, PersonVault vault, CancellationToken cancellation) =>
        ListPersons.RunAsync(enterpriseId, PersonKind.Contact, page, caller, store, vault, cancellation);
}

/// <summary>What both have in common. Who may see none gets an empty list, whether the organisation exists or not; the erased are left out.</summary>
internal static class ListPersons
{
    public static async Task<Page<PersonView>> RunAsync(
        Guid organisation, PersonKind kind, PageRequest page, QueryCaller caller, IEventStore store, PersonVault vault, CancellationToken cancellation)
    {
        var rows = await store.QueryAsync(
            new Sql(
                $"""
                select {PersonVault.Columns} from {PersonVault.Tables}
                where {PersonVisibility.Rows} and p.organisation_id = $4 and p.kind = $5 and p.erased_at is null and ($6::uuid is null or p.id < $6)
                order by p.id desc limit $7
                """,
                caller.Role, caller.Organisation, caller.RegionPattern, organisation, kind.Wire(), page.Before, page.Fetch),
            vault.Read,
            cancellation);
        return page.Page(rows, row => row.PersonId);
    }
}
