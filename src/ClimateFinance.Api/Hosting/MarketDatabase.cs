using ClimateFinance.Api.Hosting.Embedded;

namespace ClimateFinance.Api.Hosting;

/// <summary>
/// The database of this host: the configured one (<c>ConnectionStrings__Market</c>), or else a private PostgreSQL that the host starts
/// and stops itself.
/// </summary>
internal sealed class MarketDatabase : IAsyncDisposable
{
    private readonly EmbeddedPostgres? embedded;
    private readonly ILoggerFactory? logging;

    private MarketDatabase(string connectionString, EmbeddedPostgres? embedded, ILoggerFactory? logging) =>
        (ConnectionString, this.embedded, this.logging) = (connectionString, embedded, logging);

    public string ConnectionString { get; }

    public static async Task<MarketDatabase> OpenAsync(string[] args, CancellationToken cancellation)
    {
        var configuration = new ConfigurationBuilder()
            .AddJsonFile("appsettings.json", optional: true)
            .AddEnvironmentVariables()
            .AddCommandLine(args)
            .Build();
        if (configuration.GetConnectionString("Market") is { Length: > 0 } configured) return new MarketDatabase(configured, null, null);

        // Before the host there is none of its logging, and the server is watched longer than the host runs.
        var logging = LoggerFactory.Create(builder => builder.AddSimpleConsole(console => console.SingleLine = true));
        try
        {
            var embedded = await EmbeddedPostgres.StartAsync(
                EmbeddedPostgresOptions.Read(configuration), logging.CreateLogger("ClimateFinance.Database"), cancellation);
            return new MarketDatabase(embedded.ConnectionString, embedded, logging);
        }
        catch
        {
            logging.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (embedded is not null) await embedded.DisposeAsync();
        logging?.Dispose();
    }
}
