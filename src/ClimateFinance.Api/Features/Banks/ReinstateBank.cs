using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;

namespace ClimateFinance.Api.Features.Banks;

/// <summary>POST /banks/{id}/reinstatement: may act again.</summary>
internal static class ReinstateBank
{
    public static void Map(RouteGroupBuilder banks) => banks.MapPost("/{bankId:guid}/reinstatement", Handle)
        .Command<BankReceipt>(nameof(ReinstateBank), "End the suspension")
        .For(Audience.Bureau)
        .Example(null, BankReceipt.Example with { Version = 4 });

    private static Task<IResult> Handle(Guid bankId, CommandRun run, CancellationToken cancellation) =>
        BankMove.RunAsync(run, bankId, new Domain.Parties.ReinstateBank(), cancellation);
}
