namespace ClimateFinance.Api.Features.Oversight;

/// <summary>The bureau's eyes: what stands where, and what is late.</summary>
internal static class OversightRoutes
{
    public static void MapOversight(this RouteGroupBuilder api)
    {
        var oversight = api.MapGroup("/oversight").WithTags("Oversight");
        GetBoard.Map(oversight);
        GetFunnel.Map(oversight);
        ListOverdue.Map(oversight);
        GetResponsiveness.Map(oversight);
        ListReasons.Map(oversight);
        GetReport.Map(oversight);
        GetCounts.Map(oversight);
        GetStatistics.Map(api);
    }
}
