using Npgsql;
using Polly;
using Polly.Retry;

namespace ClimateFinance.Store.Postgres;

/// <summary>How far a rebuild is.</summary>
/// <param name="Position">The sequence number up to which events were replayed.</param>
/// <param name="Newest">The newest event when last looked.</param>
public sealed record RebuildProgress(long Position, long Newest);

/// <summary>On which side a row stands alone.</summary>
public enum DifferenceKind
{
    /// <summary>The events give this row; the live table lacks it.</summary>
    MissingInLive,

    /// <summary>The live table has this row; the events do not give it.</summary>
    OnlyInLive,
}

/// <summary>A row in which a read model and its events disagree.</summary>
/// <param name="Table">Unqualified.</param>
/// <param name="Kind">Which side has it.</param>
/// <param name="Row">The row as JSON.</param>
public sealed record ProjectionDifference(string Table, DifferenceKind Kind, string Row);

/// <summary>
/// Makes a read model anew from the events, or checks it against them, while commands go on. Events are read page by page into twins of
/// the tables; only the last few are replayed under a lock that makes appends wait.
/// </summary>
public sealed class ProjectionRebuilder(PostgresDatabase database, IEventStore store, EventRegistry registry, TimeProvider time)
{
    private const int PageSize = 1_000;
    private const int DifferencesPerSide = 20;

    private readonly EventRows rows = new(registry);

    private readonly ResiliencePipeline lockRetries = new ResiliencePipelineBuilder { Name = "rebuild-swap", TimeProvider = time }
        .AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = 5,
            Delay = TimeSpan.FromSeconds(1),
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            ShouldHandle = static arguments => ValueTask.FromResult(
                arguments.Outcome.Exception is PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected }),
        })
        .Build();

    /// <summary>Replaces the live tables by what the events give. On any failure the live tables stay as they are.</summary>
    /// <exception cref="UnknownStoredEventException">The history holds an event that this software does not know.</exception>
    /// <exception cref="InvalidOperationException">A table has foreign keys.</exception>
    public async Task RebuildAsync(Projection projection, IProgress<RebuildProgress>? progress, CancellationToken cancellation)
    {
        await using var shadow = await ShadowSchema.CreateAsync(database, projection.Tables, cancellation);
        var position = await CatchUpAsync(shadow, projection, 0, progress, cancellation);

        // Commands are planned by what is known of a table's rows, and of new ones nothing is.
        foreach (var table in projection.Tables) await shadow.RunAsync($"analyze {table}", cancellation);
        await lockRetries.ExecuteAsync(
            async token =>
            {
                // Before each attempt, so that little is left for the time in which appends wait.
                position = await CatchUpAsync(shadow, projection, position, progress, token);
                await SwapAsync(shadow, projection, position, token);
            },
            cancellation);
    }

    /// <summary>Drops what a rebuild left behind whose node died; nothing while one is at work.</summary>
    /// <returns>Whether there was something.</returns>
    public Task<bool> ClearAsync(CancellationToken cancellation) => ShadowSchema.ClearAsync(database, cancellation);

    /// <summary>Compares the live tables, row for row, with what the events give; changes nothing and stops nobody.</summary>
    /// <returns>The differences, at most 20 a table and side; empty when they agree.</returns>
    public async Task<IReadOnlyList<ProjectionDifference>> VerifyAsync(
        Projection projection, IProgress<RebuildProgress>? progress, CancellationToken cancellation)
    {
        await using var shadow = await ShadowSchema.CreateAsync(database, projection.Tables, cancellation);
        var position = await CatchUpAsync(shadow, projection, 0, progress, cancellation);

        // One snapshot shows the rest of the events and the live rows that were written with them.
        await using var snapshot = await shadow.Connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellation);
        await ReplayRestAsync(shadow, projection, position, cancellation);
        var differences = new List<ProjectionDifference>();
        foreach (var table in projection.Tables) differences.AddRange(await shadow.CompareAsync(table, DifferencesPerSide, cancellation));
        await snapshot.RollbackAsync(cancellation);
        return differences;
    }

    private async Task<long> CatchUpAsync(
        ShadowSchema shadow, Projection projection, long position, IProgress<RebuildProgress>? progress, CancellationToken cancellation)
    {
        var newest = 0L;
        while (true)
        {
            var page = await store.ReadFeedAsync(position, PageSize, cancellation);
            if (page.Count == 0) return position;
            await ApplyAsync(shadow, projection, page, cancellation);
            position = page[^1].Sequence;
            if (progress is not null)
            {
                if (position > newest) newest = await NewestAsync(cancellation);
                progress.Report(new RebuildProgress(position, newest));
            }

            // Not a full page: the rest is small enough for the last step.
            if (page.Count < PageSize) return position;
        }
    }

    private async Task SwapAsync(ShadowSchema shadow, Projection projection, long position, CancellationToken cancellation)
    {
        await using var transaction = await shadow.Connection.BeginTransactionAsync(cancellation);

        // Appends insert events before they touch a read model, so whoever holds a read model's lock already has this one and is
        // waited for here. Reads go on.
        await shadow.RunAsync("set local lock_timeout to '5s'; lock table mt_events in share row exclusive mode", cancellation);
        await ReplayRestAsync(shadow, projection, position, cancellation);
        await shadow.SwapAsync(projection.Tables, cancellation);
        await transaction.CommitAsync(cancellation);
    }

    private async Task ReplayRestAsync(ShadowSchema shadow, Projection projection, long position, CancellationToken cancellation)
    {
        while (true)
        {
            var page = new List<RecordedEvent>();
            await using (var command = new NpgsqlCommand(
                $"select {EventRows.Columns} from mt_events where seq_id > $1 and type <> '{EventRows.Tombstone}' order by seq_id limit {PageSize}",
                shadow.Connection)
            { Parameters = { SqlBinding.BigInt(position) } })
            await using (var reader = await command.ExecuteReaderAsync(cancellation))
            {
                while (await reader.ReadAsync(cancellation)) page.Add(rows.Read(reader));
            }

            if (page.Count == 0) return;
            await ApplyAsync(shadow, projection, page, cancellation);
            position = page[^1].Sequence;
        }
    }

    private static async Task ApplyAsync(
        ShadowSchema shadow, Projection projection, IReadOnlyList<RecordedEvent> page, CancellationToken cancellation)
    {
        var statements = new List<Sql>();
        foreach (var happened in page)
        {
            // As when it was appended, so that a projection cannot tell the difference.
            if (projection.Categories.Contains(happened.Category)) projection.Project(happened with { Sequence = 0 }, statements);
        }

        if (statements.Count == 0) return;
        await using var batch = new NpgsqlBatch(shadow.Connection) { Timeout = 0 };
        foreach (var statement in statements) batch.BatchCommands.Add(SqlBinding.ToCommand(statement));
        await batch.ExecuteNonQueryAsync(cancellation);
    }

    private async Task<long> NewestAsync(CancellationToken cancellation) =>
        (await store.QueryAsync(new Sql("select coalesce(max(seq_id), 0) from mt_events"), row => row.GetInt64(0), cancellation))[0];
}
