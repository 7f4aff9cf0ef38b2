using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Meetings;

/// <summary>GET /meetings: newest first.</summary>
internal static class ListMeetings
{
    public static void Map(RouteGroupBuilder meetings) => meetings.MapGet("/", Handle)
        .List<MeetingSummary>(nameof(ListMeetings), "Meetings, newest first", "status", "region")
        .For(Audience.Everyone);

    private static async Task<Page<MeetingSummary>> Handle(
        PageRequest page, IEventStore store, CancellationToken cancellation, string? status = null, string? region = null)
    {
        var rows = await store.QueryAsync(
            new Sql(
                $"""
                select {MeetingSummary.Columns} from meeting m
                where ($1::text is null or m.status = $1) and ($2::text is null or m.region = $2) and ($3::uuid is null or m.id < $3)
                order by m.id desc limit $4
                """,
                status, region, page.Before, page.Fetch),
            MeetingSummary.Map,
            cancellation);
        return page.Page(rows, row => row.MeetingId);
    }
}
