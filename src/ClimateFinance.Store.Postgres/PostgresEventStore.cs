using System.Data.Common;
using Npgsql;

namespace ClimateFinance.Store.Postgres;

/// <summary>
/// The default adapter: Npgsql on Marten's event tables. A command costs two round trips, one batch each: <see cref="LoadAsync"/> and
/// <see cref="CommitAsync"/>. One instance serves the whole process.
/// </summary>
public sealed class PostgresEventStore : IEventStore
{
    private readonly PostgresDatabase database;
    private readonly StorePipelines pipelines;
    private readonly LoadBatch loads;
    private readonly CommitBatch commits;
    private readonly EventRows rows;
    private readonly FeedReader feed;

    /// <param name="database">Where.</param>
    /// <param name="registry">The events' names.</param>
    /// <param name="projections">The read models written with each commit.</param>
    /// <param name="time">For the pauses of retries.</param>
    public PostgresEventStore(PostgresDatabase database, EventRegistry registry, IReadOnlyList<Projection> projections, TimeProvider time)
    {
        this.database = database;
        pipelines = new StorePipelines(database.Options, time);
        loads = new LoadBatch(registry);
        commits = new CommitBatch(registry, projections);
        rows = new EventRows(registry);
        feed = new FeedReader(rows);
    }

    /// <inheritdoc/>
    public CommitSignal Committed { get; } = new();

    /// <inheritdoc/>
    public async Task LoadAsync(Load load, CancellationToken cancellation)
    {
        if (load.Parts.Count == 0) return;
        await ReadAsync(
            "load",
            static async (state, connection, token) =>
            {
                await state.loads.FillAsync(connection, state.load, state.Asked, token);
                return true;
            },
            (loads, load, Asked),
            cancellation);
    }

    /// <inheritdoc/>
    public async Task<CommitOutcome> CommitAsync(Commit commit, CancellationToken cancellation)
    {
        var follow = commits.Follow(commit);
        CommitOutcome done;
        try
        {
            done = await pipelines.Races.RunAsync(
                static (state, token) => state.Store.WriteAsync(state.Commit, state.Follow, token),
                (Store: this, Commit: commit, Follow: follow),
                cancellation);
        }
        catch (PostgresException e) when (CommitFailure.OutcomeOf(e, commit) is { } outcome)
        {
            return outcome;
        }

        if (commit.Appends.Count > 0) Committed.Raise();
        return done;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<RecordedEvent>> ReadStreamAsync(Guid stream, long afterVersion, int limit, CancellationToken cancellation) =>
        ReadAsync(
            "read a stream",
            static async (state, connection, token) =>
            {
                await using var command = new NpgsqlCommand(
                    $"select {EventRows.Columns} from mt_events where stream_id = $1 and version > $2 and type <> '{EventRows.Tombstone}' order by version limit $3",
                    connection)
                {
                    Parameters = { SqlBinding.Uuid(state.stream), SqlBinding.BigInt(state.afterVersion), SqlBinding.Integer(state.limit) },
                };
                var events = new List<RecordedEvent>();
                await using var reader = await command.ExecuteReaderAsync(token);
                while (await reader.ReadAsync(token)) events.Add(state.rows.Read(reader));
                return (IReadOnlyList<RecordedEvent>)events;
            },
            (rows, stream, afterVersion, limit),
            cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<RecordedEvent>> ReadFeedAsync(long afterSequence, int limit, CancellationToken cancellation) =>
        ReadAsync(
            "read the feed",
            static (state, connection, token) => state.feed.ReadAsync(connection, state.afterSequence, state.limit, token),
            (feed, afterSequence, limit),
            cancellation);

    /// <inheritdoc/>
    public Task<long> SettledAsync(CancellationToken cancellation) =>
        ReadAsync("read the feed", static (feed, connection, token) => feed.SettledAsync(connection, token), feed, cancellation);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<T>> QueryAsync<T>(Sql query, Func<DbDataReader, T> map, CancellationToken cancellation)
    {
        if (database.Standbys is { } standbys && ReadPoint.Allowed is { } atLeast
            && await StandbyReads.QueryAsync(standbys, ReadPoint.Current!, atLeast, query, map, cancellation) is { } there)
            return there;

        return await ReadAsync(
            "query",
            static async (state, connection, token) =>
            {
                await using var batch = new NpgsqlBatch(connection) { BatchCommands = { SqlBinding.ToCommand(state.query) } };
                if (state.Asked is not null) batch.BatchCommands.Add(new NpgsqlBatchCommand(StandbyReads.Written));
                var found = new List<T>();
                await using var reader = await batch.ExecuteReaderAsync(token);
                while (await reader.ReadAsync(token)) found.Add(state.map(reader));
                await reader.NextResultAsync(token);
                if (state.Asked is { } point) await StandbyReads.ReachedAsync(reader, point, token);
                return (IReadOnlyList<T>)found;
            },
            (query, map, Asked),
            cancellation);
    }

    /// <summary>One attempt. Opening the connection may be tried again; what was sent may not: nobody knows whether it was committed.</summary>
    private async ValueTask<CommitOutcome> WriteAsync(Commit commit, IReadOnlyList<Sql> follow, CancellationToken cancellation)
    {
        var connection = await OpenAsync("commit", cancellation);
        try
        {
            // Whoever loses patience leaves the sending behind, which ends by itself and then frees its connection.
            await SendAsync(connection, commit, follow).WaitAsync(database.Options.CommandTimeout, cancellation);
            return CommitOutcome.Finished;
        }
        catch (TimeoutException e)
        {
            throw new StoreUnavailableException("The database did not confirm a commit in time.", e, outcomeUnknown: true);
        }
        catch (NpgsqlException e) when (StorePipelines.IsConnectionFault(e))
        {
            throw new StoreUnavailableException(
                e is PostgresException ? $"The database refused a commit: {e.Message}" : "The connection broke during a commit.", e, StorePipelines.LeavesUnknown(e));
        }
    }

    /// <summary>
    /// Never cancelled: a server that waits for its synchronous standby answers to a cancellation by making the commit visible at once, before
    /// the standby has it. The next reader, or a repeat under the idempotency key, would be told of what a failover may still lose.
    /// </summary>
    private async Task SendAsync(NpgsqlConnection connection, Commit commit, IReadOnlyList<Sql> follow)
    {
        await using var open = connection;
        await using var batch = commits.Build(connection, commit, follow);
        if (batch.BatchCommands.Count == 0) return;
        batch.Timeout = 0;
        if (Asked is not { } point)
        {
            await batch.ExecuteNonQueryAsync(CancellationToken.None);
            return;
        }

        // The barrier ends the transaction; what follows it in the same round trip sees its end in the log.
        batch.BatchCommands[^1].AppendErrorBarrier = true;
        batch.BatchCommands.Add(new NpgsqlBatchCommand(StandbyReads.Written));
        await using var reader = await batch.ExecuteReaderAsync(CancellationToken.None);
        do
        {
            if (StandbyReads.IsPosition(reader)) await StandbyReads.ReachedAsync(reader, point, CancellationToken.None);
        }
        while (await reader.NextResultAsync(CancellationToken.None));
    }

    /// <summary>Where somebody asks how far it reaches what he writes and reads, and there is a standby to which that matters.</summary>
    private ReadPoint? Asked => database.Standbys is null ? null : ReadPoint.Current;

    private async Task<T> ReadAsync<TState, T>(
        string what, Func<TState, NpgsqlConnection, CancellationToken, Task<T>> read, TState state, CancellationToken cancellation)
    {
        try
        {
            return await pipelines.Faults.RunAsync(
                static async (all, token) =>
                {
                    await using var connection = await all.database.Source.OpenConnectionAsync(token);
                    return await all.read(all.state, connection, token);
                },
                (database, read, state),
                cancellation);
        }
        catch (NpgsqlException e) when (StorePipelines.IsConnectionFault(e))
        {
            throw new StoreUnavailableException($"The database cannot be reached to {what}.", e);
        }
    }

    private async ValueTask<NpgsqlConnection> OpenAsync(string what, CancellationToken cancellation)
    {
        try
        {
            return await pipelines.Faults.RunAsync(static (source, token) => source.OpenConnectionAsync(token), database.Source, cancellation);
        }
        catch (NpgsqlException e) when (StorePipelines.IsConnectionFault(e))
        {
            throw new StoreUnavailableException($"The database cannot be reached to {what}.", e);
        }
    }
}
