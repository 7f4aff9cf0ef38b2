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
    /// <param name="PasswordRenewal">The last time somebody else asked for a new password for this user, in 90 days: to be shown after signing in.</param>
    internal sealed record Reply(
        string UserId, string? UserName, string? DisplayName, UserRole Role, Guid? OrganisationId, string? OrganisationName, string? Region, string? RegionName,
        Renewal? PasswordRenewal);

    /// <summary>A renewal of the password that somebody asked for.</summary>
    /// <param name="AskedBy">The user who asked.</param>
    /// <param name="ChosenAt">When a new one was chosen by it; null: it was not.</param>
    internal sealed record Renewal(DateTimeOffset AskedAt, string AskedBy, DateTimeOffset? ChosenAt);

    private static readonly TimeSpan Shown = TimeSpan.FromDays(90);

    public static void Map(RouteGroupBuilder identity) => identity.MapGet("/me", Handle)
        .Query<Reply>(nameof(GetMe), "Who am I")
        .For(Audience.Everyone)
        .Example(null, new Reply(
            UserView.Example.UserId.ToString(), UserView.Example.UserName, UserView.Example.DisplayName, UserRole.Bank,
            UserView.Example.OrganisationId, "中国银行邯郸分行", null, null, null));

    private static async Task<IResult> Handle(QueryCaller query, IEventStore store, ReferenceData reference, TimeProvider time, CancellationToken cancellation)
    {
        var caller = query.Caller;
        var rows = await store.QueryAsync(
            new Sql(
                """
                select (select user_name from market_user where id = $1),
                    coalesce((select display_name from market_user where id = $1), (select name from api_client where id = $4)),
                    case $2 when 'enterprise' then (select name from enterprise where id = $3) when 'bank' then (select name from bank where id = $3) end,
                    a.at, a.actor, (select min(c.at) from identity_act c where c.user_id = $1 and c.act = 'passwordRenewed' and c.id > a.id)
                from (select 1) one left join lateral (
                    select id, at, actor from identity_act where user_id = $1 and act = 'passwordRenewalAsked' and at > $5 order by id desc limit 1) a on true
                """,
                Guid.TryParse(caller.Actor, out var id) ? id : (Guid?)null, query.Role, query.Organisation,
                ClientTokens.ClientOf(caller.Actor), time.GetUtcNow() - Shown),
            row => new Reply(
                caller.Actor, row.IsDBNull(0) ? null : row.GetString(0), row.IsDBNull(1) ? null : row.GetString(1), UserBodies.RoleOf(caller.Role),
                caller.Organisation, row.IsDBNull(2) ? null : row.GetString(2), caller.Region?.Value, caller.Region is { } region ? reference.NameOf(region) : null,
                row.IsDBNull(3) ? null : new Renewal(row.GetFieldValue<DateTimeOffset>(3), row.GetString(4), row.IsDBNull(5) ? null : row.GetFieldValue<DateTimeOffset>(5))),
            cancellation);
        return QueryReply.Of(rows[0]);
    }
}
