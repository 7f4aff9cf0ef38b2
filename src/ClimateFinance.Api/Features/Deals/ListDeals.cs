using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Deals;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Deals;

/// <summary>GET /deals: the deals this caller may know, newest first.</summary>
internal static class ListDeals
{
    public static void Map(RouteGroupBuilder deals) => deals.MapGet("/", Handle)
        .List<DealSummary>(nameof(ListDeals), "Deals, newest first", "stage", "needId", "productId", "bankId", "enterpriseId", "meetingId", "overdue", "officerId", "inspectorId")
        .For(Audience.PartiesAndBureau);

    private static async Task<Page<DealSummary>> Handle(
        PageRequest page, QueryCaller caller, Rulebook rules, IEventStore store, Looks looks, CancellationToken cancellation,
        Choice<DealStage>? stage = null, Guid? needId = null, Guid? productId = null, Guid? bankId = null, Guid? enterpriseId = null, Guid? meetingId = null, bool? overdue = null,
        Guid? officerId = null, string? inspectorId = null)
    {
        var rows = await store.QueryAsync(
            new Sql(
                $"""
                select {DealSummary.Columns} from {DealSummary.From}
                where {DealVisibility.Rows}
                  and ($5::text is null or d.stage = $5) and ($6::uuid is null or d.need_id = $6) and ($7::uuid is null or d.product_id = $7)
                  and ($8::uuid is null or d.bank_id = $8) and ($9::uuid is null or d.enterprise_id = $9) and ($10::uuid is null or d.meeting_id = $10)
                  and ($11::boolean is null or coalesce(d.due_on < $4, false) = $11)
                  and ($12::uuid is null or d.officer_id = $12) and ($13::text is null or d.inspector_id = $13)
                  and ($14::uuid is null or d.id < $14)
                order by d.id desc limit $15
                """,
                caller.Role, caller.Organisation, caller.RegionPattern, rules.Today,
                stage?.Wire(), needId, productId, bankId, enterpriseId, meetingId, new SqlArgument(SqlType.Boolean, overdue), officerId, inspectorId, page.Before, page.Fetch),
            DealSummary.Map,
            cancellation);
        var shown = page.Page(rows, row => row.DealId);
        await looks.AtAsync(LookAt.List, [.. shown.Items.Select(row => row.DealId)], cancellation);
        return shown;
    }
}
