using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Problems;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Identity;

/// <summary>POST /identity/invitations/{id}/revocation: its token is good no more.</summary>
internal static class RevokeInvitation
{
    private const string Description =
        "The token is good for nothing from now on. It goes one way and depends on nothing read before: no `If-Match` is asked for, and doing it twice is no error.";

    public static void Map(RouteGroupBuilder identity) => identity.MapPost("/invitations/{invitationId:guid}/revocation", Handle)
        .Operation(nameof(RevokeInvitation), "Take an invitation back", Description, 409)
        .Produces<UserInvitation>()
        .For(Audience.Bureau | Audience.Operator)
        .Example(null, UserInvitation.Example with { Status = "revoked", RevokedAt = UserInvitation.Example.CreatedAt.AddHours(2) });

    private static async Task<IResult> Handle(Guid invitationId, QueryCaller caller, IEventStore store, TimeProvider time, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var rows = await store.QueryAsync(
            new Sql(
                $"""
                update invitation i set revoked_at = case when i.accepted_at is null then coalesce(i.revoked_at, $4) end
                where i.id = $3 and ($1 = 'operator' or i.sponsor_id = $2)
                returning {UserInvitation.Columns}
                """,
                caller.Role, caller.Organisation, invitationId, now),
            row => UserInvitation.Map(row, now),
            cancellation);
        return rows switch
        {
            [] => Problem.Of(Refusal.Unknown("invitation.unknown")),
            [{ AcceptedAt: not null }] => Problem.Of(Refusal.Rule("invitation.accepted_already")),
            _ => IdentityReply.Of(rows[0]),
        };
    }
}
