namespace ClimateFinance.Api.Features.Reference;

/// <summary>The tables that people outside keep: regions, industries, catalogues, the LPR, factors, the calendar.</summary>
internal static class ReferenceRoutes
{
    public static void MapReference(this RouteGroupBuilder api)
    {
        var tables = api.MapGroup("/reference").WithTags("Reference");
        ListRegions.Map(tables);
        ListIndustries.Map(tables);
        ListGreenClasses.Map(tables);
        ListTechnologies.Map(tables);
        ListBenchmarks.Map(tables);
        ListEmissionFactors.Map(tables);
        ImportEmissionFactors.Map(tables);
        ListTaxonomies.Map(tables);
        ImportTaxonomy.Map(tables);
        ListAdmissionChecks.Map(tables);
        ListTechnologyMethods.Map(tables);
        ListClimateAssumptions.Map(tables);
        ListFinancingRules.Map(tables);
        ListCalendarDays.Map(tables);
        GetDueDay.Map(tables);
        ImportCalendarYear.Map(tables);
        GetCalendarNotice.Map(tables);
    }
}
