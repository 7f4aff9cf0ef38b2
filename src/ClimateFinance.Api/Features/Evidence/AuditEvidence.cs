using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Problems;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;

namespace ClimateFinance.Api.Features.Evidence;

/// <summary>
/// GET /evidence/audit: holds the event table against the evidence, and the evidence against its own signatures, over a stretch of it. Every
/// row that was changed, deleted, put in or moved since is named. A rollback of everything to an earlier day shows only against a checkpoint
/// kept outside: see /evidence/consistency.
/// </summary>
internal static class AuditEvidence
{
    private const int MostLeaves = 20_000;
    private const int MostFindings = 200;

    /// <summary>What is wrong.</summary>
    internal enum Fault
    {
        /// <summary>The row says something else than when it was recorded.</summary>
        Changed,

        /// <summary>The row is gone.</summary>
        Deleted,

        /// <summary>A row stands among the recorded ones that was not recorded.</summary>
        Inserted,

        /// <summary>The number is another event's now: rows were exchanged or renumbered.</summary>
        Moved,

        /// <summary>The chain does not lead from the position before to this one: the evidence itself was changed.</summary>
        ChainBroken,

        /// <summary>A checkpoint is missing, is not signed by this installation's keys, or does not fit the chain and the tree.</summary>
        CheckpointBroken,

        /// <summary>A kept subtree of the evidence is not what its leaves give.</summary>
        TreeChanged,
    }

    /// <param name="Sequence">The event's number.</param>
    /// <param name="EventId">Of the event recorded under it, or of the one that was put in.</param>
    internal sealed record Finding(Fault Fault, long Sequence, Guid? EventId);

    /// <param name="From">The first position looked at.</param>
    /// <param name="To">The position after the last one looked at.</param>
    /// <param name="Size">How many events the evidence holds.</param>
    /// <param name="Next">Ask again from here; null at the end.</param>
    /// <param name="Findings">At most 200; none when all is as it was recorded.</param>
    internal sealed record Reply(long From, long To, long Size, long? Next, bool Sound, IReadOnlyList<Finding> Findings);

    public static void Map(RouteGroupBuilder evidence) => evidence.MapGet("/audit", Handle)
        .Query<Reply>(nameof(AuditEvidence), "Finds what was changed, deleted, put in or moved in the event table", "fromPosition", "limit")
        .For(Audience.Bureau | Audience.Operator);

    private static async Task<IResult> Handle(EvidenceAudit audit, CancellationToken cancellation, long fromPosition = 0, int limit = MostLeaves)
    {
        if (fromPosition < 0) return Problem.Of([Flaw.Of("fromPosition", "number.out_of_range", ("min", 0), ("max", long.MaxValue), ("given", fromPosition))]);
        if (limit is < 1 or > MostLeaves) return Problem.Of([Flaw.Of("limit", "number.out_of_range", ("min", 1), ("max", MostLeaves), ("given", limit))]);
        var (to, size, findings) = await audit.LookAsync(fromPosition, limit, cancellation);
        return QueryReply.Of(new Reply(fromPosition, to, size, to < size ? to : null, findings.Count == 0, [.. findings.Take(MostFindings)]));
    }
}
