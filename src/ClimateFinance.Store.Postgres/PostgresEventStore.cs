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
                await state.loads.FillAsync(connection, state.load, token);
                return true;
            },
            (loads, load),
            cancellation);
    }

    /// <inheritdoc/>
    public async Task<CommitOutcome> CommitAsync(Commit commit, CancellationToken cancellation)
    {
        var follow = commits.Follow(commit);
        try
        {
            await pipelines.Races.ExecuteAsync(
                static async (state, token) => await state.Store.WriteAsync(state.Commit, state.Follow, token),
                (Store: this, Commit: commit, Follow: follow),
                cancellation);
        }
        catch (PostgresException e) when (CommitFailure.OutcomeOf(e, commit) is { } outcome)
        {
            return outcome;
        }

        if (commit.Appends.Count > 0) Committed.Raise();
        return CommitOutcome.Finished;
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
    public Task<IReadOnlyList<T>> QueryAsync<T>(Sql query, Func<DbDataReader, T> map, CancellationToken cancellation) =>
        ReadAsync(
            "query",
            static async (state, connection, token) =>
            {
                await using var command = new NpgsqlCommand(state.query.Text, connection);
                SqlBinding.Bind(command.Parameters, state.query);
                var found = new List<T>();
                await using var reader = await command.ExecuteReaderAsync(token);
                while (await reader.ReadAsync(token)) found.Add(state.map(reader));
                return (IReadOnlyList<T>)found;
            },
            (query, map),
            cancellation);

    /// <summary>One attempt. Opening the connection may be tried again; what was sent may not: nobody knows whether it was committed.</summary>
    private async ValueTask WriteAsync(Commit commit, IReadOnlyList<Sql> follow, CancellationToken cancellation)
    {
        await using var connection = await OpenAsync("commit", cancellation);
        await using var batch = commits.Build(connection, commit, follow);
        if (batch.BatchCommands.Count == 0) return;
        try
        {
            await batch.ExecuteNonQueryAsync(cancellation);
        }
        catch (NpgsqlException e) when (StorePipelines.IsConnectionFault(e))
        {
            throw new StoreUnavailableException("The connection broke during a commit.", e, outcomeUnknown: true);
        }
    }

    private async Task<T> ReadAsync<TState, T>(
        string what, Func<TState, NpgsqlConnection, CancellationToken, Task<T>> read, TState state, CancellationToken cancellation)
    {
        try
        {
            return await pipelines.Faults.ExecuteAsync(
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
            return await pipelines.Faults.ExecuteAsync(static (source, token) => source.OpenConnectionAsync(token), database.Source, cancellation);
        }
        catch (NpgsqlException e) when (StorePipelines.IsConnectionFault(e))
        {
            throw new StoreUnavailableException($"The database cannot be reached to {what}.", e);
        }
    }
}
