using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Rounds;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Matching;

/// <summary>GET /matching/rounds: the rounds of the bureau's region, newest first.</summary>
internal static class ListRounds
{
    public static void Map(RouteGroupBuilder matching) => matching.MapGet("/rounds", Handle)
        .List<RoundSummary>(nameof(ListRounds), "Rounds held, newest first", "mode")
        .For(Audience.Bureau);

    private static async Task<Page<RoundSummary>> Handle(
        PageRequest page, QueryCaller caller, IEventStore store, CancellationToken cancellation, Choice<RoundMode>? mode = null)
    {
        var rows = await store.QueryAsync(
            new Sql(
                $"""
                select {RoundSummary.Columns} from matching_round r
                where {RoundSummary.Visible} and ($2::text is null or r.mode = $2) and ($3::uuid is null or r.id < $3)
                order by r.id desc limit $4
                """,
                caller.RegionPattern, mode?.Wire(), page.Before, page.Fetch),
            RoundSummary.Map,
            cancellation);
        return page.Page(rows, row => row.RoundId);
    }
}
