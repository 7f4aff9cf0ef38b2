using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Api.Reference;
using ClimateFinance.Domain.Climate;
using ClimateFinance.Domain.Projects;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Api.Features.Projects;

/// <summary>POST /projects/{id}/classification: the bureau confirms what the project is in an edition of a catalogue 认定.</summary>
internal static class ClassifyProject
{
    /// <param name="Edition">Of GET /reference/taxonomies, in force today.</param>
    /// <param name="Classes">Of that edition; none when the project belongs to no class of it.</param>
    /// <param name="Reason">Needed where the classes are not the proposed ones.</param>
    internal sealed record Request(string Edition, IReadOnlyList<string> Classes, string? Reason = null);

    public static void Map(RouteGroupBuilder projects) => projects.MapPost("/{projectId:guid}/classification", Handle)
        .Command<ProjectReceipt>(nameof(ClassifyProject), "Confirm the project's classes in an edition; loans approved before keep what was confirmed then")
        .For(Audience.Bureau)
        .Example(new Request("GF2025", ["GF2025-X-WHR"]), ProjectReceipt.Example with { Version = 4, Status = "admitted" });

    private static async Task<IResult> Handle(
        Guid projectId, Body<Request> body, CommandRun run, Check check, TaxonomyShelf shelf, CancellationToken cancellation)
    {
        var edition = shelf.Editions.FirstOrDefault(e => e.Id == body.Value.Edition);
        if (edition is null) check.Flawed("edition", Refusal.Shape("taxonomy.edition_unknown", ("given", body.Value.Edition)));
        var classes = check.Each("classes", body.Value.Classes, (at, code) => new GreenClass(check.Text(at, code, 100)), max: ProjectSheet.MaxGreenClasses);
        var reason = check.TextOrNull("reason", body.Value.Reason);
        if (check.Failed) return check.Problem();

        var project = run.Existing<Project>(projectId);
        return await ProjectMove.RunAsync(
            run,
            project,
            _ => new Domain.Projects.ClassifyProject(
                edition!, classes, project.State is Project.Known known ? Classification.Propose(known.File.Sheet, edition!) : [], reason),
            cancellation);
    }
}
