using System.Diagnostics;
using System.Globalization;
using ClimateFinance.Api.Hosting.Embedded;
using ClimateFinance.Domain.Pairings;
using ClimateFinance.Matching;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace ClimateFinance.Benchmarks;

/// <summary>
/// In one run, on one market: the columns beside plain LINQ, a loop over objects, one reading of all columns, and PostgreSQL.
/// All of them must find the same products in the same order before any time is printed.
/// </summary>
internal static class MatchingBenchmark
{
    private const int Top = 20;
    private const int Asked = 64;

    public static async Task<int> RunAsync(string[] args)
    {
        var count = int.Parse(Option(args, "--products") ?? "100000", CultureInfo.InvariantCulture);
        var (basis, policy) = (MatchingMarket.Basis, MatchingMarket.Policy);
        var scale = new ScoreScale(policy);
        var market = new MatchingMarket(1);
        var products = market.Products(count);
        var needs = market.Needs(count);
        var clock = Stopwatch.StartNew();
        var live = new LiveMarket(basis, policy, needs, products);
        Console.WriteLine($"{count} products and {count} needs laid out in {clock.Elapsed.TotalSeconds:0.00} s; registers: {Question.Widest}");

        var snapshot = live.Current;
        var asked = needs.Take(Asked).ToArray();
        var items = snapshot.Needs.Blocks.SelectMany(b => b.Items).OfType<NeedItem>().ToDictionary(n => n.Facts.Need);
        var prepared = asked.Select(n => items[n.Need]).ToArray();
        var offered = products.Select(p => new OfferedFigures(p, basis)).ToArray();
        var room = new Ranked<ProductFacts>[Top];
        var eligible = prepared.Average(n =>
        {
            snapshot.TopProducts(n, room, out var all, null, null);
            return all;
        });
        Console.WriteLine($"one need: {eligible:0} of {count} products eligible on average, {eligible / count:0.00%}; top {Top}");
        foreach (var path in Enum.GetValues<ScanPath>()) RequireSame(asked, products, snapshot.On(path), basis, policy);

        var portable = snapshot.On(ScanPath.Portable);
        var columns = MatchingYardsticks.Columns(offered);
        var fast = Measure(Asked, i => snapshot.TopProducts(prepared[i], room, out _, null, null));
        Print("columns, widest registers", fast, fast);
        Print("  the same, from facts not in the market", Measure(Asked, i => snapshot.TopProducts(asked[i], room, out _)), fast);
        Print("  the same, whole evaluations as reasons", Measure(Asked, i => snapshot.MatchNeed(asked[i], Top)), fast);
        Print("columns, portable", Measure(Asked, i => portable.TopProducts(prepared[i], room, out _, null, null)), fast);
        Print("ten columns read once", Measure(Asked, _ => MatchingYardsticks.Stream(columns)), fast);
        Print("loop over prepared objects", Measure(8, i => MatchingYardsticks.ObjectLoop(prepared[i].Asked, offered, scale, Top)), fast);
        Print("LINQ over facts", Measure(4, i => MatchingYardsticks.Linq(asked[i], products, basis, policy, Top)), fast);
        await PostgresAsync(args, asked, products, offered, snapshot, prepared, fast);

        var needRoom = new Ranked<NeedFacts>[Top];
        Print("one product among all needs", Measure(Asked, i => snapshot.TopNeeds(products[i], needRoom, out _)), fast);
        Print("a product changes and is published", Measure(Asked, i => live.Put(products[i] with { Responsiveness = i })), fast);
        Print("a need changes and is published", Measure(Asked, i => live.Put(needs[i] with { Revision = i })), fast);

        var context = new MatchContext(basis, policy, MatchContext.NoHistory);
        Print("near misses of a need, with mends", Measure(Asked / 4, i => NearMisses.OfNeed(asked[i], snapshot, context, Top)), fast);
        Print("near misses of a product, with mends", Measure(Asked / 4, i => NearMisses.OfProduct(products[i], snapshot, context, Top)), fast);
        Print("  the same of a need, over objects", Measure(2, i => NearMisses.OfNeed(asked[i], products, context, Top)), fast);

        var country = new LiveMarket(basis, policy, needs, products.Take(count / 10)).Current;
        for (var workers = 1; workers <= Environment.ProcessorCount; workers *= 2)
        {
            long pairs = 0;
            var once = Stopwatch.StartNew();
            MarketRanking.Of(country, policy.ProposalsPerNeed, workers);
            once.Stop();
            var whole = Measure(1, _ => pairs = MarketRanking.Of(country, policy.ProposalsPerNeed, workers).Eligible);
            Console.WriteLine($"all {count} needs × {count / 10} products, {workers} worker(s): {whole.TotalMilliseconds:0} ms, before that once {once.Elapsed.TotalMilliseconds:0} ms, {pairs} eligible pairs");
        }

        MatchingCosts.Run(needs, products);
        RoundBenchmark.Run();
        return 0;
    }

    private static void RequireSame(
        NeedFacts[] asked, ProductFacts[] products, MarketSnapshot snapshot, EvaluationBasis basis, Domain.Policy.MarketPolicy policy)
    {
        foreach (var need in asked.Take(4))
        {
            var expected = MatchingYardsticks.Linq(need, products, basis, policy, Top);
            if (!expected.SequenceEqual(snapshot.MatchNeed(need, Top).Items.Select(m => m.Product.Product.Value)))
                throw new InvalidOperationException("The columns and LINQ disagree.");
        }
    }

    private static async Task PostgresAsync(
        string[] args, NeedFacts[] asked, ProductFacts[] products, OfferedFigures[] offered, MarketSnapshot snapshot, NeedItem[] prepared, TimeSpan fast)
    {
        if (Option(args, "--connection") is { } given)
        {
            await MeasureAsync(given);
            return;
        }

        var folder = Path.Combine(Path.GetTempPath(), $"cf-benchmark-{Environment.ProcessId}");
        try
        {
            var options = new EmbeddedPostgresOptions { DataFolder = folder, AllowInstall = false };
            await using var server = await EmbeddedPostgres.StartAsync(options, NullLogger.Instance, CancellationToken.None);
            await MeasureAsync(server.ConnectionString);
        }
        finally
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }

        async Task MeasureAsync(string connectionString)
        {
            var connection = new NpgsqlConnection(connectionString);
            await connection.OpenAsync();
            await using var postgres = new MatchingPostgres(connection);
            await postgres.LoadAsync(offered);
            var ask = await postgres.PrepareAsync(new ScoreScale(snapshot.Policy));
            foreach (var i in Enumerable.Range(0, 4))
            {
                var expected = MatchingYardsticks.Linq(asked[i], products, snapshot.Basis, snapshot.Policy, Top);
                if (!expected.SequenceEqual(await ask(prepared[i].Asked))) throw new InvalidOperationException("PostgreSQL and LINQ disagree.");
            }

            var best = Enumerable.Repeat(TimeSpan.MaxValue, Asked).ToArray();
            for (var (i, all) = (0, Stopwatch.StartNew()); i < Asked * 3 || all.ElapsedMilliseconds < 2_000; i++)
            {
                var start = Stopwatch.GetTimestamp();
                await ask(prepared[i % Asked].Asked);
                var took = Stopwatch.GetElapsedTime(start);
                if (took < best[i % Asked]) best[i % Asked] = took;
            }

            Print("PostgreSQL, prepared and indexed", TimeSpan.FromTicks((long)best.Average(b => b.Ticks)), fast);
        }
    }

    /// <summary>
    /// Each question at its best of many passes, averaged over the questions; for about a second after warming up. The best, because
    /// whatever else the machine does only ever adds.
    /// </summary>
    public static TimeSpan Measure(int questions, Action<int> ask)
    {
        var warm = Stopwatch.StartNew();
        do
        {
            for (var i = 0; i < questions; i++) ask(i);
        }
        while (warm.ElapsedMilliseconds < 1_000);

        var best = Enumerable.Repeat(TimeSpan.MaxValue, questions).ToArray();
        var all = Stopwatch.StartNew();
        for (var passes = 0; passes < 3 || all.ElapsedMilliseconds < 1_000; passes++)
        {
            for (var i = 0; i < questions; i++)
            {
                var start = Stopwatch.GetTimestamp();
                ask(i);
                var took = Stopwatch.GetElapsedTime(start);
                if (took < best[i]) best[i] = took;
            }
        }

        return TimeSpan.FromTicks((long)best.Average(b => b.Ticks));
    }

    private static void Print(string name, TimeSpan it, TimeSpan yardstick) => Console.WriteLine(
        $"{name,-46}{it.TotalMicroseconds,12:0.0} µs{it / yardstick,10:0.0} × the columns");

    private static string? Option(string[] args, string name) =>
        Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;
}
