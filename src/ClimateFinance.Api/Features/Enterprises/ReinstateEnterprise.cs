using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;

namespace ClimateFinance.Api.Features.Enterprises;

/// <summary>POST /enterprises/{id}/reinstatement: may act again.</summary>
internal static class ReinstateEnterprise
{
    public static void Map(RouteGroupBuilder enterprises) => enterprises.MapPost("/{enterpriseId:guid}/reinstatement", Handle)
        .Command<EnterpriseReceipt>(nameof(ReinstateEnterprise), "End the suspension")
        .For(Audience.Bureau)
        .Example(null, EnterpriseReceipt.Example with { Version = 4 });

    private static Task<IResult> Handle(Guid enterpriseId, CommandRun run, CancellationToken cancellation) =>
        EnterpriseMove.RunAsync(run, enterpriseId, new Domain.Parties.ReinstateEnterprise(), cancellation);
}
