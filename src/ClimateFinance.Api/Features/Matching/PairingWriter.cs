using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Matching;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Matching;

/// <summary>
/// Writes what the engine decided, many pairings a commit. Where somebody else was first on one of them the batch is taken apart, so that the
/// others stand.
/// </summary>
internal sealed class PairingWriter(IEventStore store, IdSource ids, TimeProvider time)
{
    private const int BatchSize = 50;
    private const int MaxAttempts = 5;
    private const string Part = "matching";

    public async Task ProposeAsync(
        IReadOnlyList<Match> proposals, EvaluationBasis basis, RecordedEvent cause, CancellationToken cancellation, PairingOrigin origin = PairingOrigin.Engine)
    {
        foreach (var batch in proposals.Chunk(BatchSize))
        {
            if (await CommitAsync(batch, origin, basis, cause, cancellation) is CommitOutcome.Done) continue;
            foreach (var one in batch)
            {
                var outcome = await CommitAsync([one], origin, basis, cause, cancellation);
                if (outcome is not (CommitOutcome.Done or CommitOutcome.Taken { Constraint: "pairing_open_key" }))
                    throw new InvalidOperationException($"A proposal ended as {outcome.GetType().Name}.");
            }
        }
    }

    /// <param name="gone">Pairings and why each is taken back.</param>
    public async Task SupersedeAsync(
        IReadOnlyList<(Guid Pairing, SupersedePairing Why)> gone, RecordedEvent cause, int policyVersion, CancellationToken cancellation)
    {
        foreach (var batch in gone.Chunk(BatchSize))
        {
            if (await CommitAsync(batch, cause, policyVersion, cancellation) is CommitOutcome.Done) continue;
            foreach (var one in batch) await SupersedeAsync(one, cause, policyVersion, cancellation);
        }
    }

    private async Task SupersedeAsync((Guid Pairing, SupersedePairing Why) one, RecordedEvent cause, int policyVersion, CancellationToken cancellation)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            if (await CommitAsync([one], cause, policyVersion, cancellation) is CommitOutcome.Done) return;
        }

        throw new InvalidOperationException($"Pairing {one.Pairing} changes faster than it can be superseded.");
    }

    private Task<CommitOutcome> CommitAsync(
        Match[] proposals, PairingOrigin origin, EvaluationBasis basis, RecordedEvent cause, CancellationToken cancellation)
    {
        var circumstance = Now();
        var commit = CommitOf(circumstance, cause, basis.PolicyVersion);
        foreach (var match in proposals)
        {
            var id = new PairingId(ids.Next());
            var decision = Pairing.Decide(
                Pairing.Initial,
                new ProposePairing(id, origin, null, match.Need, match.Product, PairHistory.None, basis, match.Evaluation),
                circumstance);
            if (decision.Refusal is { } refusal) throw new InvalidOperationException($"The engine's own proposal was refused: {refusal.Code}.");
            commit.Append(id.Value, Pairing.Category, 0, [.. decision.Events]);
        }

        return store.CommitAsync(commit, cancellation);
    }

    private async Task<CommitOutcome> CommitAsync(
        (Guid Pairing, SupersedePairing Why)[] gone, RecordedEvent cause, int policyVersion, CancellationToken cancellation)
    {
        var load = new Load();
        var streams = gone.Select(one => (Stream: load.Stream<Pairing>(one.Pairing), one.Why)).ToArray();
        await store.LoadAsync(load, cancellation);

        var circumstance = Now();
        var commit = CommitOf(circumstance, cause, policyVersion);
        foreach (var (stream, why) in streams)
        {
            // Refused only when it is over or mutual already: then there is nothing to take back.
            var decision = Pairing.Decide(stream.State, why, circumstance);
            if (decision.Refusal is null) commit.Append(stream.Id!.Value, Pairing.Category, stream.Version, [.. decision.Events]);
        }

        return commit.Appends.Count == 0 ? CommitOutcome.Finished : await store.CommitAsync(commit, cancellation);
    }

    private Circumstance Now() => new(time.GetUtcNow(), Caller.System(Part));

    private static Commit CommitOf(Circumstance circumstance, RecordedEvent cause, int policyVersion) => new(
        circumstance.At, new EventContext(Part, Role.System, null, cause.Context.CorrelationId, $"event:{cause.Sequence}", policyVersion));
}
