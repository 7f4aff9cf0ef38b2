using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Api.Reference;
using ClimateFinance.Domain.Projects;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Projects;

/// <summary>POST /projects/{id}/submission: ask the bureau for admission; the own capital is held against its floor and the reduction worked out.</summary>
internal static class SubmitProject
{
    public static void Map(RouteGroupBuilder projects) => projects.MapPost("/{projectId:guid}/submission", Handle)
        .Command<ProjectReceipt>(nameof(SubmitProject), "Ask for admission; the reduction is worked out from the factors public today")
        .For(Audience.Enterprise)
        .Example(null, ProjectReceipt.Example);

    private static Task<IResult> Handle(Guid projectId, CommandRun run, ReferenceData reference, CancellationToken cancellation)
    {
        var project = run.Existing<Project>(projectId);
        var verified = run.Rows(
            new Sql("select e.status = 'verified' from project p join enterprise e on e.id = p.enterprise_id where p.id = $1", projectId),
            row => row.GetBoolean(0));
        return ProjectMove.RunAsync(
            run,
            project,
            _ => new Domain.Projects.SubmitProject(verified.Rows is [true], run.Rules.Policy, reference.EmissionFactors),
            cancellation);
    }
}
