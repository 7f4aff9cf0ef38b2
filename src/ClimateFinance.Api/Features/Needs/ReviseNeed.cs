using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;

namespace ClimateFinance.Api.Features.Needs;

/// <summary>PUT /needs/{id}: change the draft of the next revision; what is published stays until the draft is published.</summary>
internal static class ReviseNeed
{
    internal sealed record Request(NeedSheetBody Sheet);

    public static void Map(RouteGroupBuilder needs) => needs.MapPut("/{needId:guid}", Handle)
        .Command<NeedReceipt>(nameof(ReviseNeed), "Change the draft of the next revision")
        .For(Audience.Enterprise)
        .Example(new Request(NeedSheetBody.Example), NeedReceipt.Example with { Version = 3 });

    private static async Task<IResult> Handle(Guid needId, Body<Request> body, CommandRun run, Check check, CancellationToken cancellation)
    {
        var sheet = body.Value.Sheet.Read(check, "sheet");
        if (check.Failed) return check.Problem();
        return await NeedMove.RunAsync(run, needId, new Domain.Needs.ReviseNeed(sheet), cancellation);
    }
}
