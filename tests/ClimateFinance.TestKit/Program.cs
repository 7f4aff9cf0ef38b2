using ClimateFinance.Api.Hosting.Embedded;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;

// A host with a private PostgreSQL and nothing else, for tests that end a host in every way a host can end.
// Configuration as the real one: --EmbeddedPostgres:DataFolder=... Prints its connection string when it is up.
try
{
    var builder = WebApplication.CreateBuilder(args);
    builder.WebHost.UseUrls("http://127.0.0.1:0");
    await using var postgres = await builder.AddEmbeddedPostgresAsync();
    await using var app = builder.Build();
    app.Lifetime.ApplicationStarted.Register(() => Console.WriteLine($"up: {app.Configuration.GetConnectionString("Market")}"));
    await app.RunAsync();
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
