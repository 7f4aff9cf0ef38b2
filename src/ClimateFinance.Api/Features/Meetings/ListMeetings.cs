using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Meetings;

/// <summary>Where a meeting stands.</summary>
internal enum MeetingStatus
{
    /// <summary>To come.</summary>
    Planned,

    /// <summary>It took place.</summary>
    Held,

    /// <summary>Its records are complete.</summary>
    Closed,
}

/// <summary>GET /meetings: newest first.</summary>
internal static class ListMeetings
{
    public static void Map(RouteGroupBuilder meetings) => meetings.MapGet("/", Handle)
        .List<MeetingSummary>(nameof(ListMeetings), "Meetings, newest first; a region covers all below it", "status", "region")
        .For(Audience.Everyone);

    private static async Task<IResult> Handle(
        PageRequest page, IEventStore store, Check check, CancellationToken cancellation, Choice<MeetingStatus>? status = null, string? region = null)
    {
        RegionCode? within = region is null ? null : check.Region("region", region);
        if (check.Failed) return check.Problem();

        var rows = await store.QueryAsync(
            new Sql(
                $"""
                select {MeetingSummary.Columns} from meeting m
                where ($1::text is null or m.status = $1) and ($2::text is null or m.region like $2) and ($3::uuid is null or m.id < $3)
                order by m.id desc limit $4
                """,
                status?.Wire(), within is { } covering ? $"{covering.Prefix}%" : null, page.Before, page.Fetch),
            MeetingSummary.Map,
            cancellation);
        return TypedResults.Ok(page.Page(rows, row => row.MeetingId));
    }
}
