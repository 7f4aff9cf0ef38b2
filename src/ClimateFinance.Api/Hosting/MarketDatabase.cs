using ClimateFinance.Api.Hosting.Embedded;

namespace ClimateFinance.Api.Hosting;

/// <summary>
/// The database of this host: the configured one (<c>ConnectionStrings__Market</c>), or else a private PostgreSQL that the host starts
/// and stops itself.
/// </summary>
internal sealed class MarketDatabase : IAsyncDisposable
{
    private readonly EmbeddedPostgres? embedded;

    private MarketDatabase(string connectionString, EmbeddedPostgres? embedded) =>
        (ConnectionString, this.embedded) = (connectionString, embedded);

    public string ConnectionString { get; }

    public static async Task<MarketDatabase> OpenAsync(string[] args)
    {
        var configuration = new ConfigurationBuilder()
            .AddJsonFile("appsettings.json", optional: true)
            .AddEnvironmentVariables()
            .AddCommandLine(args)
            .Build();
        if (configuration.GetConnectionString("Market") is { Length: > 0 } configured) return new MarketDatabase(configured, null);

        using var logging = LoggerFactory.Create(builder => builder.AddSimpleConsole(console => console.SingleLine = true));
        var options = configuration.GetSection(EmbeddedPostgresOptions.Section).Get<EmbeddedPostgresOptions>() ?? new EmbeddedPostgresOptions();
        using var interrupted = new CancellationTokenSource();
        ConsoleCancelEventHandler onInterrupt = (_, e) =>
        {
            e.Cancel = true;
            interrupted.Cancel();
        };
        Console.CancelKeyPress += onInterrupt;
        try
        {
            var embedded = await EmbeddedPostgres.StartAsync(options, logging.CreateLogger("ClimateFinance.Database"), interrupted.Token);
            return new MarketDatabase(embedded.ConnectionString, embedded);
        }
        finally
        {
            Console.CancelKeyPress -= onInterrupt;
        }
    }

    public ValueTask DisposeAsync() => embedded?.DisposeAsync() ?? ValueTask.CompletedTask;
}
