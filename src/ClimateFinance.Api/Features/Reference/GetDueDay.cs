using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Calendar;

namespace ClimateFinance.Api.Features.Reference;

/// <summary>GET /reference/calendar/due-day: when a limit of so many working days ends.</summary>
internal static class GetDueDay
{
    /// <param name="From">The day of receipt; it does not count 收到之日不计入.</param>
    /// <param name="Provisional">Whether a year without a notice was counted through: the day may move when the notice comes.</param>
    internal sealed record Reply(DateOnly From, int WorkingDays, DateOnly DueOn, bool Provisional);

    public static void Map(RouteGroupBuilder tables) => tables.MapGet("/calendar/due-day", Handle)
        .Query<Reply>(nameof(GetDueDay), "The n-th working day after a day", "from", "workingDays")
        .For(Audience.Everyone);

    private static IResult Handle(DateOnly from, int workingDays, Rulebook rules, Check check)
    {
        check.Whole("workingDays", workingDays, 1, WorkingDayCalendar.MaxDays);
        check.Whole("from", from.Year, StatutoryHolidays.FirstYear, StatutoryHolidays.LastYear);
        if (check.Failed) return check.Problem();

        var due = rules.Calendar.AddWorkingDays(from, workingDays);
        return QueryReply.Of(new Reply(from, workingDays, due.Date, due.Provisional));
    }
}
