using System.Diagnostics;
using System.Globalization;
using ClimateFinance.Api.Features.Deals;
using ClimateFinance.Api.Features.Oversight.Cells;
using ClimateFinance.Api.Hosting;
using ClimateFinance.Api.Hosting.Embedded;
using ClimateFinance.Api.Hosting.Identity;
using ClimateFinance.Domain.Deals;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;
using ClimateFinance.Store.Postgres;
using Microsoft.AspNetCore.Builder;
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

    /// <summary>While a market is made it need not survive a crash.</summary>
    private static readonly Dictionary<string, string> Hurried = new()
    {
        ["max_wal_size"] = "32GB",
        ["checkpoint_timeout"] = "1h",
        ["autovacuum"] = "off",
        ["maintenance_work_mem"] = "1GB",
        ["work_mem"] = "1GB",
        ["shared_buffers"] = "1GB",
    };

    public static async Task<int> RunAsync(string[] args)
    {
        var deals = int.Parse(StoreBenchmark.Option(args, "--deals") ?? "100000", Plain);
        var requests = int.Parse(StoreBenchmark.Option(args, "--requests") ?? "300", Plain);
        var kept = StoreBenchmark.Option(args, "--folder");
        var folder = kept ?? Path.Combine(Path.GetTempPath(), $"cf-benchmark-{Environment.ProcessId}");
        try
        {
            if (!Directory.Exists(Path.Combine(folder, "postgres"))) await OnServerAsync(folder, hurried: true, market => MakeAsync(market, folder, deals, args.Contains("--verify")));
            await OnServerAsync(folder, hurried: false, market => MeasureAsync(market, folder, requests, StoreBenchmark.Option(args, "--only") ?? ""));
        }
        finally
        {
            if (kept is null && Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }

        return 0;
    }

    private static async Task OnServerAsync(string folder, bool hurried, Func<string, Task> work)
    {
        var options = new EmbeddedPostgresOptions { DataFolder = Path.Combine(folder, "postgres"), AllowInstall = false, Durable = !hurried, StopTimeout = TimeSpan.FromMinutes(10) };
        foreach (var (name, value) in hurried ? Hurried : []) options.Settings[name] = value;
        await using var server = await EmbeddedPostgres.StartAsync(options, NullLogger.Instance, CancellationToken.None);
        await work(server.ConnectionString);
    }

    private static Task<WebApplication> HostAsync(string connectionString, string folder) => MarketHost.BuildAsync(
        ["--urls=http://127.0.0.1:0", "--environment=Benchmark", "--Traffic:Limited=false", "--Preset=none", $"--Identity:KeyFolder={Path.Combine(folder, "keys")}", "--Logging:LogLevel:Default=Error"],
        connectionString);

    private static async Task MakeAsync(string connectionString, string folder, int deals, bool verify)
    {
        await using var app = await HostAsync(connectionString, folder);
        var (database, store) = (app.Services.GetRequiredService<PostgresDatabase>(), app.Services.GetRequiredService<IEventStore>());
        var market = new OversightMarket(database.Source);
        var watch = Stopwatch.StartNew();
        await OversightStories.WriteAsync(store, ShanghaiTime.DateOf(DateTimeOffset.UtcNow), CancellationToken.None);
        Console.WriteLine(string.Create(Plain, $"stories written by the store: {watch.Elapsed.TotalSeconds:0} s"));
        await market.MultiplyAsync(deals);
        if (verify)
        {
            watch.Restart();
            await VerifyAsync(app.Services);
            Console.WriteLine(string.Create(Plain, $"deal_fact rebuilt from the events equals the live one, row for row: {watch.Elapsed.TotalSeconds:0} s"));
        }

        // What a long time of work would have left: cells summed, every subscription at the end of the feed.
        watch.Restart();
        await using (var checkpoints = database.Source.CreateCommand(
            """
            insert into subscription_checkpoint (name, position, at) select n, (select max(seq_id) from mt_events), now() from unnest($1) n
            on conflict (name) do update set position = excluded.position
            """))
        {
            checkpoints.Parameters.Add(new Npgsql.NpgsqlParameter { Value = app.Services.GetServices<Subscriber>().Select(s => s.Name).ToArray() });
            await checkpoints.ExecuteNonQueryAsync();
        }

        await app.Services.GetRequiredService<CellsAnew>().RefoldAsync(CancellationToken.None);
        await market.RunAsync("vacuum analyze deal_fact");
        await market.RunAsync("vacuum analyze market_sum");
        var cells = await market.ScalarAsync<long>("select count(*) from market_sum");
        Console.WriteLine(string.Create(Plain, $"all cells summed anew: {watch.Elapsed.TotalSeconds:0} s, {cells:N0} cells"));
    }

    private static async Task MeasureAsync(string connectionString, string folder, int requests, string only)
    {
        await using var app = await HostAsync(connectionString, folder);
        var (database, store) = (app.Services.GetRequiredService<PostgresDatabase>(), app.Services.GetRequiredService<IEventStore>());
        var market = new OversightMarket(database.Source);
        var today = ShanghaiTime.DateOf(DateTimeOffset.UtcNow);
        var (deals, events, size) = (
            await market.ScalarAsync<long>("select count(*) from deal_fact"), await market.ScalarAsync<long>("select count(*) from mt_events"),
            await market.ScalarAsync<string>("select pg_size_pretty(pg_database_size(current_database()))"));
        Console.WriteLine(string.Create(Plain, $"{deals:N0} deals, {events:N0} events, database {size}; load {File.ReadAllText("/proc/loadavg").Trim()}"));

        var watch = Stopwatch.StartNew();
        app.Services.GetRequiredService<ClockworkGate>().Held = true;
        await app.StartAsync();
        var swept = await app.Services.GetRequiredService<DealKeeper>().SweepAsync(CancellationToken.None);
        Console.WriteLine(string.Create(Plain, $"host started and all clocks looked at after {watch.Elapsed.TotalSeconds:0.0} s: something was due on {swept.Count:N0} deals"));
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        using var http = new HttpClient { BaseAddress = new Uri(address), Timeout = TimeSpan.FromMinutes(30) };
        var tokens = app.Services.GetRequiredService<TokenIssuer>();
        var bureau = new Caller("bureau", Role.Bureau, null, new RegionCode("130000"));
        var city = new Caller("city", Role.Bureau, null, new RegionCode("130400"));
        var (bank, meeting, firm) = (
            await market.ScalarAsync<Guid>("select bank_id from deal_fact where meeting_id is not null limit 1"),
            await market.ScalarAsync<Guid>("select meeting_id from deal_fact where meeting_id is not null limit 1"),
            await market.ScalarAsync<Guid>("select enterprise_id from deal_fact where owing = 'enterprise' limit 1"));
        var busy = await BusyDealAsync(store);
        var (lender, borrower, year) = (new Caller("b", Role.Bank, bank, null), new Caller("e", Role.Enterprise, firm, null), $"{today.AddMonths(-6):yyyy}");

        using var stop = new CancellationTokenSource();
        var moving = MoveAsync(store, busy.Others, stop.Token);
        Console.WriteLine($"{"",-58}{"p50 ms",9}{"p99 ms",9}{"worst",9}");
        foreach (var (name, path, caller) in new (string, string, Caller)[]
                 {
                     ("board, the whole market", "oversight/board", bureau), ("board, one city", "oversight/board", city), ("board, one meeting", $"oversight/board?meetingId={meeting}", bureau),
                     ("funnel", "oversight/funnel", bureau), ("funnel by bank", "oversight/funnel?by=bank", bureau), ("funnel by bank, all 400", "oversight/funnel?by=bank&limit=1000", bureau), ("funnel by industry", "oversight/funnel?by=industry", bureau),
                     ("funnel by region", "oversight/funnel?by=region", bureau), ("funnel by region, one city", "oversight/funnel?by=region", city),
                     ("funnel by month", "oversight/funnel?by=month", bureau), ("funnel by meeting", "oversight/funnel?by=meeting", bureau), ("funnel by stage", "oversight/funnel?by=stage", bureau),
                     ("funnel of a year by bank", $"oversight/funnel?by=bank&period={year}", bureau), ("funnel of a year by industry", $"oversight/funnel?by=industry&period={year}", bureau),
                     ("funnel of a year by region", $"oversight/funnel?by=region&period={year}", bureau), ("funnel of a year by meeting", $"oversight/funnel?by=meeting&period={year}", bureau),
                     ("funnel of half a year by bank", $"oversight/funnel?by=bank&period={year}-H1", bureau), ("funnel of half a year by industry", $"oversight/funnel?by=industry&period={year}-H1", bureau),
                     ("funnel of half a year by region", $"oversight/funnel?by=region&period={year}-H1", bureau), ("funnel of a quarter by bank", $"oversight/funnel?by=bank&period={year}-Q1", bureau),
                     ("funnel of a month by bank", $"oversight/funnel?by=bank&period={year}-03", bureau), ("funnel of a year by reason", $"oversight/funnel?by=reason&period={year}", bureau),
                     ("funnel of a bank by month", $"oversight/funnel?by=month&bankId={bank}", bureau), ("funnel of a bank by industry", $"oversight/funnel?by=industry&bankId={bank}", bureau),
                     ("funnel of a bank by stage", $"oversight/funnel?by=stage&bankId={bank}", bureau), ("funnel of a bank in a year by industry", $"oversight/funnel?by=industry&bankId={bank}&period={year}", bureau),
                     ("funnel of a bank in a year by stage", $"oversight/funnel?by=stage&bankId={bank}&period={year}", bureau),
                     ("funnel of steel in a year by bank", $"oversight/funnel?by=bank&industry=C3120&period={year}", bureau), ("funnel of steel in a quarter by bank", $"oversight/funnel?by=bank&industry=C3120&period={year}-Q1", bureau),
                     ("funnel of all metal in a year by bank", $"oversight/funnel?by=bank&industry=C31&period={year}", bureau), ("funnel of steel in a year by meeting", $"oversight/funnel?by=meeting&industry=C3120&period={year}", bureau),
                     ("funnel of steel in a year by region", $"oversight/funnel?by=region&industry=C3120&period={year}", bureau), ("funnel of steel in a year by stage", $"oversight/funnel?by=stage&industry=C3120&period={year}", bureau),
                     ("funnel of steel in a year by month", $"oversight/funnel?by=month&industry=C3120&period={year}", bureau), ("reasons of steel in a year", $"oversight/reasons?industry=C3120&period={year}", bureau),
                     ("funnel of an industry by bank", "oversight/funnel?by=bank&industry=C3120", bureau), ("funnel of an industry by region", "oversight/funnel?by=region&industry=C3120", bureau),
                     ("funnel of a meeting by bank", $"oversight/funnel?by=bank&meetingId={meeting}", bureau), ("funnel of a meeting by stage", $"oversight/funnel?by=stage&meetingId={meeting}", bureau), ("a meeting's own funnel", $"meetings/{meeting}/funnel", bureau),
                     ("overdue", "oversight/overdue", bureau), ("responsiveness", "oversight/responsiveness", bureau), ("responsiveness in a year", $"oversight/responsiveness?period={year}", bureau), ("reasons", "oversight/reasons", bureau), ("counts", "oversight/counts", bureau),
                     ("inbox of the bureau", "inbox", bureau), ("inbox of a bank", "inbox", lender), ("inbox of an enterprise", "inbox", borrower),
                     ("deals of a bank", "deals", lender), ("late deals of the region", "deals?overdue=true", bureau),
                     ("a deal of 500 moves", $"deals/{busy.Deal}", new Caller("o", Role.Bank, busy.Bank, null)), ("its timeline", $"deals/{busy.Deal}/timeline", new Caller("o", Role.Bank, busy.Bank, null)),
                 })
        {
            if (name.Contains(only, StringComparison.Ordinal)) await HttpTiming.TimeAsync(http, name, path, tokens, caller, requests);
        }

        await stop.CancelAsync();
        var moves = await moving;
        Console.WriteLine(string.Create(Plain, $"moves committed meanwhile: {moves:N0}"));
        if (only.Length > 0)
        {
            await app.StopAsync();
            return;
        }
        await HttpTiming.TimeAsync(http, "public statistics, worked out and then kept", "statistics", tokens, bureau, 20, warm: 0);

        var month = $"{today.AddMonths(-2):yyyy-MM}";
        foreach (var format in (string[])["csv", "json", "xlsx"]) await HttpTiming.ReadAsync(http, $"oversight/reports/{month}?format={format}", tokens, bureau);
        await HttpTiming.ReadAsync(http, "deals/export?format=csv", tokens, city);
        await app.StopAsync();
    }

    private static async Task VerifyAsync(IServiceProvider services)
    {
        var rebuilder = new ProjectionRebuilder(
            services.GetRequiredService<PostgresDatabase>(), services.GetRequiredService<IEventStore>(), EventRegistry.Domain, TimeProvider.System);
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
