using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Deals;

namespace ClimateFinance.Api.Features.Deals;

/// <summary>POST /deals/{id}/dispute: a party says that the signature on record is not what was signed.</summary>
internal static class RaiseDispute
{
    public static void Map(RouteGroupBuilder deals) => deals.MapPost("/{dealId:guid}/dispute", Handle)
        .Command<DealReceipt>(nameof(RaiseDispute), "Dispute the signature on record, before any money: both sides confirm afresh")
        .For(Audience.Parties)
        .Example(new ReasonBody("合同期限与系统登记不一致"), DealReceipt.Example with { Version = 19, Stage = DealStage.Disputed });

    private static Task<IResult> Handle(Guid dealId, Body<ReasonBody> body, CommandRun run, Check check, CancellationToken cancellation) =>
        DealMoves.RunForReasonAsync(run, check, dealId, body.Value, (reason, clock) => new Domain.Deals.RaiseDispute(reason, clock), cancellation);
}
