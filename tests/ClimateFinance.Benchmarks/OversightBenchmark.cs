using System.Diagnostics;
using System.Globalization;
using ClimateFinance.Api.Features.Oversight.Cells;
using ClimateFinance.Api.Hosting;
using ClimateFinance.Api.Hosting.Embedded;
using ClimateFinance.Api.Hosting.Identity;
using ClimateFinance.Domain.Deals;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;
using ClimateFinance.Store.Postgres;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace ClimateFinance.Benchmarks;

/// <summary>
/// The bureau's figures over real HTTP on a market of many deals, about ten facts each, while somebody keeps moving in it: board, funnel by each key, a deal
/// of 500 moves, and a month's report with the memory it takes.
/// </summary>
internal static class OversightBenchmark
{
    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;

    public static async Task<int> RunAsync(string[] args)
    {
        var deals = int.Parse(StoreBenchmark.Option(args, "--deals") ?? "100000", Plain);
        var requests = int.Parse(StoreBenchmark.Option(args, "--requests") ?? "300", Plain);
        var folder = StoreBenchmark.Option(args, "--folder") ?? Path.Combine(Path.GetTempPath(), $"cf-benchmark-{Environment.ProcessId}");
        try
        {
            var options = new EmbeddedPostgresOptions { DataFolder = Path.Combine(folder, "postgres"), AllowInstall = false };
            await using var server = await EmbeddedPostgres.StartAsync(options, NullLogger.Instance, CancellationToken.None);
            await MeasureAsync(server.ConnectionString, Path.Combine(folder, "keys"), deals, requests, args.Contains("--verify"));
        }
        finally
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }

        return 0;
    }

    private static async Task MeasureAsync(string connectionString, string keys, int deals, int requests, bool verify)
    {
        var app = await MarketHost.BuildAsync(
            ["--urls=http://127.0.0.1:0", "--environment=Benchmark", "--Preset=none", $"--Identity:KeyFolder={keys}", "--Logging:LogLevel:Default=Error"], connectionString);
        await using var _ = app;
        var (database, store) = (app.Services.GetRequiredService<PostgresDatabase>(), app.Services.GetRequiredService<IEventStore>());
        var market = new OversightMarket(database.Source);
        var today = ShanghaiTime.DateOf(DateTimeOffset.UtcNow);
        var ids = Enumerable.Range(0, OversightStories.Months * OversightStories.AMonth).Select(_ => Guid.CreateVersion7()).ToArray();
        await OversightStories.WriteAsync(store, today, ids, CancellationToken.None);
        await market.MultiplyAsync(deals, ids.Length);
        var events = await market.ScalarAsync<long>("select count(*) from mt_events");
        Console.WriteLine(string.Create(Plain, $"{deals + ids.Length:N0} deals, {events:N0} events"));

        var watch = Stopwatch.StartNew();
        if (verify) await VerifyAsync(app.Services);
        if (verify) Console.WriteLine(string.Create(Plain, $"deal_fact rebuilt from the events equals the live one, row for row: {watch.Elapsed.TotalSeconds:0} s"));

        // What a long time of work would have left: cells summed, every subscription at the end of the feed.
        watch.Restart();
        await using (var fold = database.Source.CreateCommand(
            """
            insert into subscription_checkpoint (name, position, at) select n, (select max(seq_id) from mt_events), now() from unnest($1) n
            on conflict (name) do update set position = excluded.position
            """))
        {
            fold.Parameters.Add(new Npgsql.NpgsqlParameter { Value = app.Services.GetServices<Subscriber>().Select(s => s.Name).ToArray() });
            await fold.ExecuteNonQueryAsync();
        }

        await app.Services.GetRequiredService<CellFold>().RefoldAsync(CancellationToken.None);
        await market.RunAsync("vacuum analyze deal_fact; ");
        await market.RunAsync("vacuum analyze market_cell; ");
        var took = watch.Elapsed;
        var cells = await market.ScalarAsync<long>("select count(*) from market_cell");
        var size = await market.ScalarAsync<string>("select pg_size_pretty(pg_database_size(current_database()))");
        Console.WriteLine(string.Create(Plain, $"all cells summed anew: {took.TotalSeconds:0} s, {cells:N0} cells; database {size}"));

        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        using var http = new HttpClient { BaseAddress = new Uri(address), Timeout = TimeSpan.FromMinutes(30) };
        var tokens = app.Services.GetRequiredService<TokenIssuer>();
        var bureau = new Caller("bureau", Role.Bureau, null, new RegionCode("130000"));
        var city = new Caller("city", Role.Bureau, null, new RegionCode("130400"));
        var bank = await market.ScalarAsync<Guid>("select bank_id from deal_fact where meeting_id is not null limit 1");
        var meeting = await market.ScalarAsync<Guid>("select meeting_id from deal_fact where meeting_id is not null limit 1");
        var busy = await BusyDealAsync(store);

        using var stop = new CancellationTokenSource();
        var moving = MoveAsync(store, busy.Others, stop.Token);
        Console.WriteLine($"{"",-58}{"p50 ms",9}{"p99 ms",9}{"worst",9}");
        foreach (var (name, path, caller) in new (string, string, Caller)[]
                 {
                     ("board, the whole market", "oversight/board", bureau), ("board, one city", "oversight/board", city), ("board, one meeting", $"oversight/board?meetingId={meeting}", bureau),
                     ("funnel", "oversight/funnel", bureau), ("funnel by bank", "oversight/funnel?by=bank", bureau), ("funnel by industry", "oversight/funnel?by=industry", bureau),
                     ("funnel by region", "oversight/funnel?by=region", bureau), ("funnel by month", "oversight/funnel?by=month", bureau), ("funnel by meeting", "oversight/funnel?by=meeting", bureau),
                     ("funnel of half a year by bank", $"oversight/funnel?by=bank&period={today.AddMonths(-6):yyyy}", bureau), ("funnel of a meeting by bank", $"oversight/funnel?by=bank&meetingId={meeting}", bureau),
                     ("funnel of a bank by industry", $"oversight/funnel?by=industry&bankId={bank}", bureau), ("overdue", "oversight/overdue", bureau), ("responsiveness", "oversight/responsiveness", bureau),
                     ("inbox of the bureau", "inbox", bureau), ("a deal of 500 moves", $"deals/{busy.Deal}", new Caller("o", Role.Bank, busy.Bank, null)),
                     ("its timeline", $"deals/{busy.Deal}/timeline", new Caller("o", Role.Bank, busy.Bank, null)),
                 })
            await HttpTiming.TimeAsync(http, name, path, tokens, caller, requests);
        await stop.CancelAsync();
        var moves = await moving;
        Console.WriteLine(string.Create(Plain, $"moves committed meanwhile: {moves:N0}"));

        var month = $"{today.AddMonths(-2):yyyy-MM}";
        foreach (var format in (string[])["csv", "json", "xlsx"]) await HttpTiming.ReadAsync(http, $"oversight/reports/{month}?format={format}", tokens, bureau);
        await HttpTiming.ReadAsync(http, "deals/export?format=csv", tokens, city);
        await app.StopAsync();
    }

    private static async Task VerifyAsync(IServiceProvider services)
    {
        var rebuilder = new ProjectionRebuilder(
            services.GetRequiredService<PostgresDatabase>(), services.GetRequiredService<PostgresEventStore>(), EventRegistry.Domain, TimeProvider.System);
        if (await rebuilder.VerifyAsync(new DealFactProjection(), null, CancellationToken.None) is { Count: > 0 } differences)
            throw new InvalidOperationException($"Not alike: {differences[0]}");
    }

    /// <summary>One deal of 500 moves, and a few that somebody works on meanwhile.</summary>
    private static async Task<(Guid Deal, Guid Bank, Guid[] Others)> BusyDealAsync(IEventStore store)
    {
        var found = await store.QueryAsync(
            new Sql("select f.id, f.bank_id from deal_fact f join product p on p.id = f.product_id join enterprise e on e.id = f.enterprise_id where f.stage = 'offered' and f.closed_on is null order by f.id desc limit 65"),
            row => (Deal: row.GetGuid(0), Bank: row.GetGuid(1)), CancellationToken.None);
        await NoteAsync(store, found[0].Deal, 500);
        return (found[0].Deal, found[0].Bank, [.. found.Skip(1).Select(f => f.Deal)]);
    }

    private static async Task NoteAsync(IEventStore store, Guid deal, int moves)
    {
        for (var done = 0; done < moves; done++)
        {
            var load = new Load();
            var stream = load.Stream<Deal>(deal);
            await store.LoadAsync(load, CancellationToken.None);
            var commit = new Commit(DateTimeOffset.UtcNow, new EventContext("load", Role.Bank, null)).Append(deal, Deal.Category, stream.Version, [new DealNoted("已电话沟通补充材料")]);
            await store.CommitAsync(commit, CancellationToken.None);
        }
    }

    /// <summary>About fifty moves a second.</summary>
    private static async Task<long> MoveAsync(IEventStore store, Guid[] deals, CancellationToken stop)
    {
        var moves = 0L;
        while (!stop.IsCancellationRequested)
        {
            await NoteAsync(store, deals[moves++ % deals.Length], 1);
            await Task.Delay(20, CancellationToken.None);
        }

        return moves;
    }
}
