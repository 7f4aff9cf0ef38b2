using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Domain.Deals;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Deals;

/// <summary>
/// What the marketplace itself records on deals: what the passing of time brings, deadlines worked out anew, and the end of deals whose need
/// left the market. Each is decided by the deal, so doing it twice, or on two nodes at once, records it once.
/// </summary>
internal sealed class DealKeeper(IEventStore store, Rulebook rules, TimeProvider time)
{
    private const int MaxAttempts = 10;
    private const int Batch = 200;

    /// <summary>Records everything that is due by today on every deal.</summary>
    /// <returns>The deals on which something was recorded.</returns>
    public async Task<IReadOnlyList<Guid>> SweepAsync(CancellationToken cancellation)
    {
        var recorded = new List<Guid>();
        for (IReadOnlyList<Guid> page = [Guid.Empty]; page.Count > 0;)
        {
            page = await DueAsync(after: page[^1], cancellation);
            foreach (var deal in page)
            {
                if (await RecordAsync(deal, _ => new PassTime(rules.DealClock), cancellation)) recorded.Add(deal);
            }
        }

        return recorded;
    }

    /// <summary>Works every open deadline anew that counts through a year, by the calendar as it is now.</summary>
    /// <returns>How many there were, and how many changed.</returns>
    public async Task<(int Looked, int Moved)> ReworkAsync(int year, CancellationToken cancellation)
    {
        // A notice can move days around the turn of the year before.
        var (first, last) = (new DateOnly(year, 1, 1).AddDays(-15), new DateOnly(year, 12, 31));
        var (looked, moved) = (0, 0);
        for (IReadOnlyList<Guid> page = [Guid.Empty]; page.Count > 0;)
        {
            page = await store.QueryAsync(
                new Sql(
                    "select id from deal where id > $1 and stage <> 'closed' and due_on >= $2 and since <= $3 order by id limit $4", page[^1], first, last, Batch),
                row => row.GetGuid(0),
                cancellation);
            looked += page.Count;
            foreach (var deal in page)
            {
                if (await RecordAsync(deal, _ => new ReworkDeadline(rules.DealClock), cancellation)) moved++;
            }
        }

        return (looked, moved);
    }

    /// <summary>Closes the deals of a need that left the market, but for those that are signed: a contract goes on.</summary>
    public async Task CloseForNeedAsync(Guid need, string reasonCode, CancellationToken cancellation)
    {
        var open = await store.QueryAsync(
            new Sql("select id from deal where need_id = $1 and stage <> 'closed' and signed_on is null order by id", need), row => row.GetGuid(0), cancellation);
        foreach (var deal in open)
        {
            await RecordAsync(
                deal,
                state => state is Deal.Live { Signed: null } ? new Domain.Deals.CloseDeal(DealOutcome.Withdrawn, reasonCode, null, null, rules.DealClock) : null,
                cancellation);
        }
    }

    /// <summary>Deals on which the clock may have something to record. One too many is no harm: the deal itself decides.</summary>
    private Task<IReadOnlyList<Guid>> DueAsync(Guid after, CancellationToken cancellation)
    {
        var (calendar, today, steps) = (rules.Calendar, rules.Today, rules.DealClock.Steps);
        var remind = steps.RemindBefore == 0 ? today : calendar.AddWorkingDays(today, steps.RemindBefore).Date;
        return store.QueryAsync(
            new Sql(
                """
                select id from deal
                where id > $1 and stage <> 'closed' and due_on is not null and (
                    (reminded_on is null and missed_on is null and due_on <= $3)
                    or (missed_on is null and due_on < $2)
                    or (missed_on is not null and escalated_on is null and due_on <= $4)
                    or (escalated_on is not null and stage not in ('offered', 'disputed') and due_on <= $5)
                    or (due_provisional and extract(year from due_on)::int::text = any ($6)))
                union
                select id from deal d where id > $1 and stage = 'offered'
                    and exists (select from deal_offer o where o.deal_id = d.id and o.status = 'live' and o.valid_until < $2)
                order by 1 limit $7
                """,
                after, today, remind, calendar.OverSince(today, steps.EscalateAfter), calendar.OverSince(today, steps.LapseAfter),
                calendar.LoadedYears.Select(year => $"{year}").ToArray(), Batch),
            row => row.GetGuid(0),
            cancellation);
    }

    /// <returns>Whether anything was recorded: a refusal says that it is recorded already, or that the deal is elsewhere by now.</returns>
    private async Task<bool> RecordAsync(Guid id, Func<Deal, DealMove?> move, CancellationToken cancellation)
    {
        var by = Caller.System("clock");
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var load = new Load();
            var deal = load.Stream<Deal>(id);
            await store.LoadAsync(load, cancellation);
            if (move(deal.State) is not { } wanted) return false;

            var at = time.GetUtcNow();
            var decision = Deal.Decide(deal.State, wanted, new Circumstance(at, by));
            if (decision.Refusal is not null) return false;
            var commit = new Commit(at, new EventContext(by.Actor, by.Role, null, PolicyVersion: rules.Policy.Version))
                .Append(id, Deal.Category, deal.Version, [.. decision.Events]);
            if (await store.CommitAsync(commit, cancellation) is CommitOutcome.Done) return true;
        }

        throw new InvalidOperationException($"Deal {id} changes faster than it can be kept.");
    }
}
