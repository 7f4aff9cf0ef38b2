using System.Data.Common;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Problems;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Hosting.Identity;

/// <summary>Who is invited, and by whom.</summary>
/// <param name="Renews">The user whose password it renews; null for a user to be.</param>
internal sealed record Invited(
    string UserName, string DisplayName, Role Role, Guid? Organisation, string? Region, string By, Guid? Sponsor, Guid? Renews = null);

/// <summary>Makes invitations and turns them into users. The token is given out once and kept by nobody here.</summary>
internal sealed class Invitations(MarketUsers users, UserDesk desk, IdentityActs acts, EndedSessions ended, IEventStore store, IdSource ids, TimeProvider time)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    public static readonly TimeSpan RenewalLifetime = TimeSpan.FromDays(1);

    private const string NameIndex = "invitation_name_key";

    private const string NameFree = "select not exists (select from market_user where normalized_user_name = $1 and id <> $2)";

    // Whoever is asked to be a user again is asked by the newer words: an older invitation of the same name that nobody can use any more makes way.
    private const string MakeWay =
        """
        update invitation set revoked_at = $2
        where normalized_user_name = $1 and accepted_at is null and revoked_at is null and (expires_at <= $2 or user_id = $3)
        """;

    private const string Add =
        """
        insert into invitation (
            id, hash, user_id, user_name, normalized_user_name, display_name, role, organisation_id, region, invited_by, sponsor_id, created_at, expires_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        """;

    private const string Open =
        """
        accepted_at is null and revoked_at is null and expires_at > $2
        and (invited_by <> 'installation' or $3 or not exists (select from market_user where role = 'operator' and deactivated_at is null))
        """;

    private const string Find =
        $"select id, user_id, user_name, display_name, role, organisation_id, region, sponsor_id, expires_at from invitation where hash = $1 and {Open}";

    /// <summary>Spends one invitation on the user $4; of two that bring its token at once the second finds it spent.</summary>
    private const string Claim = $"update invitation set accepted_at = $2, user_id = $4 where id = $1 and {Open} returning user_id";

    // A deactivated user's invitation is good again after the reactivation.
    private const string Renew =
        $"""
        with claimed as ({Claim})
        update market_user set password_hash = $5, lockout_end = null, access_failed_count = 0 from claimed where id = claimed.user_id and deactivated_at is null
        """;

    /// <summary>Invites; null when the name is another user's, or is invited already.</summary>
    public async Task<(Invitation Invitation, string Token)?> MakeAsync(Invited who, TimeSpan lifetime, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var (normalized, renews) = (MarketUsers.Normalized(who.UserName), who.Renews ?? Guid.Empty);
        var token = OneTimeToken.New();
        var made = new Invitation(ids.Next(), who.Renews, who.UserName, who.DisplayName, who.Role, who.Organisation, who.Region, who.Sponsor, now + lifetime);
        var commit = new Commit(now, new EventContext(who.By, Role.System, null))
            .With(new Sql(MakeWay, normalized, now, renews))
            .With(new Sql(
                Add, made.Id, token.Hash, made.UserId, made.UserName, normalized, made.DisplayName, Audiences.NameOf(made.Role), made.OrganisationId, made.Region, who.By,
                made.SponsorId, now, made.ExpiresAt))
            .Require(new Guard("user_name", new Sql(NameFree, normalized, renews)));
        return await store.CommitAsync(commit, cancellation) switch
        {
            CommitOutcome.Done => (made, token.Value),
            CommitOutcome.Guarded or CommitOutcome.Taken { Constraint: NameIndex } => null,
            var other => throw new InvalidOperationException($"An invitation was not stored: {other}."),
        };
    }

    /// <summary>Spends a token on a password. All of it or nothing: a password that is refused leaves the token good.</summary>
    /// <param name="anyOperator">Whether a token of the installation is good although there is an operator.</param>
    /// <returns>The user; or what is wrong with the password; or why not.</returns>
    public async Task<(MarketUser? User, IReadOnlyList<Flaw> Flaws, Refusal? Refusal)> AcceptAsync(
        string token, string password, bool anyOperator, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        if (await store.QueryAsync(new Sql(Find, OneTimeToken.HashOf(token), now, anyOperator), Read, cancellation) is not [var invitation]) return Unknown();
        if (PasswordRules.FlawsOf("password", password, invitation.UserName) is { Count: > 0 } flaws) return (null, flaws, null);

        var (user, wrong) = invitation.UserId is { } existing
            ? (await users.FindAsync(existing, cancellation) is { } found ? found with { PasswordHash = users.HashOf(password), LockoutEnd = null } : null, [])
            : desk.Draw(new NewUser(
                invitation.UserName, invitation.DisplayName, invitation.Role, invitation.OrganisationId,
                invitation.Region is { } code ? RegionCode.Hydrate(code) : null, password, Sponsor: invitation.SponsorId));
        if (user is null) return wrong.Count > 0 ? (null, wrong, null) : Unknown();

        var claim = new SqlArgument[] { invitation.Id, now, anyOperator, user.Id };
        var commit = new Commit(now, new EventContext(user.Id.ToString(), Role.System, null))
            .With(invitation.UserId is null ? MarketUsers.Insert(user, Claim, claim) : new Sql(Renew, [.. claim, user.PasswordHash]))
            .With(acts.Own(invitation.UserId is null ? IdentityAct.Joined : IdentityAct.PasswordRenewed, user.Id))

            // Whoever knew the old password is out.
            .With(new Sql("update refresh_token set revoked_at = $2 where user_id = $1 and revoked_at is null", user.Id, now))

            // Each hash has its own salt: no other than this one is there.
            .Require(new Guard("claimed", new Sql("select exists (select from market_user where id = $1 and password_hash = $2)", user.Id, user.PasswordHash)));
        switch (await store.CommitAsync(commit, cancellation))
        {
            case CommitOutcome.Done:
                ended.Add(await store.QueryAsync(
                    new Sql("select family from refresh_token where user_id = $1 and revoked_at = $2", user.Id, now), row => row.GetGuid(0), cancellation));
                return (user, [], null);
            case CommitOutcome.Taken { Constraint: MarketUsers.NameIndex }:
                return (null, [], Refusal.Rule("user.name_taken"));
            default:
                return Unknown();
        }

        static (MarketUser?, IReadOnlyList<Flaw>, Refusal?) Unknown() => (null, [], Refusal.Unknown("invitation.unknown"));
    }

    private static Invitation Read(DbDataReader row) => new(
        row.GetGuid(0),
        row.IsDBNull(1) ? null : row.GetGuid(1),
        row.GetString(2),
        row.GetString(3),
        Enum.Parse<Role>(row.GetString(4), ignoreCase: true),
        row.IsDBNull(5) ? null : row.GetGuid(5),
        row.IsDBNull(6) ? null : row.GetString(6),
        row.IsDBNull(7) ? null : row.GetGuid(7),
        row.GetFieldValue<DateTimeOffset>(8));
}
