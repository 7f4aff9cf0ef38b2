using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Persons;

/// <summary>GET /persons/{id}</summary>
internal static class GetPerson
{
    public static void Map(RouteGroupBuilder persons) => persons.MapGet("/{personId:guid}", Handle)
        .Query<PersonView>(nameof(GetPerson), "One person")
        .For(Audience.PartiesAndBureau);

    private static async Task<IResult> Handle(Guid personId, QueryCaller caller, IEventStore store, PersonVault vault, CancellationToken cancellation)
    {
        var rows = await store.QueryAsync(
            new Sql(
                $"select {PersonVault.Columns} from {PersonVault.Tables} where {PersonVisibility.Rows} and p.id = $4",
                caller.Role, caller.Organisation, caller.RegionPattern, personId),
            vault.Read,
            cancellation);
        return QueryReply.OneOr404(rows, _ => 0, "person.unknown");
    }
}
