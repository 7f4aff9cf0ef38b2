using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;

namespace ClimateFinance.Api.Features.Projects;

/// <summary>PUT /projects/{id}: change the sheet before it is submitted, or mend it after it came back.</summary>
internal static class ReviseProject
{
    internal sealed record Request(ProjectSheetBody Sheet);

    public static void Map(RouteGroupBuilder projects) => projects.MapPut("/{projectId:guid}", Handle)
        .Command<ProjectReceipt>(nameof(ReviseProject), "Change the sheet before submission, or mend it after it came back")
        .For(Audience.Enterprise)
        .Example(new Request(ProjectSheetBody.Example), ProjectReceipt.Example with { Status = "draft", ReductionTco2ePerYear = null });

    private static async Task<IResult> Handle(Guid projectId, Body<Request> body, CommandRun run, Check check, CancellationToken cancellation)
    {
        var sheet = body.Value.Sheet.Read(check, "sheet");
        if (check.Failed) return check.Problem();
        return await ProjectMove.RunAsync(run, projectId, new Domain.Projects.ReviseProject(sheet), cancellation);
    }
}
