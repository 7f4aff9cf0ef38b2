using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;

namespace ClimateFinance.Api.Features.Needs;

/// <summary>POST /needs/{id}/reconfirmation: it still stands, and its days count from today again.</summary>
internal static class ReconfirmNeed
{
    public static void Map(RouteGroupBuilder needs) => needs.MapPost("/{needId:guid}/reconfirmation", Handle)
        .Command<NeedReceipt>(nameof(ReconfirmNeed), "Say that the need still stands")
        .For(Audience.Enterprise)
        .Example(null, NeedReceipt.Example with { Version = 3 });

    private static Task<IResult> Handle(Guid needId, CommandRun run, CancellationToken cancellation) =>
        NeedMove.RunAsync(run, needId, new Domain.Needs.ReconfirmNeed(), cancellation);
}
