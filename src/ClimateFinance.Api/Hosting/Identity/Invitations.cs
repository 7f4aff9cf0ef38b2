using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Problems;
using ClimateFinance.Domain.Shared;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ClimateFinance.Api.Hosting.Identity;

/// <summary>Who is invited, and by whom.</summary>
/// <param name="Renews">The user whose password it renews; null for a user to be.</param>
internal sealed record Invited(
    string UserName, string DisplayName, Role Role, Guid? Organisation, string? Region, string By, Guid? Sponsor, Guid? Renews = null);

/// <summary>Makes invitations and turns them into users. The token is given out once and kept by nobody here.</summary>
internal sealed class Invitations(IdentityDb db, MarketUsers users, UserDesk desk, EndedSessions ended, IdSource ids, TimeProvider time)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    public static readonly TimeSpan RenewalLifetime = TimeSpan.FromDays(1);

    // Whoever is asked to be a user again is asked by the newer words: an older invitation of the same name that nobody can use any more makes way.
    private const string MakeWay =
        """
        update invitation set revoked_at = {1}
        where normalized_user_name = {0} and accepted_at is null and revoked_at is null and (expires_at <= {1} or user_id = {2})
        """;

    private const string Claim =
        """
        update invitation set accepted_at = {1}
        where hash = {0} and accepted_at is null and revoked_at is null and expires_at > {1}
            and (invited_by <> 'installation' or {2} or not exists (select from market_user where role = 'operator' and deactivated_at is null))
        returning *
        """;

    // Whoever knew the old password is out.
    private const string EndSessions =
        """
        update refresh_token set revoked_at = {1} where user_id = {0} and revoked_at is null returning family as "Value"
        """;

    /// <summary>Invites; null when the name is another user's, or is invited already.</summary>
    public async Task<(Invitation Invitation, string Token)?> MakeAsync(Invited who, TimeSpan lifetime, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var normalized = users.NormalizeName(who.UserName)!;
        if (await db.Users.AnyAsync(u => u.NormalizedUserName == normalized && u.Id != who.Renews, cancellation)) return null;

        var token = OneTimeToken.New();
        var invitation = new Invitation
        {
            Id = ids.Next(),
            Hash = token.Hash,
            UserId = who.Renews,
            UserName = who.UserName,
            NormalizedUserName = normalized,
            DisplayName = who.DisplayName,
            Role = who.Role,
            OrganisationId = who.Organisation,
            Region = who.Region,
            InvitedBy = who.By,
            SponsorId = who.Sponsor,
            CreatedAt = now,
            ExpiresAt = now + lifetime,
        };
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        await db.Database.ExecuteSqlRawAsync(MakeWay, [normalized, now, who.Renews ?? Guid.Empty], cancellation);
        db.Invitations.Add(invitation);
        try
        {
            await db.SaveChangesAsync(cancellation);
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: IdentityDb.InvitedNameIndex })
        {
            return null;
        }

        await transaction.CommitAsync(cancellation);
        return (invitation, token.Value);
    }

    /// <summary>Spends a token on a password. All of it or nothing: a password that is refused leaves the token good.</summary>
    /// <param name="anyOperator">Whether a token of the installation is good although there is an operator.</param>
    /// <returns>The user; or what is wrong with the password; or why not.</returns>
    public async Task<(MarketUser? User, IReadOnlyList<Flaw> Flaws, Refusal? Refusal)> AcceptAsync(
        string token, string password, bool anyOperator, CancellationToken cancellation)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var claimed = await db.Invitations.FromSqlRaw(Claim, OneTimeToken.HashOf(token), time.GetUtcNow(), anyOperator).AsNoTracking().ToListAsync(cancellation);
        if (claimed is not [var invitation]) return (null, [], Refusal.Unknown("invitation.unknown"));
        if (PasswordRules.FlawsOf("password", password, invitation.UserName) is { Count: > 0 } flaws) return (null, flaws, null);

        var (user, flaw, refusal) = invitation.UserId is { } existing
            ? await RenewAsync(existing, password)
            : await JoinAsync(invitation, password, cancellation);
        if (user is null) return (null, flaw, refusal);

        var act = invitation.UserId is null ? IdentityAct.Joined : IdentityAct.PasswordRenewed;
        await db.Database.ExecuteSqlRawAsync(IdentityActs.OfOwn, [ids.Next(), time.GetUtcNow(), act.Wire(), user.Id], cancellation);
        var sessions = await db.Database.SqlQueryRaw<Guid>(EndSessions, user.Id, time.GetUtcNow()).ToListAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        ended.Add(sessions);
        return (user, [], null);
    }

    private async Task<(MarketUser? User, IReadOnlyList<Flaw> Flaws, Refusal? Refusal)> JoinAsync(Invitation invitation, string password, CancellationToken cancellation)
    {
        var region = invitation.Region is { } code ? RegionCode.Hydrate(code) : (RegionCode?)null;
        var (user, flaws) = await desk.AddAsync(new NewUser(
            invitation.UserName, invitation.DisplayName, invitation.Role, invitation.OrganisationId, region, password, Sponsor: invitation.SponsorId));
        if (user is null) return (null, flaws, flaws.Count > 0 ? null : Refusal.Rule("user.name_taken"));
        await db.Database.ExecuteSqlRawAsync("update invitation set user_id = {0} where id = {1}", [user.Id, invitation.Id], cancellation);
        return (user, [], null);
    }

    private async Task<(MarketUser? User, IReadOnlyList<Flaw> Flaws, Refusal? Refusal)> RenewAsync(Guid id, string password)
    {
        // A deactivated user's invitation is good again after the reactivation.
        if (await db.Users.SingleOrDefaultAsync(u => u.Id == id) is not { DeactivatedAt: null } user) return (null, [], Refusal.Unknown("invitation.unknown"));
        (user.LockoutEnd, user.AccessFailedCount) = (null, 0);
        await users.ChangeToAsync(user, password);
        return (user, [], null);
    }
}
