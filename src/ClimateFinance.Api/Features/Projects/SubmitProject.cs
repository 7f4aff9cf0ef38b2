using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Api.Reference;
using ClimateFinance.Domain.Projects;

namespace ClimateFinance.Api.Features.Projects;

/// <summary>POST /projects/{id}/submission: ask the bureau for admission; the own capital is held against its floor and the reduction worked out.</summary>
internal static class SubmitProject
{
    /// <summary>The bureau answers within three working days 三个工作日内.</summary>
    public const int ReviewWorkingDays = 3;

    public static void Map(RouteGroupBuilder projects) => projects.MapPost("/{projectId:guid}/submission", Handle)
        .Command<ProjectReceipt>(nameof(SubmitProject), "Ask for admission; the reduction is worked out from the factors public today")
        .For(Audience.Enterprise)
        .Example(null, ProjectReceipt.Example);

    private static Task<IResult> Handle(Guid projectId, CommandRun run, ReferenceData reference, FactorShelf shelf, CancellationToken cancellation)
    {
        var project = run.Existing<Project>(projectId);
        var facts = new ChallengeQuery(run, projectId);
        return ProjectMove.RunAsync(
            run,
            project,
            _ => new Domain.Projects.SubmitProject(
                facts.EnterpriseVerified,
                run.Rules.Policy,
                shelf.Factors,
                project.State is Project.Known known ? reference.Climate.MethodOf.GetValueOrDefault(known.File.Sheet.Technology) : null,
                reference.Climate.Rules,
                reference.Climate.Challenges,
                facts.Facts,
                run.Rules.Calendar.AddWorkingDays(run.Rules.Today, ReviewWorkingDays).Date),
            cancellation);
    }
}
