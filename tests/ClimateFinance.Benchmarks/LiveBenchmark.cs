using System.Diagnostics;
using System.Globalization;
using ClimateFinance.Api.Features.Banks;
using ClimateFinance.Api.Features.Enterprises;
using ClimateFinance.Api.Features.Needs;
using ClimateFinance.Api.Features.Products;
using ClimateFinance.Api.Hosting;
using ClimateFinance.Api.Hosting.Embedded;
using ClimateFinance.Api.Hosting.Identity;
using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store.Postgres;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using BankGroup = ClimateFinance.Domain.Parties.BankGroup;
using ProcessRoute = ClimateFinance.Domain.Parties.ProcessRoute;

namespace ClimateFinance.Benchmarks;

/// <summary>
/// How long it takes, over real HTTP, from the answer to a command until the pairing that follows from it is shown, or is shown as superseded: on a market of
/// many needs and products that has been proposed through, one party's doings after the other.
/// </summary>
internal static class LiveBenchmark
{
    private const string City = "130400";
    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;

    public static async Task<int> RunAsync(string[] args)
    {
        var needs = int.Parse(StoreBenchmark.Option(args, "--needs") ?? "20000", Plain);
        var products = int.Parse(StoreBenchmark.Option(args, "--products") ?? "20000", Plain);
        var rounds = int.Parse(StoreBenchmark.Option(args, "--rounds") ?? "20", Plain);
        var folder = Path.Combine(Path.GetTempPath(), $"cf-benchmark-{Environment.ProcessId}");
        try
        {
            var options = new EmbeddedPostgresOptions { DataFolder = Path.Combine(folder, "postgres"), AllowInstall = false };
            await using var server = await EmbeddedPostgres.StartAsync(options, NullLogger.Instance, CancellationToken.None);
            await using var app = await MarketHost.BuildAsync(
                ["--urls=http://127.0.0.1:0", "--environment=Benchmark", "--Traffic:Limited=false", "--Preset=none", $"--Identity:KeyFolder={Path.Combine(folder, "keys")}", "--Logging:LogLevel:Default=Error"],
                server.ConnectionString);
            var source = app.Services.GetRequiredService<PostgresDatabase>().Source;
            if (needs + products > 0) await WarmBenchmark.FillAsync(source, needs, products);
            var watch = Stopwatch.StartNew();
            await app.StartAsync();
            var runner = app.Services.GetRequiredService<SubscriptionRunner>();
            await runner.DrainedAsync(TimeProvider.System, CancellationToken.None);
            var pairings = await CountAsync(source);
            Console.WriteLine(string.Create(
                Plain, $"{needs} needs, {products} products: the day began and {pairings} pairings were proposed {watch.Elapsed.TotalSeconds:0} s after the start"));

            var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
            using var http = new HttpClient { BaseAddress = new Uri(address) };
            await MeasureAsync(new LiveParties(http, app.Services.GetRequiredService<TokenIssuer>(), City), rounds);
            await app.StopAsync();
        }
        finally
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }

        return 0;
    }

    private static async Task MeasureAsync(LiveParties parties, int rounds)
    {
        var today = ShanghaiTime.DateOf(DateTimeOffset.UtcNow);
        var terms = ProductTermsBody.Example with
        {
            Regions = [City],
            Industries = ["C31"],
            GreenClasses = [],
            Technologies = [],
            Purposes = [FinancingPurpose.WorkingCapital],
            AdmissionRequired = false,
            LowestGrade = EnvironmentalGrade.B,
            PenaltyFreeMonths = 0,
            ValidFrom = today.AddDays(-1),
            ValidTo = today.AddDays(300),
            QuotaCny = 2_000_000_000m,
            SpreadMinBp = -60,
        };
        var asked = NeedSheetBody.Example with { WantedOn = today.AddDays(120), ProjectId = null, Purpose = FinancingPurpose.WorkingCapital };
        var times = new Dictionary<string, List<double>>();
        for (var round = 0; round < rounds; round++)
        {
            var bank = await parties.RegisterAsync(Role.Bank, "banks", n => new RegisterBank.Request(new BankProfileBody($"Bank L{n}", LiveParties.Uscc(n), City, BankGroup.City), true), new VerifyBank.Request(true));
            var enterprise = await parties.RegisterAsync(
                Role.Enterprise, "enterprises",
                n => new RegisterEnterprise.Request(new EnterpriseProfileBody($"Enterprise L{n}", LiveParties.Uscc(n), City, "C3120", ProcessRoute.LongProcess, Ownership.Private, 3_000_000m), true),
                new VerifyEnterprise.Request(true));
            var product = await parties.PostAsync(bank, "products", new DraftProduct.Request(terms, true), "productId");
            var need = await parties.PostAsync(enterprise, "needs", new DraftNeed.Request(asked, true), "needId");
            await parties.MoveAsync(enterprise, $"needs/{need}", "publication", null);
            await parties.MoveAsync(parties.Bureau, $"enterprises/{enterprise.Organisation}", "grades", new RecordGrade.Request(EnvironmentalGrade.A, today.AddDays(-20), $"A-{round}"));

            async Task Timed(string what, Func<Task> move, string shown)
            {
                await move();
                var watch = Stopwatch.StartNew();
                while (!await parties.ShowsAsync(bank, $"pairings?productId={product}&limit=200", need, shown))
                {
                    if (watch.Elapsed.TotalSeconds > 20) throw new InvalidOperationException($"{what}: not seen after 20 s.");
                    await Task.Delay(2);
                }

                if (!times.TryGetValue(what, out var list)) times.Add(what, list = []);
                list.Add(watch.Elapsed.TotalMilliseconds);
            }

            await Timed("a product is published", () => parties.MoveAsync(bank, $"products/{product}", "publication", null), "1 proposed");
            await parties.PutAsync(bank, $"products/{product}", new ReviseProduct.Request(terms with { SpreadMinBp = -59 }));
            await Timed("it is revised: the old pairing superseded, another proposed", () => parties.MoveAsync(bank, $"products/{product}", "publication", null), "2 proposed");
            await Timed("it is suspended", () => parties.MoveAsync(bank, $"products/{product}", "suspension", new SuspendProduct.Request("review")), "2 superseded");
            await Timed("it is resumed", () => parties.MoveAsync(bank, $"products/{product}", "resumption", null), "2 proposed");
            await Timed(
                "the enterprise's grade falls",
                () => parties.MoveAsync(parties.Bureau, $"enterprises/{enterprise.Organisation}", "grades", new RecordGrade.Request(EnvironmentalGrade.D, today.AddDays(-10), $"D-{round}")), "2 superseded");
            await Timed(
                "it rises again",
                () => parties.MoveAsync(parties.Bureau, $"enterprises/{enterprise.Organisation}", "grades", new RecordGrade.Request(EnvironmentalGrade.A, today.AddDays(-5), $"AA-{round}")), "2 proposed");
            await Timed("the need is withdrawn", () => parties.MoveAsync(enterprise, $"needs/{need}", "withdrawal", new WithdrawNeed.Request("done")), "2 superseded");
        }

        Console.WriteLine($"{"from the answer until it is seen, ms",-66}{"p50",8}{"worst",8}");
        foreach (var (what, list) in times)
        {
            list.Sort();
            Console.WriteLine(string.Create(Plain, $"{what,-66}{list[(list.Count - 1) / 2],8:0}{list[^1],8:0}"));
        }
    }

    private static async Task<long> CountAsync(NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand("select count(*) from pairing");
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
