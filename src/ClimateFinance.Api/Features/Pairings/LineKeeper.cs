using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Domain.Deals;
using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Policy;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Pairings;

/// <summary>
/// Moves the line for a need's slots up: as long as one is free the first who waits gets it. Each step is decided by the pairing under the same
/// guards as a claim, so doing it twice, or on two nodes at once, does it once.
/// </summary>
internal sealed class LineKeeper(IEventStore store, Rulebook rules, IdSource ids, TimeProvider time)
{
    private const int MaxAttempts = 10;
    private const string Part = "slots";

    /// <summary>At most so many who wait are looked at: more slots than a policy can give become free at no time.</summary>
    private const int MaxWaiting = 1_000;

    /// <summary>The needs for whose slots anybody waits.</summary>
    public Task<IReadOnlyList<Guid>> WaitedForAsync(CancellationToken cancellation) =>
        store.QueryAsync(new Sql("select distinct need_id from pairing where slot = 'waiting' order by need_id"), row => row.GetGuid(0), cancellation);

    /// <param name="need">A query of one id.</param>
    /// <param name="cause">What made a slot free, or somebody wait.</param>
    public async Task MoveUpAsync(Sql need, RecordedEvent cause, CancellationToken cancellation)
    {
        var waiting = await store.QueryAsync(
            new Sql(
                $"select id from pairing where need_id = ({need.Text}) and slot = 'waiting' order by claimed_at, id limit {MaxWaiting}", need.Arguments),
            row => row.GetGuid(0),
            cancellation);
        foreach (var claim in waiting)
        {
            if (await GrantAsync(claim, cause, cancellation) is "need.slots_full") return;
        }
    }

    /// <returns>Null when it has its slot; else the code of what stands against it.</returns>
    private async Task<string?> GrantAsync(Guid claim, RecordedEvent cause, CancellationToken cancellation)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var load = new Load();
            var pairing = load.Stream<Pairing>(claim);
            var facts = load.Rows(MutualInterest.FactsSql(claim, rules.Today), MutualInterest.Map);
            await store.LoadAsync(load, cancellation);

            var work = new Work(new Circumstance(time.GetUtcNow(), Caller.System(Part)));
            MutualInterest.Grant(work, pairing, facts, new DealId(ids.Next()), rules);

            // What left the market meanwhile is superseded soon, and the line looked at again.
            if (work.Refusal is { } refusal) return refusal.Code;
            if (await store.CommitAsync(CommitOf(work, cause), cancellation) is CommitOutcome.Done) return null;
        }

        throw new InvalidOperationException($"The line before pairing {claim} changes faster than it can be moved up.");
    }

    private Commit CommitOf(Work work, RecordedEvent cause)
    {
        var commit = new Commit(
            work.Circumstance.At, new EventContext(Part, Role.System, null, cause.Context.CorrelationId, $"event:{cause.Sequence}", rules.Policy.Version));
        foreach (var append in work.Appends) commit.Append(append.Stream, append.Category, append.ExpectedVersion, append.Events);
        foreach (var statement in work.AlsoWritten) commit.With(statement);
        foreach (var guard in work.Guards) commit.Require(guard);
        return commit;
    }
}

/// <summary>Looks at the line whenever a slot may have become free, whatever the cause, and when somebody begins to wait.</summary>
internal sealed class LineSubscriber(LineKeeper keeper) : Subscriber
{
    public override string Name => "slots";

    public override IReadOnlyList<string> Categories { get; } = [Pairing.Category, Deal.Category, PolicyBook.Category, MarketDay.Category];

    public override async Task HandleAsync(RecordedEvent happened, CancellationToken cancellation)
    {
        switch (happened.Data)
        {
            case InterestExpressed { Side: Side.Bank } or PairingDeclined or PairingSuperseded:
                await keeper.MoveUpAsync(new Sql("select need_id from pairing where id = $1", happened.Stream), happened, cancellation);
                break;
            case DealClosed:
                await keeper.MoveUpAsync(new Sql("select need_id from pairing where deal_id = $1", happened.Stream), happened, cancellation);
                break;

            // A policy may give more slots, from its day on.
            case PolicyAdopted or MarketDayBegan:
                foreach (var need in await keeper.WaitedForAsync(cancellation)) await keeper.MoveUpAsync(new Sql("select $1::uuid", need), happened, cancellation);
                break;
            default:
                break;
        }
    }
}
