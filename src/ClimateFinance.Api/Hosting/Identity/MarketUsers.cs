using System.Data.Common;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;
using Microsoft.AspNetCore.Identity;

namespace ClimateFinance.Api.Hosting.Identity;

/// <summary>
/// The users, their passwords (hashed by ASP.NET Core Identity) and the lockout, which is counted in the database, so that guesses sent at once are
/// all counted, and goes by the host's clock.
/// </summary>
internal sealed class MarketUsers(IPasswordHasher<MarketUser> hasher, IEventStore store, TimeProvider time)
{
    public const string NameIndex = "market_user_name_key";

    /// <summary>So many failures one after the other lock the account.</summary>
    public const int MaxFailures = 5;

    public static readonly TimeSpan LockedFor = TimeSpan.FromMinutes(15);

    /// <summary>Of one whose hash is made; hashing does not look at the user.</summary>
    public static readonly MarketUser Nobody = new(Guid.Empty, string.Empty, string.Empty, Role.System, null, null, string.Empty, DateTimeOffset.UnixEpoch, null);

    private const string Columns =
        """
        id, user_name, display_name, role, organisation_id, region, password_hash, created_at, sponsor_id, lockout_end, deactivated_at, deactivation_reason
        """;

    /// <summary>Names differ in more than case.</summary>
    public static string Normalized(string userName) => userName.Normalize().ToUpperInvariant();

    public string HashOf(string password) => hasher.HashPassword(Nobody, password);

    public Task<MarketUser?> FindAsync(Guid id, CancellationToken cancellation) =>
        OneAsync(new Sql($"select {Columns} from market_user where id = $1", id), cancellation);

    public Task<MarketUser?> FindByNameAsync(string userName, CancellationToken cancellation) =>
        OneAsync(new Sql($"select {Columns} from market_user where normalized_user_name = $1", Normalized(userName)), cancellation);

    /// <summary>Adds a user.</summary>
    /// <param name="when">A deed before it in the same statement, with the <paramref name="arguments"/>: where that returns no row, nobody is added.</param>
    public static Sql Insert(MarketUser user, string? when = null, params SqlArgument[] arguments)
    {
        // The stamps and lockout_enabled are what nodes of an older version read.
        var row = new SqlArgument[]
        {
            user.Id, user.UserName, Normalized(user.UserName), user.DisplayName, Audiences.NameOf(user.Role), user.OrganisationId, user.Region, user.PasswordHash,
            user.CreatedAt, user.SponsorId,
        };
        var at = string.Join(", ", row.Select((_, i) => $"${arguments.Length + i + 1}"));
        return new Sql(
            $"""
            {(when is null ? string.Empty : $"with allowed as ({when})")}
            insert into market_user (
                id, user_name, normalized_user_name, display_name, role, organisation_id, region, password_hash, created_at, sponsor_id,
                access_failed_count, lockout_enabled, security_stamp, concurrency_stamp)
            select {at}, 0, true, gen_random_uuid()::text, gen_random_uuid()::text {(when is null ? string.Empty : "from allowed")}
            """,
            [.. arguments, .. row]);
    }

    public bool IsLockedOut(MarketUser user) => user.LockoutEnd > time.GetUtcNow();

    /// <summary>Whether it is the user's password. One that was hashed with less effort than today's is hashed anew.</summary>
    public async Task<bool> IsPasswordAsync(MarketUser user, string password, CancellationToken cancellation)
    {
        var verdict = hasher.VerifyHashedPassword(user, user.PasswordHash, password);
        if (verdict == PasswordVerificationResult.SuccessRehashNeeded)
        {
            await store.QueryAsync(
                new Sql("update market_user set password_hash = $3 where id = $1 and password_hash = $2 returning 1", user.Id, user.PasswordHash, HashOf(password)),
                _ => 1,
                cancellation);
        }

        return verdict != PasswordVerificationResult.Failed;
    }

    public Task FailedAsync(MarketUser user, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        return store.QueryAsync(
            new Sql(
                """
                update market_user set
                    lockout_end = case when access_failed_count + 1 >= $4 then $3 end,
                    access_failed_count = case when access_failed_count + 1 >= $4 then 0 else access_failed_count + 1 end
                where id = $1 and (lockout_end is null or lockout_end <= $2)
                returning 1
                """,
                user.Id, now, now + LockedFor, MaxFailures),
            _ => 1,
            cancellation);
    }

    /// <summary>The count begins anew; false when the account was locked while the password was being looked at: a right guess among many at once is no sign-in.</summary>
    public async Task<bool> SucceededAsync(MarketUser user, CancellationToken cancellation) => (await store.QueryAsync(
        new Sql(
            """
            update market_user set access_failed_count = 0, lockout_end = null
            where id = $1 and (lockout_end is null or lockout_end <= $2)
            returning 1
            """,
            user.Id, time.GetUtcNow()),
        _ => 1,
        cancellation)).Count > 0;

    private async Task<MarketUser?> OneAsync(Sql query, CancellationToken cancellation) =>
        (await store.QueryAsync(query, Read, cancellation)) is [var user] ? user : null;

    private static MarketUser Read(DbDataReader row) => new(
        row.GetGuid(0),
        row.GetString(1),
        row.GetString(2),
        Enum.Parse<Role>(row.GetString(3), ignoreCase: true),
        Maybe<Guid>(row, 4),
        row.IsDBNull(5) ? null : row.GetString(5),
        row.GetString(6),
        row.GetFieldValue<DateTimeOffset>(7),
        Maybe<Guid>(row, 8),
        Maybe<DateTimeOffset>(row, 9),
        Maybe<DateTimeOffset>(row, 10),
        row.IsDBNull(11) ? null : row.GetString(11));

    private static T? Maybe<T>(DbDataReader row, int column)
        where T : struct => row.IsDBNull(column) ? null : row.GetFieldValue<T>(column);
}
