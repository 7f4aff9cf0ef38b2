using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Deals;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Deals;

/// <summary>
/// POST /deals/{id}/files/{documentId}/withdrawal: the side that filed a document takes it back. Its content is deleted in the same transaction; that it was
/// filed, its SHA-256 and the reason stay.
/// </summary>
internal static class WithdrawDocument
{
    public static void Map(RouteGroupBuilder deals) => deals.MapPost("/{dealId:guid}/files/{documentId:guid}/withdrawal", Handle)
        .Command<DealReceipt>(nameof(WithdrawDocument), "Take a document back that one filed; its content is deleted")
        .For(Audience.Parties)
        .Example(new ReasonBody("上传了错误的版本"), DealReceipt.Example with { Version = 7, Stage = DealStage.Contacted });

    private static async Task<IResult> Handle(Guid dealId, Guid documentId, Body<ReasonBody> body, CommandRun run, Check check, CancellationToken cancellation)
    {
        var reason = check.Text("reason", body.Value.Reason);
        return check.Failed
            ? check.Problem()
            : await DealMoves.RunAsync(
                run, dealId, clock => new Domain.Deals.WithdrawDocument(new DocumentId(documentId), reason, clock), cancellation,
                also: new Sql("delete from document_content where id = $1", documentId));
    }
}
