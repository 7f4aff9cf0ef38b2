using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Problems;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Calendar;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Reference;

/// <summary>GET /reference/calendar/{year}/notice: what was imported for a year, and what that did to the open deadlines.</summary>
internal static class GetCalendarNotice
{
    public static void Map(RouteGroupBuilder tables) => tables.MapGet("/calendar/{year:int}/notice", Handle)
        .Query<CalendarNotice>(nameof(GetCalendarNotice), "The imported notice of a year, and how many open deadlines it moved")
        .For(Audience.Bureau | Audience.Operator);

    private static async Task<IResult> Handle(int year, IEventStore store, CancellationToken cancellation)
    {
        var load = new Load();
        var book = load.Stream<CalendarBook>(CalendarBook.StreamId);
        await store.LoadAsync(load, cancellation);
        return book.State.Years.FirstOrDefault(y => y.Year == year) is { } imported
            ? new QueryReply<CalendarNotice>(CalendarNotice.Of(imported), book.Version)
            : Problem.Of(Refusal.Unknown("calendar.not_imported", ("year", year)));
    }
}
