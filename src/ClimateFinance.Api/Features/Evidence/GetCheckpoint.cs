using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Problems;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Evidence;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Api.Features.Evidence;

/// <summary>
/// GET /evidence/checkpoint: the newest signed checkpoint, or with <c>size</c> an earlier one. Keep a copy outside: held against the
/// marketplace later, with the proof of consistency, it shows that nothing up to it was changed, taken away or put in between.
/// </summary>
internal static class GetCheckpoint
{
    public static void Map(RouteGroupBuilder evidence) => evidence.MapGet("/checkpoint", Handle)
        .Query<SignedCheckpoint>(nameof(GetCheckpoint), "The newest signed checkpoint over all events, or an earlier one", "size")
        .For(Audience.Everyone)
        .Refusing(404);

    private static async Task<IResult> Handle(EvidenceTree tree, CancellationToken cancellation, long? size = null) =>
        await tree.CheckpointAsync(size, cancellation) is { } signed
            ? new QueryReply<SignedCheckpoint>(signed, signed.Checkpoint.Size)
            : Problem.Of(Refusal.Unknown("evidence.no_checkpoint"));
}
