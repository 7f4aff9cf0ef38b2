using System.Runtime.InteropServices;

namespace ClimateFinance.Api.Hosting.Embedded;

/// <summary>Gives the host its private PostgreSQL when its configuration names no database.</summary>
public static class EmbeddedPostgresHosting
{
    /// <summary>
    /// Starts a private PostgreSQL, unless the connection string is configured, and puts its connection string where the configured one
    /// would be. Dispose what is returned after the host has ended.
    /// </summary>
    /// <returns>Null when a database is configured.</returns>
    /// <exception cref="EmbeddedPostgresException">It cannot be had; the message is for the person at the terminal.</exception>
    /// <exception cref="OperationCanceledException">Ctrl-C or SIGTERM came first.</exception>
    public static async Task<EmbeddedPostgres?> AddEmbeddedPostgresAsync(this IHostApplicationBuilder builder, string connectionName = "Market")
    {
        if (!string.IsNullOrWhiteSpace(builder.Configuration.GetConnectionString(connectionName))) return null;

        var options = ReadOptions(builder.Configuration);
        using var loggers = LoggerFactory.Create(l => l.AddConfiguration(builder.Configuration.GetSection("Logging")).AddConsole());
        var signals = new EarlySignals();
        try
        {
            var postgres = await EmbeddedPostgres.StartAsync(options, loggers.CreateLogger<EmbeddedPostgres>(), signals.Stopping);
            signals.StartIsOver = true;
            builder.Configuration.AddInMemoryCollection([new($"ConnectionStrings:{connectionName}", postgres.ConnectionString)]);
            builder.Services.AddHostedService(services => new SignalHandOver(signals, services.GetRequiredService<IHostApplicationLifetime>()));
            return postgres;
        }
        catch
        {
            signals.Dispose();
            throw;
        }
    }

    private static EmbeddedPostgresOptions ReadOptions(IConfiguration configuration)
    {
        try
        {
            return configuration.GetSection(EmbeddedPostgresOptions.Section).Get<EmbeddedPostgresOptions>(b => b.ErrorOnUnknownConfiguration = true)
                ?? new EmbeddedPostgresOptions();
        }
        catch (InvalidOperationException e)
        {
            throw new EmbeddedPostgresException($"{EmbeddedPostgresOptions.Section}: {(e.InnerException ?? e).Message}", e);
        }
    }

    /// <summary>
    /// Until the host listens to signals itself, Ctrl-C would end the process and leave PostgreSQL running. Here it cancels the start,
    /// and after the start it ends the process by way of its exit handlers.
    /// </summary>
    private sealed class EarlySignals : IDisposable
    {
        private readonly CancellationTokenSource stopping = new();
        private readonly PosixSignalRegistration[] registrations;
        private int handedOver;

        public EarlySignals() => registrations =
        [
            .. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGQUIT }.Select(s => PosixSignalRegistration.Create(s, OnSignal)),
        ];

        public CancellationToken Stopping => stopping.Token;

        public bool StartIsOver { get; set; }

        public void Dispose()
        {
            if (Interlocked.Exchange(ref handedOver, 1) != 0) return;
            foreach (var registration in registrations) registration.Dispose();
        }

        private void OnSignal(PosixSignalContext context)
        {
            context.Cancel = true;
            stopping.Cancel();
            if (StartIsOver) _ = Task.Run(() => Environment.Exit(130));
        }
    }

    /// <summary>From here on the host listens itself. It does not to the closing of its terminal, which must stop PostgreSQL too.</summary>
    private sealed class SignalHandOver(EarlySignals early, IHostApplicationLifetime lifetime) : IHostedService, IDisposable
    {
        private PosixSignalRegistration? hangUp;

        public Task StartAsync(CancellationToken cancellationToken)
        {
            hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
            {
                context.Cancel = true;
                lifetime.StopApplication();
            });
            early.Dispose();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose() => hangUp?.Dispose();
    }
}
