using ClimateFinance.Api.Features.Deals;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Domain.Calendar;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Hosting;

/// <summary>Reads what decisions are taken under into the <see cref="Rulebook"/>: the policies and the imported notices of the calendar.</summary>
internal static class RuleShelf
{
    public static async Task FillAsync(IServiceProvider services, CancellationToken cancellation)
    {
        await PolicyShelf.FillAsync(services, cancellation);
        var load = new Load();
        var book = load.Stream<CalendarBook>(CalendarBook.StreamId);
        await services.GetRequiredService<IEventStore>().LoadAsync(load, cancellation);
        services.GetRequiredService<Rulebook>().Notices = book.State;
    }
}

/// <summary>After the import of a notice every open deadline that counts through its year is worked out anew.</summary>
internal sealed class CalendarSubscriber(IServiceProvider services, DealKeeper keeper, IEventStore store, TimeProvider time) : Subscriber
{
    private const int MaxAttempts = 10;

    public override string Name => "calendar";

    public override IReadOnlyList<string> Categories { get; } = [CalendarBook.Category];

    public override async Task HandleAsync(RecordedEvent happened, CancellationToken cancellation)
    {
        if (happened.Data is not CalendarYearImported imported) return;

        // The import may have come in on another node.
        await RuleShelf.FillAsync(services, cancellation);
        var (looked, moved) = await keeper.ReworkAsync(imported.Year, cancellation);
        await RecordAsync(new RecordDeadlinesReworked(imported.Import, looked, moved), cancellation);
    }

    private async Task RecordAsync(RecordDeadlinesReworked done, CancellationToken cancellation)
    {
        var by = Caller.System("calendar");
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var load = new Load();
            var book = load.Stream<CalendarBook>(CalendarBook.StreamId);
            await store.LoadAsync(load, cancellation);

            // Refused: recorded already, or a later import of the same year has taken its place.
            var at = time.GetUtcNow();
            var decision = CalendarBook.Decide(book.State, done, new Circumstance(at, by));
            if (decision.Refusal is not null) return;
            var commit = new Commit(at, new EventContext(by.Actor, by.Role, null)).Append(CalendarBook.StreamId, CalendarBook.Category, book.Version, [.. decision.Events]);
            if (await store.CommitAsync(commit, cancellation) is CommitOutcome.Done) return;
        }

        throw new InvalidOperationException("The book of notices changes faster than it can be kept.");
    }
}
