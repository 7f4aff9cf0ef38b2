using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Deals;

namespace ClimateFinance.Api.Features.Deals;

/// <summary>POST /deals/{id}/extensions: the bureau gives the step that is owed more time.</summary>
internal static class ExtendDeadline
{
    /// <summary>About a quarter of a year at once; more needs another reason.</summary>
    private const int MaxDays = 60;

    /// <param name="WorkingDays">How many more.</param>
    internal sealed record Request(int WorkingDays, string Reason);

    public static void Map(RouteGroupBuilder deals) => deals.MapPost("/{dealId:guid}/extensions", Handle)
        .Command<DealReceipt>(nameof(ExtendDeadline), "Give the step that is owed more working days, counted from its last day in time or from today, whichever is later")
        .For(Audience.Bureau)
        .Example(new Request(5, "企业正在补办环评手续"), DealReceipt.Example with { Version = 9, Stage = DealStage.Contacted });

    private static async Task<IResult> Handle(Guid dealId, Body<Request> body, CommandRun run, Check check, CancellationToken cancellation)
    {
        var days = check.Whole("workingDays", body.Value.WorkingDays, 1, MaxDays);
        var reason = check.Text("reason", body.Value.Reason);
        if (check.Failed) return check.Problem();
        return await DealMoves.RunAsync(
            run, dealId, clock => new Domain.Deals.ExtendDeadline(days, reason, clock), cancellation);
    }
}
