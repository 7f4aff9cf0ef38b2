using System.Diagnostics;
using System.Globalization;
using ClimateFinance.Api.Features.Evidence;
using ClimateFinance.Api.Hosting;
using ClimateFinance.Api.Hosting.Embedded;
using ClimateFinance.Api.Hosting.Identity;
using ClimateFinance.Domain.Deals;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;
using ClimateFinance.Store.Postgres;
using Microsoft.Extensions.Logging.Abstractions;

namespace ClimateFinance.Benchmarks;

/// <summary>
/// What the evidence costs whoever appends: sixteen clients append, and load, decide and append, with the chain following and without, in turn; how far the
/// chain is behind while they go at full speed; and how fast it goes through what was appended without it.
/// </summary>
internal static class EvidenceBenchmark
{
    private const int EventsAStream = 10;
    private static readonly EventContext Context = new("benchmark", Role.Bank, Guid.CreateVersion7(), "correlation", "causation");
    private static readonly IEvent[] Facts = [new DealNoted("请于本周内补充能耗审计报告与项目备案文件")];

    public static async Task<int> RunAsync(string[] args)
    {
        var seconds = double.Parse(StoreBenchmark.Option(args, "--seconds") ?? "3", CultureInfo.InvariantCulture);
        var rounds = int.Parse(StoreBenchmark.Option(args, "--rounds") ?? "7", CultureInfo.InvariantCulture);
        var folder = Path.Combine(Path.GetTempPath(), $"cf-benchmark-{Environment.ProcessId}");
        try
        {
            var options = new EmbeddedPostgresOptions { DataFolder = Path.Combine(folder, "postgres"), AllowInstall = false };
            await using var server = await EmbeddedPostgres.StartAsync(options, NullLogger.Instance, CancellationToken.None);
            await using var database = new PostgresDatabase(new PostgresStoreOptions { ConnectionString = server.ConnectionString });
            await new Migrator(database, [MigrationModule.Store, new MigrationModule("market", typeof(MarketServices).Assembly)], TimeProvider.System).MigrateAsync(CancellationToken.None);
            using var keys = InstallationKeys.Open(Path.Combine(folder, "keys"));
            await new Bench(database, keys, seconds).RunAsync(rounds);
        }
        finally
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }

        return 0;
    }

    private sealed class Bench
    {
        private readonly PostgresEventStore store;
        private readonly PostgresDatabase database;
        private readonly InstallationKeys keys;
        private readonly double seconds;
        private readonly List<double> catchUps = [];
        private readonly List<Lag> lags = [];

        public Bench(PostgresDatabase database, InstallationKeys keys, double seconds)
        {
            (this.database, this.keys, this.seconds) = (database, keys, seconds);
            store = new PostgresEventStore(database, EventRegistry.Domain, [], TimeProvider.System);
        }

        private sealed record Lag(long Events, TimeSpan Age);

        public async Task RunAsync(int rounds)
        {
            var cpu = await CpuMeter.OfAsync(database.Source);
            (string Name, Func<Func<Task>> Client)[] work = [("append, new stream, one event", Append), ("load, append, answer", Command)];
            var off = work.ToDictionary(w => w.Name, _ => new List<Rate>());
            var on = work.ToDictionary(w => w.Name, _ => new List<Rate>());
            foreach (var (_, client) in work) await Clients.RunAsync(Clients.Many, 1, client, cpu);
            for (var round = 0; round < rounds; round++)
            {
                foreach (var (name, client) in work)
                {
                    // Each goes first in every other round.
                    if (round % 2 == 0) off[name].Add(await WithoutAsync(client, cpu));
                    on[name].Add(await WithAsync(client, cpu));
                    if (round % 2 == 1) off[name].Add(await WithoutAsync(client, cpu));
                }
            }

            Console.WriteLine($"{$"{Clients.Many} clients, median of {rounds}",-32}{"chain off",12}{"chain on",12}   share, least to most       p99 off   p99 on   µs off  µs on (client + server)");
            foreach (var (name, _) in work) Print(name, off[name], on[name]);
            var behind = lags.OrderBy(l => l.Age).ToArray();
            Console.WriteLine($"behind the newest event at full speed, of {behind.Length} looks: median {behind[behind.Length / 2].Age.TotalMilliseconds:0} ms, 99 of 100 {behind[behind.Length * 99 / 100].Age.TotalMilliseconds:0} ms, most {behind[^1].Age.TotalMilliseconds:0} ms, {behind.Max(l => l.Events)} events");
            catchUps.Sort();
            Console.WriteLine($"events a second caught up with, nothing else going on: median {catchUps[catchUps.Count / 2]:0}, {catchUps[0]:0} to {catchUps[^1]:0}");
        }

        private Task<Rate> WithoutAsync(Func<Func<Task>> client, CpuMeter cpu) => Clients.RunAsync(Clients.Many, seconds, client, cpu);

        /// <summary>The chain first takes in what is there, then follows the clients.</summary>
        private async Task<Rate> WithAsync(Func<Func<Task>> client, CpuMeter cpu)
        {
            using var ending = new CancellationTokenSource();
            var keeper = new EvidenceKeeper(store, new EvidenceTree(store), keys, TimeProvider.System);
            var runner = new SubscriptionRunner(database, store, EventRegistry.Domain, [keeper], new SubscriptionOptions { LongestPause = TimeSpan.FromMilliseconds(300) }, TimeProvider.System);
            var backlog = await NumberAsync("select (select count(*) from mt_events) - (select count(*) from evidence_leaf)");
            var watch = Stopwatch.StartNew();
            var running = runner.RunAsync(ending.Token);
            while (await NumberAsync("select coalesce(max(seq_id), 0) - coalesce((select max(seq_id) from evidence_leaf), 0) from mt_events") > 0) await Task.Delay(5);
            if (backlog > 5_000) catchUps.Add(backlog / watch.Elapsed.TotalSeconds);

            using var measured = new CancellationTokenSource();
            var looking = LookAsync(measured.Token);
            var rate = await Clients.RunAsync(Clients.Many, seconds, client, cpu);
            await measured.CancelAsync();
            await looking;
            await ending.CancelAsync();
            await running;
            return rate;
        }

        private async Task LookAsync(CancellationToken ended)
        {
            while (!ended.IsCancellationRequested)
            {
                await Task.Delay(100, CancellationToken.None);
                var found = await store.QueryAsync(
                    new Sql(
                        """
                        select e.seq_id - l.seq_id, greatest(0, extract(epoch from clock_timestamp() - o.timestamp) * 1000)::float8
                        from (select max(seq_id) as seq_id from mt_events) e, (select max(seq_id) as seq_id from evidence_leaf) l,
                            lateral (select timestamp from mt_events where seq_id > l.seq_id order by seq_id limit 1) o
                        """),
                    row => new Lag(row.GetInt64(0), TimeSpan.FromMilliseconds(row.GetDouble(1))),
                    CancellationToken.None);
                lags.AddRange(found.DefaultIfEmpty(new Lag(0, TimeSpan.Zero)));
            }
        }

        private Func<Task> Append() => async () => Demand(await store.CommitAsync(Write().Append(Guid.CreateVersion7(), Deal.Category, 0, Facts), default));

        /// <summary>A client works a stream until it has ten events, then the next.</summary>
        private Func<Task> Command()
        {
            var (id, version) = (Guid.CreateVersion7(), 0L);
            return async () =>
            {
                var load = new Load();
                var key = Guid.CreateVersion7().ToString();
                load.Answer("benchmark", key);
                load.Rows(new Sql("select version from mt_streams where id = $1", id), row => row.GetInt64(0));
                await store.LoadAsync(load, default);
                var commit = Write().Append(id, Deal.Category, version++, Facts);
                commit.Answer = new Answer("benchmark", key, new byte[32], 200, "\"1\"", null, "{}"u8.ToArray(), commit.At);
                Demand(await store.CommitAsync(commit, default));
                if (version == EventsAStream) (id, version) = (Guid.CreateVersion7(), 0);
            };
        }

        private async Task<long> NumberAsync(string sql) => (await store.QueryAsync(new Sql(sql), row => row.GetInt64(0), default))[0];

        private static Commit Write() => new(DateTimeOffset.UtcNow, Context);

        private static void Demand(CommitOutcome outcome)
        {
            if (outcome is not CommitOutcome.Done) throw new InvalidOperationException($"Not stored: {outcome}.");
        }

        private static void Print(string name, List<Rate> off, List<Rate> on)
        {
            var shares = on.Zip(off, (with, without) => with.PerSecond / without.PerSecond).Order().ToArray();
            double Median(List<Rate> rates, Func<Rate, double> of) => rates.Select(of).Order().ElementAt(rates.Count / 2);
            Console.WriteLine(
                $"{name,-32}{Median(off, r => r.PerSecond),12:0}{Median(on, r => r.PerSecond),12:0}   {shares[shares.Length / 2]:0.00}, {shares[0]:0.00} to {shares[^1]:0.00}"
                + $"{Median(off, r => r.P99.TotalMilliseconds),16:0.0}{Median(on, r => r.P99.TotalMilliseconds),9:0.0}"
                + $"{Median(off, r => r.ClientMicroseconds + r.ServerMicroseconds),9:0}{Median(on, r => r.ClientMicroseconds + r.ServerMicroseconds),7:0}");
        }
    }
}
