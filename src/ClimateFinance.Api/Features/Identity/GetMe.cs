using ClimateFinance.Api.Hosting.Identity;
using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Api.Reference;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Identity;

/// <summary>GET /identity/me: who the bearer of this token is.</summary>
internal static class GetMe
{
    /// <param name="UserId">The token's subject: an id of this installation, or whatever another authority calls the user.</param>
    /// <param name="DisplayName">For a system the name of its client.</param>
    /// <param name="UserName">Null for a user of another authority.</param>
    /// <param name="OrganisationName">Null until the organisation is registered, and for a bureau, which its region names.</param>
    internal sealed record Reply(
        string UserId, string? UserName, string? DisplayName, UserRole Role, Guid? OrganisationId, string? OrganisationName, string? Region, string? RegionName);

    public static void Map(RouteGroupBuilder identity) => identity.MapGet("/me", Handle)
        .Query<Reply>(nameof(GetMe), "Who am I")
        .For(Audience.Everyone)
        .Example(null, new Reply(
            UserView.Example.UserId.ToString(), UserView.Example.UserName, UserView.Example.DisplayName, UserRole.Bank,
            UserView.Example.OrganisationId, "中国银行邯郸分行", null, null));

    private static async Task<IResult> Handle(QueryCaller query, IEventStore store, ReferenceData reference, CancellationToken cancellation)
    {
        var caller = query.Caller;
        var rows = await store.QueryAsync(
            new Sql(
                """
                select (select user_name from market_user where id = $1),
                    coalesce((select display_name from market_user where id = $1), (select name from api_client where id = $4)),
                    case $2 when 'enterprise' then (select name from enterprise where id = $3) when 'bank' then (select name from bank where id = $3) end
                """,
                Guid.TryParse(caller.Actor, out var id) ? id : (Guid?)null, query.Role, query.Organisation,
                ClientTokens.ClientOf(caller.Actor)),
            row => new Reply(
                caller.Actor, row.IsDBNull(0) ? null : row.GetString(0), row.IsDBNull(1) ? null : row.GetString(1), UserBodies.RoleOf(caller.Role),
                caller.Organisation, row.IsDBNull(2) ? null : row.GetString(2), caller.Region?.Value, caller.Region is { } region ? reference.NameOf(region) : null),
            cancellation);
        return QueryReply.Of(rows[0]);
    }
}
