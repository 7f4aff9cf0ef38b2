using System.Text;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Hosting.Identity;

/// <summary>
/// How an installation comes to its first operator, without a password that anybody else ever knew: at the start a one-time token is put into a
/// file of the key folder that only the host's user reads. Whoever brings it chooses the password. It is spent on use, ends after a day, and is good
/// only while there is no operator. Of several nodes that share the folder all offer the same one; of those that do not, the one that started last.
/// </summary>
internal sealed partial class FirstOperator(
    InstallationKeys keys, MarketIdentityOptions options, IEventStore store, IdSource ids, TimeProvider time, ILogger<FirstOperator> logger)
{
    public const string File = "first-operator.token";

    private const string Name = "operator";
    private const string DisplayName = "Operator 平台运维";

    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);

    public async Task OfferAsync(CancellationToken cancellation)
    {
        var (hasOperator, name) = (await store.QueryAsync(
            new Sql(
                """
                select exists (select from market_user where role = 'operator' and deactivated_at is null),
                    (select count(*) from market_user where normalized_user_name like 'OPERATOR%')
                """),
            row => (row.GetBoolean(0), row.GetInt64(1) is > 0 and var others ? $"{Name}-{others + 1}" : Name),
            cancellation))[0];
        if (hasOperator && !options.OperatorToken)
        {
            keys.Folder.Delete(File);
            return;
        }

        var token = TokenInFolder(stale: null);
        var good = await StateAsync(token, cancellation);
        if (good == false)
        {
            token = TokenInFolder(stale: token);
            good = await StateAsync(token, cancellation);
        }

        if (good is null) await InviteAsync(name, token, cancellation);
        LogOffered(logger, Path.Combine(keys.Folder.Path, File), Lifetime.TotalHours);
    }

    /// <summary>Takes the file away when it holds the token that was spent just now.</summary>
    public void SpentBy(string token)
    {
        if (keys.Folder.Has(File) && Encoding.ASCII.GetString(keys.Folder.Read(File)).Trim() == token) keys.Folder.Delete(File);
    }

    private async Task InviteAsync(string name, string token, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var normalized = name.ToUpperInvariant();
        var commit = new Commit(now, new EventContext(Invitation.ByTheInstallation, Role.System, null))
            .With(new Sql(
                """
                update invitation set revoked_at = $1
                where accepted_at is null and revoked_at is null and (invited_by = $2 or normalized_user_name = $3) and hash <> $4
                """,
                now, Invitation.ByTheInstallation, normalized, OneTimeToken.HashOf(token)))
            .With(new Sql(
                """
                insert into invitation (id, hash, user_name, normalized_user_name, display_name, role, invited_by, created_at, expires_at)
                values ($1, $2, $3, $4, $5, 'operator', $6, $7, $8) on conflict do nothing
                """,
                ids.Next(), OneTimeToken.HashOf(token), name, normalized, DisplayName, Invitation.ByTheInstallation, now, now + Lifetime));
        await store.CommitAsync(commit, cancellation);
    }

    /// <summary>Whether a token can still be used; null for one that was never stored.</summary>
    private async Task<bool?> StateAsync(string token, CancellationToken cancellation)
    {
        var known = await store.QueryAsync(
            new Sql(
                "select accepted_at is null and revoked_at is null and expires_at > $2 from invitation where hash = $1", OneTimeToken.HashOf(token), time.GetUtcNow()),
            row => row.GetBoolean(0),
            cancellation);
        return known.Count == 0 ? null : known[0];
    }

    /// <summary>What the file holds, or a new token where there is none or still the one that is good no more.</summary>
    private string TokenInFolder(string? stale)
    {
        var token = string.Empty;
        keys.Folder.Alone(() =>
        {
            if (keys.Folder.Has(File)) token = Encoding.ASCII.GetString(keys.Folder.Read(File)).Trim();
            if (token.Length > 0 && token != stale) return;
            token = OneTimeToken.New().Value;
            keys.Folder.Delete(File);
            keys.Folder.Create(File, Encoding.ASCII.GetBytes($"{token}\n"));
        });
        return token;
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "An operator is wanted. The one-time token in {File} makes one: POST /api/v1/identity/invitations/acceptance with it and a password, within {Hours} hours.")]
    private static partial void LogOffered(ILogger logger, string file, double hours);
}
