using ClimateFinance.Api.Features.Banks;
using ClimateFinance.Api.Features.Carbon;
using ClimateFinance.Api.Features.Deals;
using ClimateFinance.Api.Features.Enterprises;
using ClimateFinance.Api.Features.Inbox;
using ClimateFinance.Api.Features.Matching;
using ClimateFinance.Api.Features.Meetings;
using ClimateFinance.Api.Features.Needs;
using ClimateFinance.Api.Features.Operations;
using ClimateFinance.Api.Features.Oversight;
using ClimateFinance.Api.Features.Oversight.Cells;
using ClimateFinance.Api.Features.Pairings;
using ClimateFinance.Api.Features.Persons;
using ClimateFinance.Api.Features.Products;
using ClimateFinance.Api.Features.Projects;
using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Reference;
using ClimateFinance.Store;
using ClimateFinance.Store.Postgres;

namespace ClimateFinance.Api.Hosting;

/// <summary>The store with every projection and subscriber, reference data, and what commands and queries stand on.</summary>
internal static class MarketServices
{
    /// <summary>Every read model of the house. One that is missing here is noticed by the architecture tests.</summary>
    public static IReadOnlyList<Projection> Projections { get; } =
    [
        new EnterpriseProjection(),
        new BankProjection(),
        new ProjectProjection(),
        new NeedProjection(),
        new ProductProjection(),
        new QuotaProjection(),
        new PairingProjection(),
        new RoundProjection(),
        new DealProjection(),
        new BankRecordProjection(),
        new MeetingProjection(),
        new DealFactProjection(),
        new PairingFactProjection(),
        new CarbonProfileProjection(),
        new LoanProjection(),
        new RetiredUnitProjection(),
    ];

    public static void AddMarket(this IServiceCollection services, IConfiguration configuration, Func<string> connectionString)
    {
        services.AddSingleton<MarketClock>();
        services.AddSingleton<TimeProvider>(provider => provider.GetRequiredService<MarketClock>());
        services.AddSingleton(ReferenceData.Load(configuration.GetSection(ReferenceOptions.Section).Get<ReferenceOptions>() ?? new ReferenceOptions()));

        services.AddSingleton(_ => new PostgresDatabase(new PostgresStoreOptions
        {
            ConnectionString = connectionString(),
            ReadFromStandbys = ReadPoints.AreOn(configuration),
        }));
        services.AddEventStore(Projections);
        services.AddSingleton(provider => new Migrator(
            provider.GetRequiredService<PostgresDatabase>(),
            [MigrationModule.Store, new MigrationModule("market", typeof(MarketServices).Assembly)],
            provider.GetRequiredService<TimeProvider>()));

        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.AddHttpContextAccessor();
        services.AddSingleton<IdSource>();
        services.AddSingleton<FactorShelf>();
        services.AddSingleton<TaxonomyShelf>();
        services.AddSingleton(provider =>
        {
            var reference = provider.GetRequiredService<ReferenceData>();
            return new Rulebook(reference.Calendar, reference.BenchmarkRates, provider.GetRequiredService<TimeProvider>());
        });
        services.AddSingleton<PersonVault>();
        services.AddSubscriptions();
        services.AddRebuilds();
        services.AddHostedService<PersonSealing>();
        services.AddSingleton<GetStatistics.StatisticsShelf>();
        services.AddSingleton(DocumentLimits.Of(configuration));
        services.AddSingleton<DocumentIntake>();
        services.AddSingleton(provider => new StreamMemory(provider.GetRequiredService<TimeProvider>()));
        services.AddScoped<CommandRun>();
        services.AddScoped<QueryCaller>();
        services.AddScoped<Looks>();
        services.AddSingleton<LookBook>();
        services.AddHostedService<LookWriter>();
        services.AddScoped<CallerPreferences>();
        services.AddSingleton<LiveSubjects>();
        services.AddSingleton<LiveFeed>();
        services.AddHostedService(provider => provider.GetRequiredService<LiveFeed>());
        services.AddTransient<Check>();
    }

    /// <summary>Brings the tables up to date, writes the first policy into an empty book, reads the policies.</summary>
    public static async Task PrepareMarketAsync(this WebApplication app)
    {
        var cancellation = app.Lifetime.ApplicationStopping;
        await app.Services.GetRequiredService<Migrator>().MigrateAsync(cancellation);
        await app.Services.PrepareEventStoreAsync(cancellation);
        await RuleShelf.FillAsync(app.Services, cancellation);
        await app.Services.FillNewReadModelsAsync(cancellation);
    }
}
