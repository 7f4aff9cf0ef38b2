using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Problems;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Identity;

/// <summary>GET /identity/users: who may sign in or once might, newest first.</summary>
internal static class ListUsers
{
    public static void Map(RouteGroupBuilder identity) => identity.MapGet("/users", Handle)
        .List<UserView>(nameof(ListUsers), "Users whom the caller looks after, newest first", "role", "organisationId", "deactivated")
        .Refusing(409)
        .For(Audience.Bureau | Audience.Operator)
        .Example(null, new Page<UserView>([UserView.Example], null));

    private static async Task<IResult> Handle(
        PageRequest page, QueryCaller caller, IEventStore store, CancellationToken cancellation, string? role = null, Guid? organisationId = null, bool? deactivated = null)
    {
        if (role is not null && !CallerClaims.IsRole(role))
            return Problem.Of([Flaw.Of("role", "field.not_one_of", ("allowed", CallerClaims.RoleNames), ("given", role))]);

        var rows = await store.QueryAsync(
            new Sql(
                $"""
                select {UserView.Columns} from market_user u
                where {UserVisibility.Rows} and ($4::text is null or u.role = $4) and ($5::uuid is null or u.organisation_id = $5)
                  and ($6::text is null or (u.deactivated_at is not null) = $6::boolean)
                  and ($7::uuid is null or u.id < $7)
                order by u.id desc limit $8
                """,
                caller.Role, caller.Organisation, caller.RegionPattern, role, organisationId, deactivated?.ToString(), page.Before, page.Fetch),
            UserView.Map,
            cancellation);
        return TypedResults.Ok(page.Page(rows, row => row.UserId));
    }
}
