using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Parties;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Banks;

/// <summary>GET /banks: the banks of the market, newest first.</summary>
internal static class ListBanks
{
    public static void Map(RouteGroupBuilder banks) => banks.MapGet("/", Handle)
        .List<BankView>(nameof(ListBanks), "Banks, newest first; a region covers all below it", "status", "group", "region")
        .For(Audience.Everyone);

    private static async Task<IResult> Handle(
        PageRequest page, QueryCaller caller, IEventStore store, Check check, CancellationToken cancellation,
        Choice<BankStatus>? status = null, Choice<BankGroup>? group = null, string? region = null)
    {
        if (region is not null) check.Region("region", region);
        if (check.Failed) return check.Problem();

        var rows = await store.QueryAsync(
            new Sql(
                $"""
                select {BankVisibility.Columns} from bank b
                where ($4::text is null or b.status = $4) and ($5::text is null or b.bank_group = $5)
                  and ($6::text is null or starts_with(b.region, $6)) and ($7::uuid is null or b.id < $7)
                order by b.id desc limit $8
                """,
                caller.Role, caller.Organisation, caller.RegionPattern,
                status?.Wire(), group?.Wire(),
                region is null ? null : new RegionCode(region).Prefix, page.Before, page.Fetch),
            BankView.Map,
            cancellation);
        return TypedResults.Ok(page.Page(rows, row => row.BankId));
    }
}
