using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Climate;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Carbon;

/// <summary>POST /enterprises/{id}/key-emitter-listing: the bureau puts an enterprise on a year's list of key emitters, or takes it off.</summary>
internal static class ListKeyEmitter
{
    /// <param name="Year">The list's year.</param>
    /// <param name="Listed">False takes it off.</param>
    internal sealed record Request(int Year, string DocumentNumber, bool Listed);

    internal sealed record Reply(Guid EnterpriseId, int Year, bool Listed);

    public static void Map(RouteGroupBuilder api) => api.MapPost("/enterprises/{enterpriseId:guid}/key-emitter-listing", Handle)
        .Unversioned<Reply>(nameof(ListKeyEmitter), "Put an enterprise on a year's list of key emitters, or take it off")
        .For(Audience.Bureau)
        .Example(new Request(2026, "演示文号〔2026〕1号", true), new Reply(new Guid("0196c1a4-5b6e-7c01-9d3e-2f1a6b7c8d01"), 2026, true));

    private static async Task<IResult> Handle(Guid enterpriseId, Body<Request> body, CommandRun run, Check check, CancellationToken cancellation)
    {
        var listing = new KeyEmitterListing(body.Value.Year, check.Text("documentNumber", body.Value.DocumentNumber, 200), body.Value.Listed);
        if (check.Failed) return check.Problem();
        var profile = run.Also<CarbonProfile>(StreamIds.Of(CarbonProfile.Category, enterpriseId));
        var region = run.Rows(new Sql("select region from enterprise where id = $1", enterpriseId), row => RegionCode.Hydrate(row.GetString(0)));
        return await run.RecordAsync(
            StatusCodes.Status200OK,
            null,
            work => work.Decide(profile, new Domain.Climate.ListKeyEmitter(new EnterpriseId(enterpriseId), region.Rows is [var one] ? one : null, listing)),
            _ => new Reply(enterpriseId, listing.Year, listing.Listed),
            cancellation);
    }
}

/// <summary>An enterprise on a year's list 重点排放单位.</summary>
internal sealed record KeyEmitterItem(Guid EnterpriseId, string Name, string Region, string Industry, int Year, string DocumentNumber, bool Illustrative);

/// <summary>GET /key-emitters: the lists are public.</summary>
internal static class ListKeyEmitters
{
    public static void Map(RouteGroupBuilder api) => api.MapGet("/key-emitters", Handle)
        .List<KeyEmitterItem>(nameof(ListKeyEmitters), "Key emitters by year; the newest enterprises first", "year", "region")
        .For(Audience.Everyone);

    private static async Task<IResult> Handle(
        PageRequest page, IEventStore store, Check check, Rulebook rules, CancellationToken cancellation, int? year = null, string? region = null)
    {
        RegionCode? within = region is null ? null : check.Region("region", region);
        if (check.Failed) return check.Problem();
        var rows = await store.QueryAsync(
            new Sql(
                """
                select e.id, e.name, e.region, e.industry, k.year, k.document_number, e.illustrative
                from key_emitter k join enterprise e on e.id = k.enterprise_id
                where k.listed and k.year = $1 and ($2::text is null or e.region like $2) and ($3::uuid is null or e.id < $3)
                order by e.id desc limit $4
                """,
                year ?? rules.Today.Year, within is { } area ? $"{area.Prefix}%" : null, page.Before, page.Fetch),
            row => new KeyEmitterItem(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetInt32(4), row.GetString(5), row.GetBoolean(6)),
            cancellation);
        return TypedResults.Ok(page.Page(rows, row => row.EnterpriseId));
    }
}
