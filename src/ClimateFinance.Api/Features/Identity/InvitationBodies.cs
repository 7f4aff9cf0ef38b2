using System.Data.Common;
using ClimateFinance.Api.Hosting.Identity;

namespace ClimateFinance.Api.Features.Identity;

/// <summary>An invitation as whoever may give one sees it: never its token.</summary>
/// <param name="UserId">The user whose password it renews, or who came of it.</param>
/// <param name="InvitedBy">The user who invited; <c>installation</c> for the first operator.</param>
/// <param name="Status">open, accepted, revoked or expired.</param>
internal sealed record UserInvitation(
    Guid InvitationId, string UserName, string DisplayName, UserRole Role, Guid? OrganisationId, string? Region, Guid? UserId, string InvitedBy,
    string Status, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, DateTimeOffset? AcceptedAt, DateTimeOffset? RevokedAt)
{
    public const string Columns =
        """
        i.id, i.user_name, i.display_name, i.role, i.organisation_id, i.region, i.user_id, i.invited_by, i.created_at, i.expires_at, i.accepted_at, i.revoked_at
        """;

    public static UserInvitation Map(DbDataReader row, DateTimeOffset now)
    {
        DateTimeOffset? accepted = row.IsDBNull(10) ? null : row.GetFieldValue<DateTimeOffset>(10);
        DateTimeOffset? revoked = row.IsDBNull(11) ? null : row.GetFieldValue<DateTimeOffset>(11);
        var expires = row.GetFieldValue<DateTimeOffset>(9);
        return new(
            row.GetGuid(0), row.GetString(1), row.GetString(2), Enum.Parse<UserRole>(row.GetString(3), ignoreCase: true),
            row.IsDBNull(4) ? null : row.GetGuid(4), row.IsDBNull(5) ? null : row.GetString(5), row.IsDBNull(6) ? null : row.GetGuid(6), row.GetString(7),
            StatusOf(accepted, revoked, expires, now), row.GetFieldValue<DateTimeOffset>(8), expires, accepted, revoked);
    }

    private static string StatusOf(DateTimeOffset? accepted, DateTimeOffset? revoked, DateTimeOffset expires, DateTimeOffset now) =>
        accepted is not null ? "accepted" : revoked is not null ? "revoked" : expires <= now ? "expired" : "open";

    public static UserInvitation Example { get; } = new(
        new Guid("0196c1a4-5b6e-7c01-9d3e-2f1a6b7c8d95"), "boc.handan", "中国银行邯郸分行 客户经理", UserRole.Bank, UserView.Example.OrganisationId, null, null,
        "0196c1a4-5b6e-7c01-9d3e-2f1a6b7c8d96", "open", new DateTimeOffset(2026, 1, 5, 1, 30, 0, TimeSpan.Zero),
        new DateTimeOffset(2026, 1, 12, 1, 30, 0, TimeSpan.Zero), null, null);
}

/// <summary>An invitation just made, with its token: shown this once and never again. Hand it to the invited by a way that others do not read.</summary>
/// <param name="Token">For POST /identity/invitations/acceptance.</param>
internal sealed record InvitationReceipt(Guid InvitationId, string UserName, Guid? OrganisationId, string Token, DateTimeOffset ExpiresAt)
{
    public static InvitationReceipt Of((Invitation Invitation, string Token) made) => new(
        made.Invitation.Id, made.Invitation.UserName, made.Invitation.OrganisationId, made.Token, made.Invitation.ExpiresAt);

    public static InvitationReceipt Example { get; } = new(
        UserInvitation.Example.InvitationId, UserInvitation.Example.UserName, UserInvitation.Example.OrganisationId, "Zk3mBqv0bG3o1wq0m5X2u5p7c9r0aQ8yT1e4J6h8sKo",
        UserInvitation.Example.ExpiresAt);
}
