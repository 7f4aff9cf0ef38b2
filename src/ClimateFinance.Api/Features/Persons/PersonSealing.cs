using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Persons;

/// <summary>
/// Seals the people that a version from before sealing wrote: at the start, in the background, some at a time, and again while nodes of that version may
/// still run. And erases for good whom a restored backup brought back without a key.
/// </summary>
internal sealed partial class PersonSealing(IEventStore store, PersonVault vault, TimeProvider time, ILogger<PersonSealing> logger) : BackgroundService
{
    private const int Batch = 100;
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        try
        {
            do
            {
                await LookAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    /// <summary>Seals all that is plain; returns how many people that were.</summary>
    internal async Task<int> SealAsync(CancellationToken cancellation)
    {
        var count = 0;
        while (true)
        {
            var plain = await store.QueryAsync(
                new Sql($"select {PersonVault.Columns} from {PersonVault.Tables} where p.sealed is null and p.erased_at is null order by p.id limit $1", Batch), vault.Read, cancellation);
            foreach (var person in plain) await SealAsync(person, cancellation);
            count += plain.Count;
            if (plain.Count < Batch) return count;
        }
    }

    // Of two nodes that seal one person at once the second finds it done; an erasure meanwhile wins.
    private async Task SealAsync(PersonView person, CancellationToken cancellation)
    {
        var (wrapped, kept) = vault.Seal(person.PersonId, new PersonBody(person.Name ?? string.Empty, person.Position ?? string.Empty, person.Phone, person.Email));
        await store.QueryAsync(
            new Sql(
                """
                with done as (
                    update person set sealed = $2, name = null, position = null, phone = null, email = null
                    where id = $1 and sealed is null and erased_at is null returning id)
                insert into person_key (person_id, wrapped) select id, $3 from done returning 1
                """,
                person.PersonId, kept, wrapped),
            _ => 1,
            cancellation);
    }

    private Task<IReadOnlyList<int>> EraseKeylessAsync(CancellationToken cancellation) => store.QueryAsync(
        new Sql(
            """
            update person p set sealed = null, erased_at = $1
            where p.sealed is not null and not exists (select from person_key k where k.person_id = p.id) returning 1
            """,
            time.GetUtcNow()),
        _ => 1,
        cancellation);

    private async Task LookAsync(CancellationToken cancellation)
    {
        try
        {
            var count = await SealAsync(cancellation);
            var erased = await EraseKeylessAsync(cancellation);
            if (count > 0) LogSealed(logger, count);
            if (erased.Count > 0) LogErased(logger, erased.Count);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogNotSealed(logger, exception.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} people of an earlier version were sealed.")]
    private static partial void LogSealed(ILogger logger, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} people whose keys are gone were erased: a backup brought them back.")]
    private static partial void LogErased(ILogger logger, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "People of an earlier version were not sealed: {Reason}")]
    private static partial void LogNotSealed(ILogger logger, string reason);
}
