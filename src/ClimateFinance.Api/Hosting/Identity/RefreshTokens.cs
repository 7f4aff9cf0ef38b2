using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;
using ClimateFinance.Store.Postgres;
using Npgsql;
using NpgsqlTypes;

namespace ClimateFinance.Api.Hosting.Identity;

/// <summary>Who goes on being signed in, and with which refresh token.</summary>
/// <param name="Id">The family of its refresh tokens; its access tokens name it.</param>
internal sealed record Session(Caller Caller, string RefreshToken, Guid Id);

/// <summary>
/// Refresh tokens: 256 random bits, of which only the SHA-256 is stored. Each is good once, for 14 days, and is replaced at its use; all that
/// come from one sign-in are a family. One that comes back after its use was stolen, from the caller or by it: the whole family ends.
/// </summary>
internal sealed class RefreshTokens(PostgresDatabase database, IdSource ids, TimeProvider time, EndedSessions ended, SecondFactors factors)
{
    private const int MaxAgent = 200;

    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(14);

    private const string Begin =
        """
        with swept as (delete from refresh_token where user_id = $1 and expires_at <= $4),
        begun as (
            insert into refresh_token (hash, family, user_id, issued_at, expires_at, agent)
            select $2, $3, id, $4, $5, $6 from market_user where id = $1 and deactivated_at is null
            returning user_id, family)
        select u.id, u.role, u.organisation_id, u.region, b.family from market_user u join begun b on b.user_id = u.id
        """;

    // One statement: of two that use a token at once the second waits for the first, and then finds it used.
    private const string Rotate =
        """
        with used as (
            update refresh_token t set used_at = $2 from market_user u
            where t.hash = $1 and t.used_at is null and t.revoked_at is null and t.expires_at > $2 and u.id = t.user_id and u.deactivated_at is null
                and (not $5 or u.role not in ('bureau', 'operator') or exists (select from second_factor f where f.user_id = u.id and f.confirmed_at is not null))
            returning t.family, t.user_id, t.agent, u.role, u.organisation_id, u.region),
        next as (
            insert into refresh_token (hash, family, user_id, issued_at, expires_at, agent) select $3, family, user_id, $2, $4, agent from used)
        select user_id, role, organisation_id, region, family from used
        """;

    private const string EndFamily =
        """
        update refresh_token set revoked_at = $2
        where revoked_at is null and family = (select family from refresh_token where hash = $1 and (used_at is not null or not $3))
        returning family
        """;

    private const string EndOne = "update refresh_token set revoked_at = $3 where user_id = $1 and family = $2 and revoked_at is null returning family";

    private const string EndAllOfUser =
        "update refresh_token set revoked_at = $3 where user_id = $1 and revoked_at is null and ($2::uuid is null or family <> $2) returning family";

    /// <summary>A new family; null when the user was deactivated at this moment.</summary>
    /// <param name="agent">What the caller's program calls itself, so that a user knows its sign-ins apart.</param>
    public async Task<Session?> BeginAsync(Guid user, string? agent, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var (token, hash) = OneTimeToken.New();
        return await SessionAsync(Begin, token, cancellation, Of(user), Of(hash), Of(ids.Next()), Of(now), Of(now + Lifetime), Words(agent));
    }

    /// <summary>The next token for this one; null when this one is not, or no longer, good.</summary>
    public async Task<Session?> RotateAsync(string token, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var hash = OneTimeToken.HashOf(token);
        var (next, nextHash) = OneTimeToken.New();
        if (await SessionAsync(Rotate, next, cancellation, Of(hash), Of(now), Of(nextHash), Of(now + Lifetime), Of(factors.IsDemanded)) is { } session) return session;
        await EndAsync(hash, onlyIfUsed: true, cancellation);
        return null;
    }

    /// <summary>Ends the family of a token; an unknown one is nobody's.</summary>
    public Task EndAsync(string token, CancellationToken cancellation) => EndAsync(OneTimeToken.HashOf(token), onlyIfUsed: false, cancellation);

    /// <summary>Ends one sign-in of a user; false when it has none such that goes on.</summary>
    public async Task<bool> EndOneAsync(Guid user, Guid session, CancellationToken cancellation) =>
        await EndAsync(EndOne, cancellation, Of(user), Of(session), Of(time.GetUtcNow())) > 0;

    /// <summary>Ends every sign-in of a user, but for one perhaps.</summary>
    public Task EndAllAsync(Guid user, Guid? except, CancellationToken cancellation) => EndAsync(
        EndAllOfUser, cancellation, Of(user), new NpgsqlParameter { Value = (object?)except ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid }, Of(time.GetUtcNow()));

    private Task EndAsync(byte[] hash, bool onlyIfUsed, CancellationToken cancellation) =>
        EndAsync(EndFamily, cancellation, Of(hash), Of(time.GetUtcNow()), Of(onlyIfUsed));

    /// <summary>What ended is refused at once on this node, access tokens and all; the others ask each second.</summary>
    private Task<int> EndAsync(string sql, CancellationToken cancellation, params NpgsqlParameter[] arguments) => RunAsync(
        async command =>
        {
            var families = new HashSet<Guid>();
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation)) families.Add(reader.GetGuid(0));
            ended.Add(families);
            return families.Count;
        },
        sql,
        arguments);

    private Task<Session?> SessionAsync(string sql, string token, CancellationToken cancellation, params NpgsqlParameter[] arguments) => RunAsync(
        async command =>
        {
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            if (!await reader.ReadAsync(cancellation)) return null;
            var region = reader.IsDBNull(3) ? (RegionCode?)null : RegionCode.Hydrate(reader.GetString(3));
            var organisation = reader.IsDBNull(2) ? (Guid?)null : reader.GetGuid(2);
            return new Session(new Caller(reader.GetGuid(0).ToString(), Enum.Parse<Role>(reader.GetString(1), ignoreCase: true), organisation, region), token, reader.GetGuid(4));
        },
        sql,
        arguments);

    // Not tried again: when the answer to a rotation is lost, the token is used and its caller signs in anew.
    private async Task<T> RunAsync<T>(Func<NpgsqlCommand, Task<T>> work, string sql, params NpgsqlParameter[] arguments)
    {
        await using var command = database.Source.CreateCommand(sql);
        command.Parameters.AddRange(arguments);
        try
        {
            return await work(command);
        }
        catch (NpgsqlException e) when (e is not PostgresException || e.IsTransient)
        {
            throw new StoreUnavailableException("The database cannot be reached for a refresh token.", e, outcomeUnknown: true);
        }
    }

    private static NpgsqlParameter Words(string? agent)
    {
        var words = string.IsNullOrWhiteSpace(agent) ? null : agent.Length <= MaxAgent ? agent : agent[..MaxAgent];
        return new NpgsqlParameter { Value = (object?)words?.Replace('\0', ' ') ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };
    }

    private static NpgsqlParameter Of(Guid value) => new() { Value = value };

    private static NpgsqlParameter Of(bool value) => new() { Value = value };

    private static NpgsqlParameter Of(byte[] value) => new() { Value = value };

    private static NpgsqlParameter Of(DateTimeOffset value) => new() { Value = value, NpgsqlDbType = NpgsqlDbType.TimestampTz };
}
