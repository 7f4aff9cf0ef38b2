using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Problems;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Deals;

/// <summary>
/// GET /deals/{id}/looks: who of the bureau looked at this deal, when and at what, newest first. The parties may know it, and the bureau itself.
/// </summary>
internal static class ListDealLooks
{
    /// <param name="By">The user's id.</param>
    /// <param name="OrganisationId">The bureau.</param>
    /// <param name="Detail">The report's period, or the list's filters.</param>
    internal sealed record Look(Guid LookId, DateTimeOffset At, string By, Guid? OrganisationId, LookAt What, string? Detail);

    public static void Map(RouteGroupBuilder deals) => deals.MapGet("/{dealId:guid}/looks", Handle)
        .List<Look>(nameof(ListDealLooks), "Who of the bureau looked at this deal, newest first")
        .For(Audience.PartiesAndBureau);

    private static async Task<IResult> Handle(Guid dealId, PageRequest page, QueryCaller caller, IEventStore store, CancellationToken cancellation)
    {
        var load = new Load();
        var known = load.Rows(
            new Sql($"select true from deal d where {DealVisibility.Rows} and d.id = $4", caller.Role, caller.Organisation, caller.RegionPattern, dealId),
            row => row.GetBoolean(0));
        var looks = load.Rows(
            new Sql(
                $"""
                select l.id, l.at, l.actor, l.organisation_id, l.what, l.detail from (
                    select * from deal_look where deal_ids @> array[$4]
                    union all
                    select l.* from deal_look l join deal_fact f on f.id = $4
                    where l.region is not null and f.region like l.region || '%' and f.opened_on <= l.last_day and f.opened_on <= (l.at at time zone 'Asia/Shanghai')::date
                      and (f.closed_on is null or f.closed_on >= l.first_day)) l
                join deal d on d.id = $4
                where {DealVisibility.Rows} and ($5::uuid is null or l.id < $5) order by l.id desc limit $6
                """,
                caller.Role, caller.Organisation, caller.RegionPattern, dealId, page.Before, page.Fetch),
            row => new Look(
                row.GetGuid(0), row.GetFieldValue<DateTimeOffset>(1), row.GetString(2), row.IsDBNull(3) ? null : row.GetGuid(3),
                EnumNames.Read<LookAt>(row.GetString(4)), row.IsDBNull(5) ? null : row.GetString(5)));
        await store.LoadAsync(load, cancellation);
        return known.Rows.Count == 0 ? Problem.Of(Refusal.Unknown("deal.unknown")) : TypedResults.Ok(page.Page(looks.Rows, look => look.LookId));
    }
}
