using ClimateFinance.Api.Hosting.Identity;
using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Problems;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Identity;

/// <summary>GET /identity/users/{id}/record: what was done to a user, by whom and why; one's own for everybody.</summary>
internal static class ListUserActs
{
    /// <param name="By">The user who did it.</param>
    /// <param name="OrganisationId">For whom that user acted.</param>
    internal sealed record Act(Guid ActId, DateTimeOffset At, string By, Guid? OrganisationId, IdentityAct What, string? Reason);

    public static void Map(RouteGroupBuilder identity) => identity.MapGet("/users/{userId:guid}/record", Handle)
        .List<Act>(nameof(ListUserActs), "What was done to a user, by whom and why, newest first; for those who look after it, and itself")
        .Refusing(409)
        .For(Audience.Everyone)
        .Example(null, new Page<Act>(
            [
                new Act(
                    new Guid("0196c1a4-5b6e-7c01-9d3e-2f1a6b7c8d98"), new DateTimeOffset(2026, 3, 31, 9, 0, 0, TimeSpan.Zero),
                    "0196c1a4-5b6e-7c01-9d3e-2f1a6b7c8d96", null, IdentityAct.Deactivated, "Left the branch on 2026-03-31."),
            ],
            null));

    private static async Task<IResult> Handle(Guid userId, PageRequest page, QueryCaller caller, IEventStore store, CancellationToken cancellation)
    {
        var load = new Load();
        var known = load.Rows(
            new Sql(
                $"select 1 from market_user u where ({UserVisibility.Rows} or u.id::text = $5) and u.id = $4",
                caller.Role, caller.Organisation, caller.RegionPattern, userId, caller.Caller.Actor),
            row => row.GetInt32(0));
        var acts = load.Rows(
            new Sql(
                "select id, at, actor, organisation_id, act, reason from identity_act where user_id = $1 and ($2::uuid is null or id < $2) order by id desc limit $3",
                userId, page.Before, page.Fetch),
            row => new Act(
                row.GetGuid(0), row.GetFieldValue<DateTimeOffset>(1), row.GetString(2), row.IsDBNull(3) ? null : row.GetGuid(3),
                EnumNames.Read<IdentityAct>(row.GetString(4)), row.IsDBNull(5) ? null : row.GetString(5)));
        await store.LoadAsync(load, cancellation);
        return known.Rows.Count == 0 ? Problem.Of(Refusal.Unknown("user.unknown")) : TypedResults.Ok(page.Page(acts.Rows, act => act.ActId));
    }
}
