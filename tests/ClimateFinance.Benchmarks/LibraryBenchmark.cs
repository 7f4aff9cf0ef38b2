using System.Diagnostics;
using System.Globalization;
using ClimateFinance.Api.Hosting;
using ClimateFinance.Api.Hosting.Embedded;
using ClimateFinance.Api.Hosting.Identity;
using ClimateFinance.Api.Presets;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store.Postgres;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace ClimateFinance.Benchmarks;

/// <summary>A library of many projects reported over real HTTP: its statistics as JSON, CSV and workbook, promised beside measured, and the memory it takes.</summary>
internal static class LibraryBenchmark
{
    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;

    public static async Task<int> RunAsync(string[] args)
    {
        var projects = int.Parse(StoreBenchmark.Option(args, "--projects") ?? "100000", Plain);
        var requests = int.Parse(StoreBenchmark.Option(args, "--requests") ?? "5", Plain);
        var folder = StoreBenchmark.Option(args, "--folder") ?? Path.Combine(Path.GetTempPath(), $"cf-benchmark-{Environment.ProcessId}");
        try
        {
            var options = new EmbeddedPostgresOptions { DataFolder = Path.Combine(folder, "postgres"), AllowInstall = false };
            await using var server = await EmbeddedPostgres.StartAsync(options, NullLogger.Instance, CancellationToken.None);
            await MeasureAsync(server.ConnectionString, Path.Combine(folder, "keys"), projects, requests);
        }
        finally
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }

        return 0;
    }

    private static async Task MeasureAsync(string connectionString, string keys, int projects, int requests)
    {
        var app = await MarketHost.BuildAsync(
            ["--urls=http://127.0.0.1:0", "--environment=Benchmark", "--Traffic:Limited=false", "--Preset=handan", $"--Identity:KeyFolder={keys}", "--Logging:LogLevel:Default=Error"], connectionString);
        await using var _ = app;
        await app.StartAsync();
        await app.Services.GetRequiredService<PresetLoader>().LoadAsync(CancellationToken.None);
        var market = new LibraryMarket(app.Services.GetRequiredService<PostgresDatabase>().Source);
        var watch = Stopwatch.StartNew();
        await market.MultiplyAsync(projects);
        var (rows, reports) = (await market.ScalarAsync<long>("select count(*) from project"), await market.ScalarAsync<long>("select count(*) from project_measurement"));
        var size = await market.ScalarAsync<string>("select pg_size_pretty(pg_total_relation_size('project'))");
        Console.WriteLine(string.Create(Plain, $"{rows:N0} projects ({size} with indices), {reports:N0} reports of measured tonnes, made in {watch.Elapsed.TotalSeconds:0} s"));

        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        using var http = new HttpClient { BaseAddress = new Uri(address), Timeout = TimeSpan.FromMinutes(30) };
        var tokens = app.Services.GetRequiredService<TokenIssuer>();
        var (province, city) = (new Caller("bureau", Role.Bureau, null, new RegionCode("130000")), new Caller("city", Role.Bureau, null, new RegionCode("130400")));
        Console.WriteLine($"{"",-58}{"p50 ms",9}{"p99 ms",9}{"worst",9}");
        foreach (var (name, path, caller) in new (string, string, Caller)[]
                 {
                     ("library statistics, the province", "projects/library-statistics", province), ("library statistics, a city", "projects/library-statistics", city),
                     ("promised and measured by technology", "measured-comparison?by=technology", province), ("promised and measured by enterprise", "measured-comparison?by=enterprise", province),
                     ("promised and measured by project, the first 500", "measured-comparison?by=project", province), ("a page of projects", "projects?limit=50", province),
                     ("a page of affected estimates", "projects/affected-estimates", province), ("the same by a factor that none used", "projects/affected-estimates?factorId=EF-GRID-150000-2022", province),
                 })
            await HttpTiming.TimeAsync(http, name, path, tokens, caller, requests, warm: 1);
        foreach (var format in (string[])["json", "csv", "xlsx"]) await HttpTiming.ReadAsync(http, $"projects/library-statistics?format={format}", tokens, province);
        await app.StopAsync();
    }
}
