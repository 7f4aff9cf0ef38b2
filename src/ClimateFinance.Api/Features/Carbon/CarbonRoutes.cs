namespace ClimateFinance.Api.Features.Carbon;

/// <summary>Tonnes beside what they belong to: an enterprise's years, a loan's balance and share, a bank's return, a meeting's account.</summary>
internal static class CarbonRoutes
{
    public static void MapCarbon(this RouteGroupBuilder api)
    {
        var carbon = api.MapGroup(string.Empty).WithTags("Carbon");
        ReportEnterpriseYear.Map(carbon);
        ListKeyEmitter.Map(carbon);
        GetCarbonProfile.Map(carbon);
        ListKeyEmitters.Map(carbon);
        ReportLoanBalance.Map(carbon);
        GetAttribution.Map(carbon);
        GetRateStep.Map(carbon);
        GetFinancedEmissions.Map(carbon);
        GetCarbonReturn.Map(carbon);
        GetMeetingReductions.Map(carbon);
        CompareMeasured.Map(carbon);
        OpenCarbonAccount.Map(carbon);
        RecordCarbonActivity.Map(carbon);
        RemoveCarbonActivity.Map(carbon);
        ExcludeCarbonSource.Map(carbon);
        RetireCarbonUnits.Map(carbon);
        CloseCarbonAccount.Map(carbon);
        GetCarbonAccount.Map(carbon);
        GetNeutralityStatement.Map(carbon);
    }
}
