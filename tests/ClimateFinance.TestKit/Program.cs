using ClimateFinance.Api.Hosting;
using ClimateFinance.Api.Hosting.Embedded;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

// A host with a private PostgreSQL and nothing else, for tests that end a host in every way a host can end.
// Configuration as the real one: --EmbeddedPostgres:DataFolder=... Prints its connection string when it is up.
try
{
    var builder = WebApplication.CreateBuilder(args);
    builder.WebHost.UseUrls("http://127.0.0.1:0");
    using var signals = new StopSignals();
    using var loggers = LoggerFactory.Create(logging => logging.AddConsole());
    await using var postgres = await EmbeddedPostgres.StartAsync(
        EmbeddedPostgresOptions.Read(builder.Configuration), loggers.CreateLogger("database"), signals.Token);
    await using var app = builder.Build();
    app.Lifetime.ApplicationStarted.Register(() => Console.WriteLine($"up: {postgres.ConnectionString}"));
    await ((IHost)app).RunAsync(signals.Token);
    return 0;
}
catch (EmbeddedPostgresException e)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
catch (OperationCanceledException)
{
    return 130;
}
