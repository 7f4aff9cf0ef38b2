using ClimateFinance.Domain.Deals;
using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Parties;
using ClimateFinance.Domain.Projects;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Inbox;

/// <summary>Finds whose an event is: its enterprise, its bank, its region. One query a page of events.</summary>
internal sealed class LiveSubjects(IEventStore store)
{
    private const string Whose =
        """
        select id, enterprise_id, bank_id, region, stage from deal_fact where id = any ($1)
        union all select id, enterprise_id, case when bank_interested or enterprise_interested or mutual then bank_id end, region, null from pairing_fact where id = any ($1)
        union all select id, enterprise_id, null, region, null from project where id = any ($1)
        union all select id, id, null, region, null from enterprise where id = any ($1)
        union all select id, null, id, region, null from bank where id = any ($1)
        """;

    private static readonly string[] Told = [Deal.Category, Pairing.Category, Project.Category, Enterprise.Category, Bank.Category];

    public async Task<IReadOnlyList<LiveEvent>> OfAsync(IReadOnlyList<RecordedEvent> page, CancellationToken cancellation)
    {
        // When the next step is due follows from a move that is told anyway; what the engine only proposed is for the lists. Whom the bureau brings together
        // is told to both.
        var told = page.Where(e => Told.Contains(e.Category)
            && e.Data is not (DeadlineSet or PairingProposed { Origin: not PairingOrigin.Introduction } or PairingSuperseded)).ToArray();
        if (told.Length == 0) return [];
        var rows = await store.QueryAsync(
            new Sql(Whose, told.Select(e => e.Stream).Distinct().ToArray()),
            row => (Id: row.GetGuid(0), Enterprise: row.IsDBNull(1) ? (Guid?)null : row.GetGuid(1), Bank: row.IsDBNull(2) ? (Guid?)null : row.GetGuid(2),
                Region: row.GetString(3), Stage: row.IsDBNull(4) ? null : row.GetString(4)),
            cancellation);
        var whose = rows.ToDictionary(row => row.Id);
        var events = new List<LiveEvent>(told.Length);
        foreach (var happened in told)
        {
            if (!whose.TryGetValue(happened.Stream, out var subject)) continue;
            events.Add(new LiveEvent(
                happened.Sequence, happened.Category, happened.Stream, EventRegistry.Domain.Of(happened.Data).Name, happened.Context.Role, happened.At, subject.Stage)
            {
                Actor = happened.Context.Actor,
                Enterprise = subject.Enterprise,
                Bank = happened.Data is PairingProposed introduced ? introduced.Product.Bank.Value : subject.Bank,
                Region = subject.Region,
            });
        }

        return events;
    }
}
