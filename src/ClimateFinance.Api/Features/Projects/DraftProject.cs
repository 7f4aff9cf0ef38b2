using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Projects;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Projects;

/// <summary>POST /projects: an enterprise begins a project.</summary>
internal static class DraftProject
{
    /// <param name="Illustrative">Its figures are made for demonstration; shown as such for ever.</param>
    internal sealed record Request(ProjectSheetBody Sheet, bool Illustrative = false);

    public static void Map(RouteGroupBuilder projects) => projects.MapPost("/", Handle)
        .Creation<ProjectReceipt>(nameof(DraftProject), "Begin a project")
        .For(Audience.Enterprise)
        .Example(new Request(ProjectSheetBody.Example, true), ProjectReceipt.Example with { Version = 1, Status = "draft", ReductionTco2ePerYear = null });

    private static async Task<IResult> Handle(Body<Request> body, CommandRun run, Check check, CancellationToken cancellation)
    {
        var sheet = body.Value.Sheet.Read(check, "sheet");
        if (check.Failed) return check.Problem();

        var id = run.NewId();
        var enterprise = new EnterpriseId(run.Caller.Organisation ?? Guid.Empty);
        var registered = run.Rows(new Sql("select true from enterprise where id = $1", enterprise.Value), row => row.GetBoolean(0));
        var project = Project.Initial;
        return await run.CreateAsync(
            id,
            made => $"/api/v1/projects/{made}",
            work =>
            {
                if (registered.Rows.Count == 0) work.Refuse(Refusal.Rule("enterprise.not_registered"));
                project = work.Begin(id, new Domain.Projects.DraftProject(new ProjectId(id), enterprise, sheet, body.Value.Illustrative));
            },
            work => ProjectReceipt.Of(id, work.VersionOf(id), project),
            cancellation);
    }
}
