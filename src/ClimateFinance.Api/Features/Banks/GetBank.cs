using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Banks;

/// <summary>GET /banks/{id}</summary>
internal static class GetBank
{
    public static void Map(RouteGroupBuilder banks) => banks.MapGet("/{bankId:guid}", Handle)
        .Query<BankView>(nameof(GetBank), "One bank")
        .For(Audience.Everyone);

    private static async Task<IResult> Handle(Guid bankId, QueryCaller caller, IEventStore store, CancellationToken cancellation)
    {
        var rows = await store.QueryAsync(
            new Sql($"select {BankVisibility.Columns} from bank b where b.id = $4", caller.Role, caller.Organisation, caller.RegionPattern, bankId),
            BankView.Map,
            cancellation);
        return QueryReply.OneOr404(rows, row => row.Version, "bank.unknown");
    }
}
