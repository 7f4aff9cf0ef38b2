using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Projects;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Api.Features.Projects;

/// <summary>POST /projects/{id}/admission: the bureau admits the project 入库, or sends it back to be mended.</summary>
internal static class AdmitProject
{
    /// <param name="Reasons">One to twenty when it is not admitted, none when it is.</param>
    internal sealed record Request(bool Admitted, IReadOnlyList<ReturnReasonBody>? Reasons = null);

    public static void Map(RouteGroupBuilder projects) => projects.MapPost("/{projectId:guid}/admission", Handle)
        .Command<ProjectReceipt>(nameof(AdmitProject), "Admit the project to the library, or send it back with reasons")
        .For(Audience.Bureau)
        .Example(new Request(true), ProjectReceipt.Example with { Version = 3, Status = "admitted" });

    private static async Task<IResult> Handle(Guid projectId, Body<Request> body, CommandRun run, Check check, CancellationToken cancellation)
    {
        var (admitted, given) = body.Value;
        var reasons = check.Each("reasons", given ?? [], (field, reason) => reason.Read(check, field), min: admitted ? 0 : 1, max: admitted ? 0 : 20);
        if (check.Failed) return check.Problem();

        ICommand<Project> command = admitted ? new Domain.Projects.AdmitProject() : new ReturnProject(reasons);
        return await ProjectMove.RunAsync(run, projectId, command, cancellation);
    }
}

/// <summary>One thing the bureau wants mended.</summary>
/// <param name="Code">For example <c>filing-number-not-found</c>.</param>
/// <param name="Field">The field of the sheet, by its JSON name.</param>
/// <param name="Words">What to do about it.</param>
internal sealed record ReturnReasonBody(string Code, string Field, string Words)
{
    public ReturnReason Read(Check check, string field) =>
        new(check.Text($"{field}.code", Code, 200), check.Text($"{field}.field", Field, 200), check.Text($"{field}.words", Words));
}
