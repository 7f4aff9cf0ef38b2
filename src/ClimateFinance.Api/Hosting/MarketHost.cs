using ClimateFinance.Api.Features.Banks;
using ClimateFinance.Api.Features.Carbon;
using ClimateFinance.Api.Features.Deals;
using ClimateFinance.Api.Features.Enterprises;
using ClimateFinance.Api.Features.Evidence;
using ClimateFinance.Api.Features.Identity;
using ClimateFinance.Api.Features.Inbox;
using ClimateFinance.Api.Features.Matching;
using ClimateFinance.Api.Features.Meetings;
using ClimateFinance.Api.Features.Needs;
using ClimateFinance.Api.Features.Operations;
using ClimateFinance.Api.Features.Oversight;
using ClimateFinance.Api.Features.Pairings;
using ClimateFinance.Api.Features.Persons;
using ClimateFinance.Api.Features.Products;
using ClimateFinance.Api.Features.Projects;
using ClimateFinance.Api.Features.Reference;
using ClimateFinance.Api.Hosting.Identity;
using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Problems;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Api.Presets;

namespace ClimateFinance.Api.Hosting;

/// <summary>The host, as a table of contents: database, market, identity, HTTP, features.</summary>
internal static class MarketHost
{
    /// <summary>Builds, runs until it is told to stop, and says plainly what went wrong if it could not start: exit code 1.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            using var signals = new StopSignals();
            if (args is [RebuildVerb.Name, .. var rest]) return await RebuildVerb.RunAsync(rest, signals.Token);
            await using var database = MarketDatabase.Open(args, signals.Token);
            await using var app = Assemble(args, () => database.ConnectionString);
            await database.ReadyAsync();
            await PrepareAsync(app);
            try
            {
                await app.StartAsync(signals.Token);
                await app.LoadPresetAsync(signals.Token);
                await ((IHost)app).WaitForShutdownAsync(signals.Token);
            }
            finally
            {
                await app.StopAsync(CancellationToken.None);
            }

            return 0;
        }
        catch (Exception exception) when (StartFailure.Explain(exception) is { } explanation)
        {
            await Console.Error.WriteLineAsync(explanation);
            return 1;
        }
    }

    /// <summary>The application on a database that answers. Tests start it the same way.</summary>
    /// <param name="configure">Replaces services, for tests: a clock they set.</param>
    public static async Task<WebApplication> BuildAsync(string[] args, string connectionString, Action<IServiceCollection>? configure = null)
    {
        var app = Assemble(args, () => connectionString, configure);
        await PrepareAsync(app);
        return app;
    }

    private static async Task PrepareAsync(WebApplication app)
    {
        await app.PrepareMarketAsync();
        await app.PrepareIdentityAsync();
    }

    /// <summary>All that needs no database yet; the connection string is asked for when the first connection is.</summary>
    public static WebApplication Assemble(string[] args, Func<string> connectionString, Action<IServiceCollection>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            Traffic.Bound(kestrel.Limits);
        });

        // What stops the start is told in plain words (StartFailure); the framework would add its stacks.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        builder.Services.AddMarket(builder.Configuration, connectionString);
        builder.Services.AddMarketIdentity(builder.Configuration);
        builder.Services.AddEvidence();
        builder.Services.AddAudiences();
        builder.Services.AddTraffic(builder.Configuration);
        builder.Services.AddContract();
        builder.Services.AddPresets();
        builder.Services.AddHealth();
        configure?.Invoke(builder.Services);

        var app = builder.Build();
        app.UseRouting();
        app.UseAnswerHeaders();
        app.UseProblems();
        app.UsePresetGate();
        app.UseReadPoints();
        app.UseAuthentication();
        app.UseTraffic();
        app.UseAuthorization();
        app.UseScopes();
        app.UseContract();
        app.MapHealth();

        var api = app.MapGroup("/api/v1").WithStrictInput();
        api.MapEnterprises();
        api.MapBanks();
        api.MapProjects();
        api.MapPersons();
        api.MapReference();
        api.MapNeeds();
        api.MapIdentity();
        api.MapProducts();
        api.MapPairings();
        api.MapMatching();
        api.MapDeals();
        api.MapMeetings();
        api.MapOversight();
        api.MapEvidence();
        api.MapInbox();
        api.MapCarbon();
        api.MapOperations();
        app.UseEndpoints(_ => { });

        // Built here, beside a database that may still be starting, and not while the first request waits.
        _ = app.Services.GetRequiredService<EndpointDataSource>().Endpoints;
        return app;
    }
}
