using ClimateFinance.Api.Hosting;
using ClimateFinance.Api.Hosting.Identity;
using ClimateFinance.Api.Presets;
using ClimateFinance.Domain.Shared;
using ClimateFinance.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Xunit;

namespace ClimateFinance.Api.Tests.Support;

/// <summary>
/// The real application on a database of its own, spoken to over real HTTP. A test class has it with
/// <c>IClassFixture&lt;MarketApp&gt;</c>; a test that needs a market of its own starts one with <see cref="StartAsync"/>.
/// </summary>
public sealed class MarketApp(TestPostgres postgres) : IAsyncLifetime
{
    private readonly TempFolder keys = new();
    private WebApplication? app;
    private HttpClient? http;
    private string? connectionString;

    public MovableClock Clock { get; } = new();

    public IServiceProvider Services => app!.Services;

    public string ConnectionString => connectionString!;

    public Uri Address => http!.BaseAddress!;

    /// <summary>Today in Shanghai by the clock of this application.</summary>
    public DateOnly Today => ShanghaiTime.DateOf(Clock.GetUtcNow());

    /// <summary>
    /// Loads this preset into an empty market when it starts, as the host does. The story runs on the host's own clock, so
    /// <see cref="Clock"/> moves nothing then.
    /// </summary>
    public string? Preset { get; init; }

    /// <summary>Further settings of the host; of one given twice the later counts.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>Leaves out what works in the background: nothing but requests reaches the database then.</summary>
    public bool Quiet { get; init; }

    /// <summary>What the last start loaded; null when the market had facts already.</summary>
    internal LoadedPreset? Loaded { get; private set; }

    public static async Task<MarketApp> StartAsync(TestPostgres postgres)
    {
        var market = new MarketApp(postgres);
        await market.InitializeAsync();
        return market;
    }

    public async ValueTask InitializeAsync()
    {
        connectionString ??= await postgres.CreateDatabaseAsync();
        app = await MarketHost.BuildAsync(
            [
                "--urls=http://127.0.0.1:0", "--environment=Testing", "--Traffic:Limited=false", $"--Identity:KeyFolder={keys.Path}", "--Logging:LogLevel:Default=Warning",
                $"--Preset={Preset ?? "none"}", .. Settings,
            ],
            connectionString,
            services =>
            {
                if (Preset is null) services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Clock));
                if (!Quiet) return;
                foreach (var worker in services.Where(IsOwnWorker).ToArray()) services.Remove(worker);
            });
        await app.StartAsync();
        Loaded = await app.Services.GetRequiredService<PresetLoader>().LoadAsync(CancellationToken.None);
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 64 }) { BaseAddress = new Uri(address) };
    }

    /// <summary>Starts on a database that another application made, which stays when this one is gone.</summary>
    public async Task InitializeOnAsync(string existing)
    {
        connectionString = existing;
        await InitializeAsync();
    }

    /// <summary>Stops the application and starts it again on the same database and keys.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (connectionString is not null) await postgres.DropDatabaseAsync(connectionString);
        keys.Dispose();
    }

    /// <summary>A client without a token.</summary>
    public MarketClient Anonymous() => new(this, http!, null);

    public MarketClient AsEnterprise(Guid enterprise) => As(new Caller($"finance-{enterprise:N}", Role.Enterprise, enterprise, null));

    public MarketClient AsBank(Guid bank) => As(new Caller($"officer-{bank:N}", Role.Bank, bank, null));

    /// <summary>Staff of the bureau of a region; Handan (130400) by default.</summary>
    public MarketClient AsBureau(string region = "130400") =>
        As(new Caller($"bureau-{region}", Role.Bureau, null, RegionCode.Hydrate(region)));

    public MarketClient AsOperator() => As(new Caller("operator", Role.Operator, null, null));

    public MarketClient As(Caller caller) => new(this, http!, caller);

    internal string TokenOf(Caller caller) => Services.GetRequiredService<TokenIssuer>().Issue(caller).Value;

    /// <summary>SQL of a test's own, past the application.</summary>
    public async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public async Task StopAsync()
    {
        http?.Dispose();
        if (app is not null)
        {
            await app.StopAsync();
            await app.DisposeAsync();
        }

        (http, app) = (null, null);
    }

    private static bool IsOwnWorker(ServiceDescriptor service) =>
        service.ServiceType == typeof(IHostedService) && service.ImplementationType?.Assembly == typeof(MarketHost).Assembly;

    private sealed class TempFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("climate-finance-test-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
