using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Problems;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Deals;

/// <summary>GET /deals/{id}/files: the documents filed in a deal, newest first, the withdrawn ones by their SHA-256 alone.</summary>
internal static class ListDocuments
{
    /// <param name="By">The side that filed it; who of it, the timeline tells.</param>
    /// <param name="Sha256">Of its content, lower-case hex.</param>
    /// <param name="AnswersRequest">The number of the request for documents in whose provision this content is named.</param>
    /// <param name="WithdrawnAt">Since then the content is gone.</param>
    internal sealed record Filed(
        Guid DocumentId, Side By, string Kind, string Name, string MediaType, long Bytes, string Sha256, DateTimeOffset FiledAt, int? AnswersRequest,
        DateTimeOffset? WithdrawnAt, string? WithdrawnReason);

    public static void Map(RouteGroupBuilder deals) => deals.MapGet("/{dealId:guid}/files", Handle)
        .List<Filed>(nameof(ListDocuments), "The documents filed in a deal, newest first")
        .For(Audience.PartiesAndBureau);

    private static async Task<IResult> Handle(Guid dealId, PageRequest page, QueryCaller caller, IEventStore store, Looks looks, CancellationToken cancellation)
    {
        var load = new Load();
        var known = load.Rows(
            new Sql($"select true from deal d where {DealVisibility.Rows} and d.id = $4", caller.Role, caller.Organisation, caller.RegionPattern, dealId),
            row => row.GetBoolean(0));
        var filed = load.Rows(
            new Sql(
                $"""
                select x.id, x.by_side, x.kind, x.name, x.media_type, x.bytes, x.sha256, x.filed_at, x.withdrawn_at, x.withdrawn_reason,
                    (select min(r.number) from deal_document_request r
                     where r.deal_id = d.id and r.documents @> jsonb_build_array(jsonb_build_object('sha256', x.sha256)))
                from deal d join deal_document x on x.deal_id = d.id
                where {DealVisibility.Rows} and d.id = $4 and ($5::uuid is null or x.id < $5) order by x.id desc limit $6
                """,
                caller.Role, caller.Organisation, caller.RegionPattern, dealId, page.Before, page.Fetch),
            row => new Filed(
                row.GetGuid(0), EnumNames.Read<Side>(row.GetString(1)), row.GetString(2), row.GetString(3), row.GetString(4), row.GetInt64(5), row.GetString(6),
                row.GetFieldValue<DateTimeOffset>(7), row.IsDBNull(10) ? null : row.GetInt32(10), row.IsDBNull(8) ? null : row.GetFieldValue<DateTimeOffset>(8),
                DealView.Text(row, 9)));
        await store.LoadAsync(load, cancellation);
        if (known.Rows.Count == 0) return Problem.Of(Refusal.Unknown("deal.unknown"));
        await looks.AtAsync(LookAt.Documents, [dealId], cancellation);
        return TypedResults.Ok(page.Page(filed.Rows, row => row.DocumentId));
    }
}
