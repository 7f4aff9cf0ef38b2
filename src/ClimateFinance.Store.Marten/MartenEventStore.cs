using System.Data.Common;
using System.Runtime.ExceptionServices;
using ClimateFinance.Store.Postgres;
using JasperFx;
using Marten;
using Marten.Services;
using Npgsql;

namespace ClimateFinance.Store.Marten;

/// <summary>
/// The port on Marten: it appends, in quick mode, and read models, answers and guards are written in the same transaction. Its tables are read
/// by the other adapter's readers: Marten reads an event whose name it does not know by its .NET type, where the port promises an error;
/// and the feed's argument about numbers and locks holds for Marten's quick append as well.
/// </summary>
/// <remarks>
/// A commit costs more round trips than with <see cref="PostgresEventStore"/>: the transaction's own, and Marten's. What it stores is the same,
/// row for row, but for the event's id, which nothing reads.
/// </remarks>
public sealed class MartenEventStore : IEventStore, IAsyncDisposable
{
    private const string Stale =
        """
        select e.stream from unnest($1, $2) with ordinality as e (stream, version, place) left join mt_streams s on s.id = e.stream
        where coalesce(s.version, 0) <> e.version order by e.place limit 1
        """;

    private readonly PostgresDatabase database;
    private readonly StorePipelines pipelines;
    private readonly CommitBatch commits;
    private readonly PostgresEventStore tables;
    private readonly DocumentStore marten;

    /// <inheritdoc cref="PostgresEventStore(PostgresDatabase, EventRegistry, IReadOnlyList{Projection}, TimeProvider)"/>
    public MartenEventStore(PostgresDatabase database, EventRegistry registry, IReadOnlyList<Projection> projections, TimeProvider time)
    {
        this.database = database;
        pipelines = new StorePipelines(database.Options, time);
        commits = new CommitBatch(registry, projections);
        tables = new PostgresEventStore(database, registry, projections, time);
        marten = MartenStores.Build(database, registry);
    }

    /// <inheritdoc/>
    public CommitSignal Committed { get; } = new();

    /// <summary>
    /// Makes the functions and tables that Marten wants beside those of the migrations, after these. It may add and not change: where a table
    /// is not as Marten would have it, it says so and the host does not start. One node at a time.
    /// </summary>
    public async Task PrepareAsync(CancellationToken cancellation)
    {
        await using var claim = await database.OpenDedicatedAsync(cancellation);
        await Migrator.ClaimAsync(claim, database.Options.Schema, cancellation);
        await marten.Storage.ApplyAllConfiguredChangesToDatabaseAsync(AutoCreate.CreateOnly).WaitAsync(cancellation);
    }

    /// <inheritdoc/>
    public Task LoadAsync(Load load, CancellationToken cancellation) => tables.LoadAsync(load, cancellation);

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
        catch (Exception e) when (MartenFailure.OutcomeOf(e, commit) is { } outcome)
        {
            return outcome;
        }

        if (commit.Appends.Count > 0) Committed.Raise();
        return done;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<RecordedEvent>> ReadStreamAsync(Guid stream, long afterVersion, int limit, CancellationToken cancellation) =>
        tables.ReadStreamAsync(stream, afterVersion, limit, cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<RecordedEvent>> ReadFeedAsync(long afterSequence, int limit, CancellationToken cancellation) =>
        tables.ReadFeedAsync(afterSequence, limit, cancellation);

    /// <inheritdoc/>
    public Task<long> SettledAsync(CancellationToken cancellation) => tables.SettledAsync(cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<T>> QueryAsync<T>(Sql query, Func<DbDataReader, T> map, CancellationToken cancellation) =>
        tables.QueryAsync(query, map, cancellation);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => marten.DisposeAsync();

    /// <summary>One attempt. What was sent is left to itself when its caller loses patience: see <see cref="SendAsync"/>.</summary>
    private async ValueTask<CommitOutcome> WriteAsync(Commit commit, IReadOnlyList<Sql> follow, CancellationToken cancellation)
    {
        var connection = await OpenAsync("commit", cancellation);
        try
        {
            await SendAsync(connection, commit, follow).WaitAsync(database.Options.CommandTimeout, cancellation);
            return CommitOutcome.Finished;
        }
        catch (TimeoutException e)
        {
            throw new StoreUnavailableException("The database did not confirm a commit in time.", e, outcomeUnknown: true);
        }
        catch (Exception e) when (MartenFailure.Within(e) is { } said)
        {
            if (StorePipelines.IsConnectionFault(said))
            {
                throw new StoreUnavailableException(
                    said is PostgresException ? $"The database refused a commit: {said.Message}" : "The connection broke during a commit.", said, StorePipelines.LeavesUnknown(said));
            }

            // Marten's own words for a conflict keep the stream's id; of the rest only what the server said matters.
            if (MartenFailure.OutcomeOf(e, commit) is null && !ReferenceEquals(e, said)) ExceptionDispatchInfo.Throw(said);
            throw;
        }
    }

    /// <summary>
    /// All of it in one transaction: what comes before the events, the events by Marten, what follows from them. Never cancelled, and ended by a
    /// statement without a timeout of its own (Npgsql would cancel it): a server that waits for its standby would make the commit visible before the
    /// standby has it.
    /// </summary>
    private async Task SendAsync(NpgsqlConnection connection, Commit commit, IReadOnlyList<Sql> follow)
    {
        await using var open = connection;
        await using var transaction = await connection.BeginTransactionAsync(CancellationToken.None);
        await LockAsync(connection, commit);
        await AppendAsync(transaction, commit);
        await RunAsync(
            connection,
            batch =>
            {
                Settle(batch, commit);
                CommitBatch.Last(batch, commit, follow);
            });

        await using var end = new NpgsqlBatch(connection) { Timeout = 0, BatchCommands = { new("commit") } };
        var point = database.Standbys is null ? null : ReadPoint.Current;
        if (point is not null) end.BatchCommands.Add(new NpgsqlBatchCommand(StandbyReads.Written));
        await using var reader = await end.ExecuteReaderAsync(CancellationToken.None);
        if (point is not null) await StandbyReads.ReachedAsync(reader, point, CancellationToken.None);
    }

    /// <summary>
    /// What comes before the events, and then the streams are locked and looked at, in the same trip. Marten looks as well, but without a lock:
    /// one who waited for another's commit would fail on a key of the events, and Marten's error for that does not say whose it was.
    /// </summary>
    private static async Task LockAsync(NpgsqlConnection connection, Commit commit)
    {
        await using var batch = new NpgsqlBatch(connection);
        CommitBatch.First(batch.BatchCommands, commit);
        if (commit.Appends.Count == 1) batch.BatchCommands.Add(CommitBatch.Lock(commit.Appends));
        if (commit.Appends.Count > 0) batch.BatchCommands.Add(StaleOf(commit.Appends));
        if (batch.BatchCommands.Count == 0) return;

        await using var reader = await batch.ExecuteReaderAsync(CancellationToken.None);
        do
        {
            if (await reader.ReadAsync(CancellationToken.None) && reader.GetValue(0) is Guid stale) throw new StaleStreamException(stale);
        }
        while (await reader.NextResultAsync(CancellationToken.None));
    }

    private static NpgsqlBatchCommand StaleOf(IReadOnlyList<StreamAppend> appends) => new(Stale)
    {
        Parameters =
        {
            new NpgsqlParameter<Guid[]> { TypedValue = [.. appends.Select(a => a.Stream)] },
            new NpgsqlParameter<long[]> { TypedValue = [.. appends.Select(a => a.ExpectedVersion)] },
        },
    };

    private async Task AppendAsync(NpgsqlTransaction transaction, Commit commit)
    {
        var headers = new Dictionary<string, object?>
        {
            ["role"] = commit.Context.Role,
            ["organisation"] = commit.Context.Organisation,
            ["policyVersion"] = commit.Context.PolicyVersion,
        };
        await using var session = marten.LightweightSession(SessionOptions.ForTransaction(transaction));
        session.LastModifiedBy = commit.Context.Actor;
        session.CorrelationId = commit.Context.CorrelationId;
        session.CausationId = commit.Context.CausationId;
        foreach (var (name, value) in headers)
        {
            if (value is not null) session.SetHeader(name, value);
        }

        foreach (var append in commit.Appends.Where(a => a.Events.Count > 0))
        {
            var events = append.Events.Select(happened =>
            {
                var wrapped = session.Events.BuildEvent(happened);
                wrapped.Timestamp = commit.At.ToUniversalTime();
                return (object)wrapped;
            });
            session.Events.Append(append.Stream, append.ExpectedVersion + append.Events.Count, [.. events]);
        }

        await session.SaveChangesAsync(CancellationToken.None);
    }

    /// <summary>What Marten leaves to its own clock and its own names, and the streams that were only to be checked.</summary>
    private void Settle(NpgsqlBatchCommandCollection batch, Commit commit)
    {
        foreach (var append in commit.Appends)
        {
            if (append.Events.Count == 0)
            {
                commits.Appends.AddTo(batch, append, commit, EventHeaders.Write(commit.Context));
                continue;
            }

            var born = append.ExpectedVersion == 0 ? ", type = $3, created = $2" : "";
            var settled = new NpgsqlBatchCommand($"update mt_streams set timestamp = $2{born} where id = $1")
            {
                Parameters = { SqlBinding.Uuid(append.Stream), SqlBinding.Instant(commit.At) },
            };
            if (append.ExpectedVersion == 0) settled.Parameters.Add(SqlBinding.Text(append.Category));
            batch.Add(settled);
        }
    }

    private static async Task RunAsync(NpgsqlConnection connection, Action<NpgsqlBatchCommandCollection> fill)
    {
        await using var batch = new NpgsqlBatch(connection);
        fill(batch.BatchCommands);
        if (batch.BatchCommands.Count > 0) await batch.ExecuteNonQueryAsync(CancellationToken.None);
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
