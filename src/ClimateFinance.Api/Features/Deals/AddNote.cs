using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Deals;

namespace ClimateFinance.Api.Features.Deals;

/// <summary>POST /deals/{id}/notes: a remark in the file.</summary>
internal static class AddNote
{
    internal sealed record Request(string Words);

    public static void Map(RouteGroupBuilder deals) => deals.MapPost("/{dealId:guid}/notes", Handle)
        .Command<DealReceipt>(nameof(AddNote), "Put a remark into the file, for both parties and the bureau")
        .For(Audience.PartiesAndBureau)
        .Example(new Request("已电话沟通补充材料"), DealReceipt.Example with { Version = 4, Stage = DealStage.Contacted });

    private static async Task<IResult> Handle(Guid dealId, Body<Request> body, CommandRun run, Check check, CancellationToken cancellation)
    {
        var words = check.Text("words", body.Value.Words);
        if (check.Failed) return check.Problem();
        return await DealMoves.RunAsync(run, dealId, clock => new Domain.Deals.AddNote(words, clock), cancellation);
    }
}
