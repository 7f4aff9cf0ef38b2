namespace ClimateFinance.Api.Features.Operations;

/// <summary>What the platform's operator does to a running market.</summary>
internal static class OperationsRoutes
{
    public static void MapOperations(this RouteGroupBuilder api)
    {
        var operations = api.MapGroup("/operations").WithTags("Operations");
        StartRebuild.Map(operations);
        ListRebuilds.Map(operations);
        GetRebuild.Map(operations);
        ListSubscriptions.Map(operations);
        ListParkedEvents.Map(operations);
        ReplayParkedEvent.Map(operations);
    }

    public static void AddRebuilds(this IServiceCollection services)
    {
        services.AddSingleton<RebuildDesk>();
        services.AddSingleton<RebuildWorker>();
        services.AddHostedService(provider => provider.GetRequiredService<RebuildWorker>());
    }
}
