namespace ClimateFinance.Api.Features.Matching;

/// <summary>The engine and the policy it decides by.</summary>
internal static class MatchingRoutes
{
    public static void MapMatching(this RouteGroupBuilder api)
    {
        MatchNeed.Map(api);
        MatchPair.Map(api);
        MatchProduct.Map(api);
        ListSyndicates.Map(api);
        var matching = api.MapGroup("/matching").WithTags("Matching");
        GetPolicy.Map(matching);
        AdoptPolicy.Map(matching);
        HoldRound.Map(matching);
        PreviewRound.Map(matching);
        ListRounds.Map(matching);
        GetRound.Map(matching);
        PreviewPolicy.Map(matching);
    }
}
