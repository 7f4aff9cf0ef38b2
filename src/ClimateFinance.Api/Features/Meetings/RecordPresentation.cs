using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Api.Features.Meetings;

/// <summary>POST /meetings/{id}/presentations: a product or a project was presented.</summary>
internal static class RecordPresentation
{
    /// <summary>Exactly one of the two.</summary>
    internal sealed record Request(Guid? ProductId = null, Guid? ProjectId = null);

    public static void Map(RouteGroupBuilder meetings) => meetings.MapPost("/{meetingId:guid}/presentations", Handle)
        .Command<MeetingReceipt>(nameof(RecordPresentation), "Record that a product or a project was presented")
        .For(Audience.Bureau)
        .Example(new Request(ProductId: new Guid("0196c1a4-3333-7d22-8f00-5b4c3d2e1f00")), MeetingReceipt.Example with { Version = 4 });

    private static Task<IResult> Handle(Guid meetingId, Body<Request> body, CommandRun run, CancellationToken cancellation)
    {
        ProductId? product = body.Value.ProductId is { } productId ? new ProductId(productId) : null;
        ProjectId? project = body.Value.ProjectId is { } projectId ? new ProjectId(projectId) : null;
        return MeetingMove.RunAsync(run, meetingId, new Domain.Meetings.RecordPresentation(product, project), cancellation);
    }
}
