using ClimateFinance.Api.Features.Oversight.Cells;
using ClimateFinance.Api.Hosting;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;
using ClimateFinance.Store.Postgres;

namespace ClimateFinance.Api.Features.Operations;

/// <summary>Carries out the rebuilds that were asked for, one after the other, and writes down how far each is.</summary>
internal sealed class RebuildDesk(PostgresDatabase database, IEventStore store, CellsAnew cells, TimeProvider time)
{
    private const string Everything = "all";

    /// <summary>The sums of the board are folded by a subscriber, from tables that are read models: made anew last, in one transaction.</summary>
    private const string Cells = "market-cells";

    private static readonly TimeSpan BetweenNotes = TimeSpan.FromMilliseconds(500);

    private readonly ProjectionRebuilder rebuilder = new(database, store, EventRegistry.Domain, time);

    /// <summary>What may be asked for.</summary>
    public static IReadOnlyList<string> Names { get; } = [Everything, .. MarketServices.Projections.Select(p => p.Name), Cells];

    /// <summary>Writes down that one is asked for; taken while another waits or runs.</summary>
    public static Sql Asked(Guid id, string projection, string by, DateTimeOffset at) => new(
        "insert into projection_rebuild (id, projection, state, requested_by, requested_at) values ($1, $2, 'waiting', $3, $4)", id, projection, by, at);

    /// <summary>Whoever begins to work here is alone: what is still called running died with its node, and left the old tables in use.</summary>
    public async Task ClearAsync(CancellationToken cancellation)
    {
        await rebuilder.ClearAsync(cancellation);
        await WriteAsync(
            new Sql(
                "update projection_rebuild set state = 'failed', failure = 'The node that worked on it ended; the old tables stayed in use.', current = null, ended_at = $1 where state = 'running'",
                time.GetUtcNow()),
            cancellation);
    }

    /// <summary>Carries out the next one; false when none waits.</summary>
    public async Task<bool> WorkAsync(CancellationToken cancellation)
    {
        var waiting = await store.QueryAsync(
            new Sql("select id, projection from projection_rebuild where state = 'waiting' order by id limit 1"), row => (Id: row.GetGuid(0), Name: row.GetString(1)), cancellation);
        if (waiting is not [var asked]) return false;

        await WriteAsync(new Sql("update projection_rebuild set state = 'running', started_at = $2, seen_at = $2 where id = $1", asked.Id, time.GetUtcNow()), cancellation);
        try
        {
            await RebuildAsync(asked.Id, asked.Name, cancellation);
            await EndAsync(asked.Id, "done", null, cancellation);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            await EndAsync(asked.Id, "failed", $"{e.GetType().Name}: {e.Message}", cancellation);
        }

        return true;
    }

    private async Task RebuildAsync(Guid id, string name, CancellationToken cancellation)
    {
        var chosen = MarketServices.Projections.Where(p => name is Everything || p.Name == name).ToArray();
        for (var i = 0; i < chosen.Length; i++)
        {
            var place = i;
            var progress = new Latest();
            var work = rebuilder.RebuildAsync(chosen[i], progress, cancellation);
            while (!work.IsCompleted)
            {
                await Task.WhenAny(work, Task.Delay(BetweenNotes, time, cancellation));
                var (position, newest) = (progress.Value.Position, Math.Max(progress.Value.Newest, progress.Value.Position));
                await NoteAsync(id, chosen[i].Name, place * newest + position, chosen.Length * newest, cancellation);
            }

            await work;
        }

        if (name is not (Everything or Cells)) return;
        await NoteAsync(id, Cells, null, null, cancellation);
        await cells.RefoldAsync(cancellation);
    }

    private Task NoteAsync(Guid id, string current, long? done, long? total, CancellationToken cancellation) => WriteAsync(
        new Sql(
            "update projection_rebuild set current = $2, events_done = greatest(events_done, $3), events_total = greatest(events_total, $4), seen_at = $5 where id = $1",
            id, current, done, total, time.GetUtcNow()),
        cancellation);

    private Task EndAsync(Guid id, string state, string? failure, CancellationToken cancellation) => WriteAsync(
        new Sql("update projection_rebuild set state = $2, failure = left($3, 2000), current = null, ended_at = $4 where id = $1", id, state, failure, time.GetUtcNow()),
        cancellation);

    private Task WriteAsync(Sql statement, CancellationToken cancellation) =>
        store.CommitAsync(new Commit(time.GetUtcNow(), new EventContext("rebuilds", Role.System, null)).With(statement), cancellation);

    private sealed class Latest : IProgress<RebuildProgress>
    {
        public RebuildProgress Value { get; private set; } = new(0, 0);

        public void Report(RebuildProgress value) => Value = value;
    }
}
