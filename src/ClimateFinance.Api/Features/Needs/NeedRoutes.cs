namespace ClimateFinance.Api.Features.Needs;

/// <summary>Financing needs 融资需求.</summary>
internal static class NeedRoutes
{
    public static void MapNeeds(this RouteGroupBuilder api)
    {
        var needs = api.MapGroup("/needs").WithTags("Needs");
        DraftNeed.Map(needs);
        ReviseNeed.Map(needs);
        PublishNeed.Map(needs);
        ReconfirmNeed.Map(needs);
        WithdrawNeed.Map(needs);
        ListNeeds.Map(needs);
        GetNeed.Map(needs);
    }
}
