using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;

namespace ClimateFinance.Api.Features.Projects;

/// <summary>POST /projects/{id}/completion: the project is built.</summary>
internal static class CompleteProject
{
    internal sealed record Request(DateOnly CompletedOn);

    public static void Map(RouteGroupBuilder projects) => projects.MapPost("/{projectId:guid}/completion", Handle)
        .Command<ProjectReceipt>(nameof(CompleteProject), "Say that the project is built")
        .For(Audience.Enterprise)
        .Example(new Request(new DateOnly(2027, 6, 30)), ProjectReceipt.Example with { Version = 4, Status = "completed" });

    private static Task<IResult> Handle(Guid projectId, Body<Request> body, CommandRun run, CancellationToken cancellation) =>
        ProjectMove.RunAsync(run, projectId, new Domain.Projects.CompleteProject(body.Value.CompletedOn), cancellation);
}
