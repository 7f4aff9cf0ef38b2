using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Identity;

/// <summary>GET /identity/invitations: who was invited, newest first; a bureau sees its own.</summary>
internal static class ListInvitations
{
    public static void Map(RouteGroupBuilder identity) => identity.MapGet("/invitations", Handle)
        .List<UserInvitation>(nameof(ListInvitations), "Invitations, newest first; a bureau sees those it gave", "open")
        .Refusing(409)
        .For(Audience.Bureau | Audience.Operator)
        .Example(null, new Page<UserInvitation>([UserInvitation.Example], null));

    private static async Task<Page<UserInvitation>> Handle(
        PageRequest page, QueryCaller caller, IEventStore store, TimeProvider time, CancellationToken cancellation, bool? open = null)
    {
        var now = time.GetUtcNow();
        var rows = await store.QueryAsync(
            new Sql(
                $"""
                select {UserInvitation.Columns} from invitation i
                where ($1 = 'operator' or i.sponsor_id = $2) and ($3::uuid is null or i.id < $3)
                  and ($4::text is null or (i.accepted_at is null and i.revoked_at is null and i.expires_at > $5) = $4::boolean)
                order by i.id desc limit $6
                """,
                caller.Role, caller.Organisation, page.Before, open?.ToString(), now, page.Fetch),
            row => UserInvitation.Map(row, now),
            cancellation);
        return page.Page(rows, row => row.InvitationId);
    }
}
