using ClimateFinance.Api.Hosting.Identity;
using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Problems;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Deals;

/// <summary>
/// GET /deals/{id}/looks: who looked at this deal, when and at what, newest first. The bureau reads all of it; a party its own users and systems by name,
/// the bureau's by the user's id, and of the other side that it looked, not who of it at what. Whoever looks at the same again within five minutes has looked once; the bureau's
/// looks are kept every time.
/// </summary>
internal static class ListDealLooks
{
    /// <summary>Who looked: a side of the deal, or the bureau.</summary>
    internal enum Looker
    {
        /// <summary>企业</summary>
        Enterprise,

        /// <summary>银行</summary>
        Bank,

        /// <summary>生态环境局</summary>
        Bureau,
    }

    /// <param name="By">The user's id, or <c>client:</c> and the id of a system; empty for the other side.</param>
    /// <param name="OrganisationId">The enterprise, the bank or the bureau.</param>
    /// <param name="Detail">The report's period, the list's filters, the document's id.</param>
    /// <param name="Name">Of the user or the system; for its own side and the bureau, where it is of this installation.</param>
    internal sealed record Look(Guid LookId, DateTimeOffset At, string By, Guid? OrganisationId, LookAt What, string? Detail, Looker Side, string? Name);

    public static void Map(RouteGroupBuilder deals) => deals.MapGet("/{dealId:guid}/looks", Handle)
        .List<Look>(nameof(ListDealLooks), "Who looked at this deal, newest first", "side")
        .For(Audience.PartiesAndBureau);

    private static async Task<IResult> Handle(
        Guid dealId, PageRequest page, QueryCaller caller, IEventStore store, LookBook book, CancellationToken cancellation, Choice<Looker>? side = null)
    {
        await book.FlushAsync(cancellation);
        var load = new Load();
        var known = load.Rows(
            new Sql($"select true from deal d where {DealVisibility.Rows} and d.id = $4", caller.Role, caller.Organisation, caller.RegionPattern, dealId),
            row => row.GetBoolean(0));
        var looks = load.Rows(
            new Sql(
                $"""
                select l.id, l.at, case when l.shown then l.actor else '' end, l.organisation_id, case when l.shown then l.what else 'deal' end,
                    case when l.shown then l.detail end, l.side, case when l.shown and ($1 = 'bureau' or l.side = $1) then coalesce(u.display_name, c.name) end
                from (
                    select l.*, $1 = 'bureau' or l.side in ('bureau', $1) as shown from (
                        select * from deal_look where deal_ids @> array[$4]
                        union all
                        select l.* from deal_look l join deal_fact f on f.id = $4
                        where l.region is not null and f.region like l.region || '%' and f.opened_on <= l.last_day and f.opened_on <= (l.at at time zone 'Asia/Shanghai')::date
                          and (f.closed_on is null or f.closed_on >= l.first_day)) l
                    join deal d on d.id = $4
                    where {DealVisibility.Rows} and ($7::text is null or l.side = $7) and ($5::uuid is null or l.id < $5) order by l.id desc limit $6) l
                left join market_user u on u.id = case when l.actor ~ '{UserId}' then l.actor::uuid end
                left join api_client c on c.id = case when l.actor ~ '^{ClientTokens.ActorPrefix}{UserIdTail}' then substr(l.actor, {ClientTokens.ActorPrefix.Length + 1})::uuid end
                order by l.id desc
                """,
                caller.Role, caller.Organisation, caller.RegionPattern, dealId, page.Before, page.Fetch, side?.Value.Wire()),
            row => new Look(
                row.GetGuid(0), row.GetFieldValue<DateTimeOffset>(1), row.GetString(2), row.IsDBNull(3) ? null : row.GetGuid(3),
                EnumNames.Read<LookAt>(row.GetString(4)), DealView.Text(row, 5), EnumNames.Read<Looker>(row.GetString(6)), DealView.Text(row, 7)));
        await store.LoadAsync(load, cancellation);
        return known.Rows.Count == 0 ? Problem.Of(Refusal.Unknown("deal.unknown")) : TypedResults.Ok(page.Page(looks.Rows, look => look.LookId));
    }

    private const string UserIdTail = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$";
    private const string UserId = "^" + UserIdTail;
}
