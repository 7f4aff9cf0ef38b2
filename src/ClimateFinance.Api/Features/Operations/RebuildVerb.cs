using ClimateFinance.Api.Hosting;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;
using ClimateFinance.Store.Postgres;
using Spectre.Console;

namespace ClimateFinance.Api.Features.Operations;

/// <summary>
/// <c>dotnet run --project src/ClimateFinance.Api -- rebuild deals</c>: asks for a rebuild and shows how far it is. A running host works on it, or
/// else this process: whoever holds the lock.
/// </summary>
internal static class RebuildVerb
{
    public const string Name = "rebuild";

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(200);

    /// <returns>0 when it is done; 1 when it failed or was refused; 2 when the projection is not known.</returns>
    public static async Task<int> RunAsync(string[] args, CancellationToken cancellation)
    {
        if (args is not [var projection, .. var rest] || !RebuildDesk.Names.Contains(projection))
        {
            await Console.Error.WriteLineAsync($"usage: {Name} PROJECTION, one of: {string.Join(", ", RebuildDesk.Names)}");
            return 2;
        }

        await using var database = MarketDatabase.OpenBeside(rest, cancellation);
        await using var app = MarketHost.Assemble([.. rest, "--Logging:LogLevel:Default=Warning"], () => database.ConnectionString);
        await database.ReadyAsync();
        await app.Services.GetRequiredService<Migrator>().MigrateAsync(cancellation);

        var store = app.Services.GetRequiredService<IEventStore>();
        var (id, at) = (app.Services.GetRequiredService<IdSource>().Next(), app.Services.GetRequiredService<TimeProvider>().GetUtcNow());
        var asked = new Commit(at, new EventContext(Environment.UserName, Role.Operator, null)).With(RebuildDesk.Asked(id, projection, Environment.UserName, at));
        if (await store.CommitAsync(asked, cancellation) is not CommitOutcome.Done)
        {
            await Console.Error.WriteLineAsync("A rebuild is under way or waits already; one is done at a time.");
            return 1;
        }

        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var work = app.Services.GetRequiredService<RebuildWorker>().WorkAsync(over.Token);
        try
        {
            var ended = await AnsiConsole.Progress()
                .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn(), new SpinnerColumn())
                .StartAsync(context => ShowAsync(store, id, context.AddTask(projection), cancellation));
            AnsiConsole.MarkupLine(ended.State == "done"
                ? $"{projection}: {ended.EventsDone} events replayed in {(ended.EndedAt - ended.StartedAt)!.Value.TotalSeconds:0.0} s"
                : $"{projection}: {(ended.Failure ?? ended.State).EscapeMarkup()}");
            return ended.State == "done" ? 0 : 1;
        }
        finally
        {
            await over.CancelAsync();
            await work;
        }
    }

    private static async Task<RebuildBody> ShowAsync(IEventStore store, Guid id, ProgressTask bar, CancellationToken cancellation)
    {
        while (true)
        {
            var now = (await store.QueryAsync(new Sql($"select {RebuildBody.Columns} from projection_rebuild r where r.id = $1", id), RebuildBody.Map, cancellation))[0];
            if (now.EventsTotal > 0) bar.MaxValue(now.EventsTotal).Value(now.EventsDone);
            if (now.Current is { } current) bar.Description($"{current}, {now.EventsPerSecond ?? 0} events/s");
            if (now.EndedAt is not null)
            {
                if (now.State == "done") bar.Value(bar.MaxValue);
                return now;
            }

            await Task.Delay(BetweenLooks, cancellation);
        }
    }
}
