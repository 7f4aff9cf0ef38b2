namespace ClimateFinance.Api.Features.Pairings;

/// <summary>Pairings 配对 of a need with a product.</summary>
internal static class PairingRoutes
{
    public static void MapPairings(this RouteGroupBuilder api)
    {
        var pairings = api.MapGroup("/pairings").WithTags("Pairings");
        ProposePairing.Map(pairings);
        ExpressInterest.Map(pairings);
        DeclinePairing.Map(pairings);
        ListPairings.Map(pairings);
        GetPairing.Map(pairings);
        RecomputePairing.Map(pairings);
        GetNeedLine.Map(api);
    }
}
