using System.Globalization;
using ClimateFinance.Api.Hosting;
using ClimateFinance.Api.Hosting.Embedded;
using ClimateFinance.Api.Presets;
using ClimateFinance.Store.Postgres;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace ClimateFinance.Benchmarks;

/// <summary>
/// The real API over real HTTP, beside raw inserts into the same database: notes and offers on the deals of the Handan market, each with its
/// token, <c>If-Match</c> and idempotency key, while the engine's subscription works as ever. Clients, host and PostgreSQL share the machine;
/// "client µs" is the clients and the host together.
/// </summary>
internal static class CommandBenchmark
{
    public static async Task<int> RunAsync(string[] args)
    {
        var seconds = double.Parse(StoreBenchmark.Option(args, "--seconds") ?? "2", CultureInfo.InvariantCulture);
        var rounds = int.Parse(StoreBenchmark.Option(args, "--rounds") ?? "5", CultureInfo.InvariantCulture);
        var folder = Path.Combine(Path.GetTempPath(), $"cf-benchmark-{Environment.ProcessId}");
        try
        {
            var options = new EmbeddedPostgresOptions { DataFolder = Path.Combine(folder, "postgres"), AllowInstall = false };
            await using var server = await EmbeddedPostgres.StartAsync(options, NullLogger.Instance, CancellationToken.None);
            await MeasureAsync(server.ConnectionString, Path.Combine(folder, "keys"), rounds, seconds);
        }
        finally
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }

        return 0;
    }

    private static async Task MeasureAsync(string connectionString, string keys, int rounds, double seconds)
    {
        await using var app = await MarketHost.BuildAsync(
            ["--urls=http://127.0.0.1:0", "--environment=Benchmark", "--Traffic:Limited=false", "--Preset=handan", $"--Identity:KeyFolder={keys}", "--Logging:LogLevel:Default=Error"],
            connectionString);
        await app.StartAsync();
        await app.Services.GetRequiredService<PresetLoader>().LoadAsync(CancellationToken.None);

        var source = app.Services.GetRequiredService<PostgresDatabase>().Source;
        await using (var table = source.CreateCommand("create table raw_row (id uuid not null primary key, data jsonb not null, at timestamptz not null)"))
            await table.ExecuteNonQueryAsync();

        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Clients.Many * 2 }) { BaseAddress = new Uri(address) };
        var deals = await DealPool.MakeAsync(app.Services, http);

        await new SideBySide(await CpuMeter.OfAsync(source), rounds, seconds).RunAsync(
            Clients.Many,
            ("raw Npgsql, one insert a transaction", () => StoreBenchmark.InsertAsync(source)),
            ("GET /deals/{id}", () => deals.Next().ReadAsync),
            ("POST /deals/{id}/notes", () => deals.Working(deal => deal.NoteAsync())),
            ("POST /deals/{id}/offers", () => deals.Working(deal => deal.OfferAsync())));
        await app.StopAsync();
    }
}
