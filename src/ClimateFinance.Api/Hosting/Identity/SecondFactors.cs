using System.Security.Cryptography;
using System.Text;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Hosting.Identity;

/// <summary>The second factor of users: codes of an authenticator (<see cref="Totp"/>), and recovery codes for the day it is lost, each good once.</summary>
internal sealed class SecondFactors(
    InstallationKeys keys, MarketIdentityOptions options, IHostEnvironment environment, IdentityActs acts, IEventStore store, TimeProvider time)
{
    public const int RecoveryCodes = 10;

    /// <summary>Letters and digits that are not taken for one another; 16 of them are 80 bits.</summary>
    private const string RecoveryAlphabet = "ABCDEFGHJKMNPQRSTUVWXYZ23456789";

    private const int RecoveryLength = 16;

    private static readonly TimeSpan PendingLifetime = TimeSpan.FromHours(1);

    private readonly Lazy<SealingKey> seal = new(() => new SealingKey(keys.Derive("second-factor")));
    private readonly Lazy<byte[]> recovery = new(() => keys.Derive("recovery-codes"));

    /// <summary>Whether a role signs in with a second factor and not otherwise.</summary>
    public bool IsDemandedOf(Role role) => IsDemanded && (role is Role.Bureau or Role.Operator);

    /// <summary>Whether bureaus and operators need one here.</summary>
    public bool IsDemanded { get; } = options.SecondFactor.Required ?? environment.IsProduction();

    public async Task<bool> HasAsync(Guid user, CancellationToken cancellation) =>
        (await store.QueryAsync(new Sql("select 1 from second_factor where user_id = $1 and confirmed_at is not null", user), _ => 1, cancellation)).Count > 0;

    /// <summary>Takes a code, once: of the authenticator, or a recovery code.</summary>
    public async Task<bool> SpendAsync(Guid user, string code, CancellationToken cancellation)
    {
        if (code.Length != Totp.Digits || !code.All(char.IsAsciiDigit)) return await SpendRecoveryAsync(user, code, cancellation);
        var found = await store.QueryAsync(
            new Sql("select secret from second_factor where user_id = $1 and confirmed_at is not null", user), row => row.GetFieldValue<byte[]>(0), cancellation);
        if (found is not [var kept] || Totp.StepOf(seal.Value.Open(kept, Place(user)), code, time.GetUtcNow()) is not { } step) return false;

        // Of two that bring the same code at once one moves the step.
        var moved = await store.QueryAsync(
            new Sql("update second_factor set last_step = $2 where user_id = $1 and last_step < $2 and confirmed_at is not null returning 1", user, step), _ => 1, cancellation);
        return moved.Count > 0;
    }

    /// <summary>Begins an enrolment; the old factor, if any, is good until the new one is confirmed.</summary>
    public async Task<byte[]> BeginAsync(Guid user, CancellationToken cancellation)
    {
        var secret = RandomNumberGenerator.GetBytes(Totp.SecretBytes);
        await store.QueryAsync(
            new Sql(
                """
                insert into second_factor (user_id, pending, pending_at) values ($1, $2, $3)
                on conflict (user_id) do update set pending = excluded.pending, pending_at = excluded.pending_at returning 1
                """,
                user, seal.Value.Seal(secret, Place(user)), time.GetUtcNow()),
            _ => 1,
            cancellation);
        return secret;
    }

    /// <summary>Ends an enrolment with the first code of the new secret; gives the recovery codes, shown this once. Null when the code is not right.</summary>
    public async Task<IReadOnlyList<string>?> ConfirmAsync(Guid user, string code, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var found = await store.QueryAsync(
            new Sql("select pending from second_factor where user_id = $1 and pending_at > $2", user, now - PendingLifetime), row => row.GetFieldValue<byte[]>(0), cancellation);
        if (found is not [var pending] || Totp.StepOf(seal.Value.Open(pending, Place(user)), code, now) is not { } step) return null;

        var codes = Enumerable.Range(0, RecoveryCodes).Select(_ => RandomNumberGenerator.GetString(RecoveryAlphabet, RecoveryLength)).ToArray();
        var commit = new Commit(now, new EventContext(user.ToString(), Role.System, null))
            .With(new Sql(
                """
                update second_factor set secret = pending, pending = null, pending_at = null, confirmed_at = $3, last_step = $4
                where user_id = $1 and pending = $2
                """,
                user, pending, now, step))
            .With(new Sql("delete from recovery_code where user_id = $1", user))
            .With(new Sql(
                "insert into recovery_code (user_id, hash) select $1, decode(h, 'hex') from unnest($2) h",
                user, codes.Select(each => Convert.ToHexString(HashOf(user, each))).ToArray()))
            .With(acts.Own(IdentityAct.SecondFactorSet, user))
            .Require(new Guard(
                "second_factor", new Sql("select exists (select from second_factor where user_id = $1 and secret = $2 and pending is null)", user, pending)));
        return await store.CommitAsync(commit, cancellation) is CommitOutcome.Done ? codes : null;
    }

    /// <summary>The user does without from now on.</summary>
    public Task RemoveOwnAsync(Guid user, CancellationToken cancellation) => store.CommitAsync(
        new Commit(time.GetUtcNow(), new EventContext(user.ToString(), Role.System, null))
            .With(new Sql("delete from second_factor where user_id = $1", user))
            .With(acts.Own(IdentityAct.SecondFactorRemoved, user)),
        cancellation);

    /// <summary>Takes it away from somebody who lost it; false when there was none.</summary>
    public async Task<bool> ResetAsync(Guid user, Caller by, CancellationToken cancellation) => (await store.QueryAsync(
        acts.With(
            "delete from second_factor where user_id = $1 returning user_id", by, IdentityAct.SecondFactorReset, null, user),
        row => row.GetGuid(0),
        cancellation)).Count > 0;

    private async Task<bool> SpendRecoveryAsync(Guid user, string code, CancellationToken cancellation) => (await store.QueryAsync(
        new Sql("update recovery_code set used_at = $3 where user_id = $1 and hash = $2 and used_at is null returning 1", user, HashOf(user, code), time.GetUtcNow()),
        _ => 1,
        cancellation)).Count > 0;

    // Under a key that is not in the database: whoever has a dump cannot try codes on it.
    private byte[] HashOf(Guid user, string code)
    {
        var plain = new string([.. code.ToUpperInvariant().Where(char.IsAsciiLetterOrDigit)]);
        return HMACSHA256.HashData(recovery.Value, (byte[])[.. user.ToByteArray(bigEndian: true), .. Encoding.ASCII.GetBytes(plain)]);
    }

    private static string Place(Guid user) => $"second_factor/{user}/secret";
}
