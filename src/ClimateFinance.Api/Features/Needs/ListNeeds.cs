using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Needs;

/// <summary>GET /needs: the needs this caller may know, newest first.</summary>
internal static class ListNeeds
{
    public static void Map(RouteGroupBuilder needs) => needs.MapGet("/", Handle)
        .List<NeedView>(nameof(ListNeeds), "Needs, newest first", "status", "purpose", "projectId", "enterpriseId")
        .For(Audience.PartiesAndBureau);

    // Filters on what a bank may not see must not tell it either: they compare with the masked columns' rule.
    private static async Task<Page<NeedView>> Handle(
        PageRequest page,
        QueryCaller caller,
        IEventStore store,
        CancellationToken cancellation,
        Choice<NeedStatus>? status = null,
        Choice<FinancingPurpose>? purpose = null,
        Guid? projectId = null,
        Guid? enterpriseId = null)
    {
        var rows = await store.QueryAsync(
            new Sql(
                $"""
                select {NeedVisibility.Columns} from {NeedVisibility.From}
                where {NeedVisibility.Rows}
                  and ($4::text is null or n.status = $4) and ($5::text is null or n.purpose = $5)
                  and ($6::uuid is null or (n.project_id = $6 and ($1 <> 'bank' or g.mutual)))
                  and ($7::uuid is null or (n.enterprise_id = $7 and ($1 <> 'bank' or g.mutual)))
                  and ($8::uuid is null or n.id < $8)
                order by n.id desc limit $9
                """,
                caller.Role, caller.Organisation, caller.RegionPattern, status?.Wire(), purpose?.Wire(), projectId, enterpriseId, page.Before, page.Fetch),
            NeedView.Map,
            cancellation);
        return page.Page(rows, row => row.NeedId);
    }
}
