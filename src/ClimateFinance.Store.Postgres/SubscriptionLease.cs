using System.Globalization;
using Npgsql;

namespace ClimateFinance.Store.Postgres;

/// <summary>
/// The right to work a subscription: a session lock on a connection of its own. The connection lost is the lock lost, and
/// <see cref="Lost"/> says so at once. Checkpoints are written on the same connection, so that a node which lost it cannot move them.
/// </summary>
/// <remarks>
/// A node that dies takes its connection along, and the lock is free at once. One that is frozen, or cut off, says nothing: the server ends
/// a session of this kind that has been silent for a few of its own heartbeats. Either way another node has the lock within four of them.
/// </remarks>
internal sealed class SubscriptionLease : IAsyncDisposable
{
    /// <summary>A server that does not answer such small things for so long is gone.</summary>
    private const int PatienceSeconds = 5;

    /// <summary>So many heartbeats may fail to come before the server takes the lock away.</summary>
    private const int SilentBeats = 3;

    private readonly NpgsqlConnection connection;
    private readonly string name;
    private readonly TimeProvider time;
    private readonly SemaphoreSlim oneAtATime = new(1, 1);
    private readonly CancellationTokenSource lost = new();
    private readonly CancellationTokenSource over = new();
    private readonly Task heartbeat;

    private SubscriptionLease(NpgsqlConnection connection, string name, TimeSpan check, TimeProvider time)
    {
        (this.connection, this.name, this.time) = (connection, name, time);
        heartbeat = BeatAsync(check);
    }

    /// <summary>Cancelled when the lock is gone.</summary>
    public CancellationToken Lost => lost.Token;

    /// <summary>
    /// Waits until no other node has it, asking again and again; <paramref name="elsewhere"/> is told each time that one does.
    /// A connection fault comes out as an exception.
    /// </summary>
    public static async Task<SubscriptionLease> TakeAsync(
        PostgresDatabase database, string name, TimeSpan check, TimeProvider time, Action elsewhere, CancellationToken cancellation)
    {
        var connection = await database.OpenDedicatedAsync(cancellation);
        try
        {
            await using (var silence = new NpgsqlCommand("select set_config('idle_session_timeout', $1, false)", connection)
            {
                Parameters = { SqlBinding.Text(((long)Math.Max(check.TotalMilliseconds * SilentBeats, 1_000)).ToString(CultureInfo.InvariantCulture)) },
            })
                await silence.ExecuteNonQueryAsync(cancellation);

            await using var command = new NpgsqlCommand("select pg_try_advisory_lock(hashtextextended($1, 0))", connection)
            {
                Parameters = { SqlBinding.Text($"{database.Options.Schema}:subscription:{name}") },
            };
            while (!(bool)(await command.ExecuteScalarAsync(cancellation))!)
            {
                elsewhere();
                await Task.Delay(check, time, cancellation);
            }

            return new SubscriptionLease(connection, name, check, time);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Where the subscription stands; 0 when it never ran.</summary>
    public async Task<long> CheckpointAsync(CancellationToken cancellation) =>
        await RunAsync(
            new Sql("select coalesce((select position from subscription_checkpoint where name = $1), 0)", name), cancellation) is long position
            ? position
            : 0;

    /// <summary>Moves it on, never back.</summary>
    public Task MoveAsync(long position, CancellationToken cancellation) =>
        RunAsync(
            new Sql(
                """
                insert into subscription_checkpoint (name, position, at) values ($1, $2, $3)
                on conflict (name) do update set position = excluded.position, at = excluded.at
                where subscription_checkpoint.position < excluded.position
                """,
                name,
                position,
                time.GetUtcNow()),
            cancellation);

    /// <summary>Puts an event aside; once is enough.</summary>
    public Task ParkAsync(RecordedEvent happened, string eventName, string error, int attempts, CancellationToken cancellation) =>
        RunAsync(
            new Sql(
                """
                insert into parked_event (subscriber, seq_id, event_name, error, attempts, at) values ($1, $2, $3, $4, $5, $6)
                on conflict (subscriber, seq_id) do update set error = excluded.error, attempts = excluded.attempts, at = excluded.at
                """,
                name,
                happened.Sequence,
                eventName,
                error,
                attempts,
                time.GetUtcNow()),
            cancellation);

    public async ValueTask DisposeAsync()
    {
        await over.CancelAsync();
        await heartbeat;
        await connection.DisposeAsync();
        over.Dispose();
        lost.Dispose();
        oneAtATime.Dispose();
    }

    private async Task<object?> RunAsync(Sql sql, CancellationToken cancellation)
    {
        await oneAtATime.WaitAsync(cancellation);
        try
        {
            await using var command = new NpgsqlCommand(sql.Text, connection) { CommandTimeout = PatienceSeconds };
            SqlBinding.Bind(command.Parameters, sql);
            return await command.ExecuteScalarAsync(cancellation);
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException && connection.State != System.Data.ConnectionState.Open)
        {
            await lost.CancelAsync();
            throw;
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    private async Task BeatAsync(TimeSpan check)
    {
        try
        {
            while (true)
            {
                await Task.Delay(check, time, over.Token);
                await RunAsync(new Sql("select 1"), over.Token);
            }
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            await lost.CancelAsync();
        }
    }
}
