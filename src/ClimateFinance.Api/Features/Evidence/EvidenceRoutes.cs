namespace ClimateFinance.Api.Features.Evidence;

/// <summary>What happened, provable: checkpoints, proofs, packs, the audit.</summary>
internal static class EvidenceRoutes
{
    public static void AddEvidence(this IServiceCollection services)
    {
        services.AddSingleton<EvidenceTree>();
        services.AddSingleton<EvidencePacks>();
        services.AddSingleton<EvidenceAudit>();
        services.AddSingleton<Store.Subscriber, EvidenceKeeper>();
    }

    public static void MapEvidence(this RouteGroupBuilder api)
    {
        var evidence = api.MapGroup("/evidence").WithTags("Evidence");
        GetCheckpoint.Map(evidence);
        GetConsistency.Map(evidence);
        GetEventProof.Map(evidence);
        GetDealPack.Map(evidence);
        GetCarbonAccountPack.Map(evidence);
        AuditEvidence.Map(evidence);
    }
}
