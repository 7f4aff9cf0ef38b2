using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Operations;

/// <summary>GET /operations/rebuilds: those under way and those that ended, newest first.</summary>
internal static class ListRebuilds
{
    public static void Map(RouteGroupBuilder operations) => operations.MapGet("/rebuilds", Handle)
        .List<RebuildBody>(nameof(ListRebuilds), "Rebuilds of read models, newest first")
        .For(Audience.Operator)
        .Example(null, new Page<RebuildBody>([RebuildBody.Example], null));

    private static async Task<IResult> Handle(PageRequest page, IEventStore store, CancellationToken cancellation)
    {
        var rows = await store.QueryAsync(
            new Sql(
                $"select {RebuildBody.Columns} from projection_rebuild r where ($1::uuid is null or r.id < $1) order by r.id desc limit $2",
                page.Before, page.Fetch),
            RebuildBody.Map,
            cancellation);
        return TypedResults.Ok(page.Page(rows, row => row.RebuildId));
    }
}
