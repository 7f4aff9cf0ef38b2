using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using ClimateFinance.Api.Features.Matching;
using ClimateFinance.Api.Hosting;
using ClimateFinance.Api.Hosting.Embedded;
using ClimateFinance.Api.Http;
using ClimateFinance.Domain.Needs;
using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;
using ClimateFinance.Store.Postgres;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace ClimateFinance.Benchmarks;

/// <summary>
/// The real host on a database that holds a country's market: how long from the start until it is in memory, what that takes, and how long one
/// question takes from there, its look at the database included. Rows are written as the read models have them; there are no events behind them.
/// </summary>
internal static class WarmBenchmark
{
    private const int Banks = 2_000;
    private static readonly DateTimeOffset At = new(2026, 11, 20, 1, 0, 0, TimeSpan.Zero);

    public static async Task<int> RunAsync(string[] args)
    {
        var needs = int.Parse(StoreBenchmark.Option(args, "--needs") ?? "100000", CultureInfo.InvariantCulture);
        var products = int.Parse(StoreBenchmark.Option(args, "--products") ?? "100000", CultureInfo.InvariantCulture);
        var starts = int.Parse(StoreBenchmark.Option(args, "--starts") ?? "1", CultureInfo.InvariantCulture);
        var kept = StoreBenchmark.Option(args, "--folder");
        var folder = kept ?? Path.Combine(Path.GetTempPath(), $"cf-benchmark-{Environment.ProcessId}");
        try
        {
            var options = new EmbeddedPostgresOptions { DataFolder = Path.Combine(folder, "postgres"), AllowInstall = false };
            await using var server = await EmbeddedPostgres.StartAsync(options, NullLogger.Instance, CancellationToken.None);
            string[] host =
            [
                "--urls=http://127.0.0.1:0", "--environment=Benchmark", "--Traffic:Limited=false", "--Preset=none", $"--Identity:KeyFolder={Path.Combine(folder, "keys")}",
                "--Logging:LogLevel:Default=Error",
            ];
            await using (var app = await MarketHost.BuildAsync(host, server.ConnectionString))
            {
                var source = app.Services.GetRequiredService<PostgresDatabase>().Source;
                await using var made = source.CreateCommand("select exists (select 1 from need)");
                if (!(bool)(await made.ExecuteScalarAsync())!) await FillAsync(source, needs, products);
            }

            for (var start = 0; start < starts; start++) await MeasureAsync(host, server.ConnectionString);
        }
        finally
        {
            if (kept is null && Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }

        return 0;
    }

    private static async Task MeasureAsync(string[] host, string connectionString)
    {
        await using var app = await MarketHost.BuildAsync(host, connectionString);
        var warm = app.Services.GetRequiredService<WarmMarket>();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var watch = Stopwatch.StartNew();
        await app.StartAsync();
        var view = await warm.AtLeastAsync(0, CancellationToken.None);
        var (started, worked) = (watch.Elapsed, Environment.CpuUsage.TotalTime);
        var bytes = GC.GetTotalMemory(forceFullCollection: true) - before;

        var store = app.Services.GetRequiredService<IEventStore>();
        var asked = view.Market.AllNeeds.Take(500).ToArray();
        watch.Restart();
        foreach (var need in asked)
        {
            var load = new Load();
            load.Rows(new Sql($"{MarketFacts.Needs} and n.id = $1", need.Need.Value), MarketFacts.Need);
            var newest = load.Newest();
            await store.LoadAsync(load, CancellationToken.None);
            (await warm.ForQueryAsync(newest.One, CancellationToken.None)).Market.MatchNeed(need, 20);
        }

        var question = watch.Elapsed / asked.Length;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{view.Market.AllNeeds.Count()} needs, {view.Market.AllProducts.Count()} products: in memory after {started.TotalSeconds:0.00} s ({worked.TotalSeconds:0.0} s of processor), {bytes / 1e6:0} MB; one question with reasons {question.TotalMilliseconds:0.00} ms"));
        await app.StopAsync();
    }

    /// <summary>Writes a market as the read models have it.</summary>
    public static async Task FillAsync(NpgsqlDataSource source, int needs, int products)
    {
        var market = new MatchingMarket(1);
        var (asked, offered) = (market.Needs(needs), market.Products(products));
        await CopyAsync(source, "enterprise (id, version, name, uscc, region, industry, route, ownership, status, reasons, grade, last_penalty_on, profile, illustrative, registered_at, changed_at)",
            asked.Select((n, i) => Line(
                n.Enterprise.Value, 1, $"Enterprise {i}", $"E{i}", n.Region.Value, n.Industry.Value, "longProcess", n.Ownership.Wire(), "verified", "{}",
                n.Grade?.Wire(), n.LastPenaltyOn, "{}", true, At, At)));
        await CopyAsync(source, "project (id, version, enterprise_id, filing_number, region, industry, technology, green_classes, status, title, sheet, total_investment_cny, own_capital_cny, reduction_tco2e_per_year, illustrative, drafted_at, changed_at)",
            asked.Select((n, i) => Line(
                n.Project!.Value.Value, 1, n.Enterprise.Value, $"F{i}", n.Region.Value, n.Industry.Value, n.Technology?.Value,
                $"{{{string.Join(',', n.GreenClasses.Select(c => $"\"{c.Value}\""))}}}", n.Admitted ? "admitted" : "draft", $"Project {i}", "{}", n.Investment!.Value.Value, 0m,
                n.ReductionTco2ePerYear, true, At, At)));
        await CopyAsync(source, "need (id, version, enterprise_id, project_id, region, status, revision, purpose, amount_cny, amount_least_cny, term_min_months, term_max_months, rate_benchmark, rate_spread_bp, wanted_on, sheet, funded_cny, claimed_cny, illustrative, drafted_at, changed_at)",
            asked.Select(n => Line(
                n.Need.Value, 1, n.Enterprise.Value, n.Project!.Value.Value, n.Region.Value, "published", 1, n.Purpose.Wire(), n.Amount.Value, n.AmountLeast.Value,
                n.TermMin.Value, n.TermMax.Value, n.RateMax.Benchmark.Wire(), n.RateMax.Spread.Value, new DateOnly(2027, 1, 1),
                JsonSerializer.Serialize(SheetOf(n), EventJson.Options), 0m, 0m, true, At, At)));
        var banks = Enumerable.Range(0, Banks).Select(_ => Guid.CreateVersion7()).ToArray();
        await CopyAsync(source, "bank (id, version, name, uscc, region, bank_group, status, reasons, profile, illustrative, registered_at, changed_at)",
            banks.Select((id, i) => Line(id, 1, $"Bank {i}", $"B{i}", offered[i % offered.Length].BankRegion.Value, "city", "verified", "{}", "{}", true, At, At)));
        await CopyAsync(source, "product (id, version, bank_id, status, revision, name, kind, terms, valid_from, valid_to, illustrative, drafted_at, changed_at)",
            offered.Select((p, i) => Line(
                p.Product.Value, 1, banks[i % Banks], "published", 1, p.Terms.Name, p.Terms.Kind, JsonSerializer.Serialize(p.Terms, EventJson.Options),
                p.Terms.ValidFrom, p.Terms.ValidTo, true, At, At)));
        await CopyAsync(source, "product_quota (product_id, quota_cny, reserved_cny, used_cny)",
            offered.Select(p => Line(p.Product.Value, p.Terms.Quota.Value, p.Terms.Quota.Value - p.QuotaLeft.Value, 0m)));
        await using var analyze = source.CreateCommand("analyze");
        await analyze.ExecuteNonQueryAsync();
    }

    private static NeedSheet SheetOf(NeedFacts need) => new()
    {
        Purpose = need.Purpose,
        Project = need.Project,
        Amount = need.Amount,
        AmountLeast = need.AmountLeast,
        TermMin = need.TermMin,
        TermMax = need.TermMax,
        RateMax = need.RateMax,
        CollateralOffered = need.CollateralOffered,
        RepaymentPlan = RepaymentPlan.EqualPrincipal,
        WantedOn = new DateOnly(2027, 1, 1),
        Description = "烧结机环冷余热发电：项目建设资金",
    };

    private static async Task CopyAsync(NpgsqlDataSource source, string into, IEnumerable<string> lines)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var writer = await connection.BeginTextImportAsync($"copy {into} from stdin");
        foreach (var line in lines) await writer.WriteLineAsync(line);
    }

    private static string Line(params object?[] values) => string.Join('\t', values.Select(value => value switch
    {
        null => "\\N",
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTimeOffset at => at.ToString("O", CultureInfo.InvariantCulture),
        string text => text.Replace("\\", "\\\\", StringComparison.Ordinal),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    }));
}
