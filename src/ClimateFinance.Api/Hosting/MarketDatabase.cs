using ClimateFinance.Api.Hosting.Embedded;

namespace ClimateFinance.Api.Hosting;

/// <summary>
/// The database of this host: the configured one (<c>ConnectionStrings__Market</c>), or else a private PostgreSQL that the host starts
/// and stops itself. Starting one takes a while, so it goes on beside whatever the host does until it needs it (<see cref="ReadyAsync"/>).
/// </summary>
internal sealed class MarketDatabase : IAsyncDisposable
{
    // Before the host there is none of its logging, and the server is watched longer than the host runs.
    private readonly ILoggerFactory? logging;
    private readonly Task<EmbeddedPostgres>? starting;
    private string? address;

    private MarketDatabase(string address) => this.address = address;

    private MarketDatabase(IConfiguration configuration, CancellationToken cancellation)
    {
        if (configuration.GetConnectionString("Market") is { Length: > 0 } configured)
        {
            address = configured;
            return;
        }

        logging = LoggerFactory.Create(builder => builder.AddSimpleConsole(console => console.SingleLine = true));
        var logger = logging.CreateLogger("ClimateFinance.Database");
        starting = Task.Run(() => EmbeddedPostgres.StartAsync(EmbeddedPostgresOptions.Read(configuration), logger, cancellation), CancellationToken.None);
    }

    /// <summary>A private one has an address once it is ready.</summary>
    /// <exception cref="InvalidOperationException">It is not awaited yet.</exception>
    public string ConnectionString => address ?? throw new InvalidOperationException("Nobody has waited for the database yet.");

    public static MarketDatabase Open(string[] args, CancellationToken cancellation) => new(Read(args), cancellation);

    /// <summary>The same for a tool that may run beside the host: a private PostgreSQL that the host runs already is used and left running.</summary>
    public static MarketDatabase OpenBeside(string[] args, CancellationToken cancellation)
    {
        var configuration = Read(args);
        if (configuration.GetConnectionString("Market") is { Length: > 0 }) return new MarketDatabase(configuration, cancellation);
        var options = EmbeddedPostgresOptions.Read(configuration);
        var place = Place.Claim(options);
        return Postmaster.Read(place.Data) is { } server && server.IsRunningIn(place.Data)
            ? new MarketDatabase(Embedded.Endpoint.Of(server, place).ConnectionString(Embedded.Endpoint.Owner, options.Database))
            : new MarketDatabase(configuration, cancellation);
    }

    private static IConfigurationRoot Read(string[] args) => new ConfigurationBuilder()
        .AddJsonFile("appsettings.json", optional: true)
        .AddEnvironmentVariables()
        .AddCommandLine(args)
        .Build();

    /// <exception cref="EmbeddedPostgresException">The private PostgreSQL did not start.</exception>
    public async Task ReadyAsync()
    {
        if (starting is not null) address = (await starting).ConnectionString;
    }

    /// <summary>Stops a private PostgreSQL, one that is still starting included. Why one did not start is for <see cref="ReadyAsync"/> to say.</summary>
    public async ValueTask DisposeAsync()
    {
        if (starting is not null)
        {
            await ((Task)starting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (starting.IsCompletedSuccessfully) await (await starting).DisposeAsync();
        }

        logging?.Dispose();
    }
}
