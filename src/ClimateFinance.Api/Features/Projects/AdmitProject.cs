using System.Text.Json;
using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Api.Reference;
using ClimateFinance.Domain.Projects;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Projects;

/// <summary>POST /projects/{id}/admission: the bureau admits the project 入库, or sends it back to be mended.</summary>
internal static class AdmitProject
{
    /// <param name="Reasons">One to twenty when it is not admitted, none when it is.</param>
    /// <param name="Checks">Verdicts on items of GET /reference/admission-checklist; admission vouches for those that nobody judged.</param>
    internal sealed record Request(bool Admitted, IReadOnlyList<ReturnReasonBody>? Reasons = null, IReadOnlyList<CheckBody>? Checks = null);

    public static void Map(RouteGroupBuilder projects) => projects.MapPost("/{projectId:guid}/admission", Handle)
        .Command<ProjectReceipt>(nameof(AdmitProject), "Admit the project to the library, or send it back with reasons")
        .For(Audience.Bureau)
        .Example(new Request(true), ProjectReceipt.Example with { Version = 3, Status = "admitted" });

    private static async Task<IResult> Handle(
        Guid projectId, Body<Request> body, CommandRun run, Check check, ReferenceData reference, CancellationToken cancellation)
    {
        var (admitted, given, judged) = body.Value;
        var reasons = check.Each(
            "reasons", given ?? [], (field, reason) => reason.Read(check, field, reference), min: admitted ? 0 : 1, max: admitted ? 0 : 20);
        var checks = CheckBody.ReadAll(judged ?? [], check, "checks", reference);
        if (check.Failed) return check.Problem();
        if (!admitted) return await ProjectMove.RunAsync(run, projectId, new ReturnProject(reasons), cancellation);

        var project = run.Existing<Project>(projectId);
        var standing = run.Rows(
            new Sql(
                """
                select e.status = 'verified', exists (
                    select from enterprise_penalty n where n.enterprise_id = e.id and not n.withdrawn and n.kind = 'false-data' and n.penalised_on > $2)
                from project p join enterprise e on e.id = p.enterprise_id where p.id = $1
                """,
                projectId, run.Rules.Today.AddYears(-3)),
            row => new EnterpriseStanding(row.GetBoolean(0), row.GetBoolean(1)));
        return await ProjectMove.RunAsync(
            run,
            project,
            _ => new Domain.Projects.AdmitProject(checks, CheckBody.Checklist(reference), standing.Rows is [var one] ? one : null),
            cancellation);
    }
}

/// <summary>One thing the bureau wants mended.</summary>
/// <param name="Code">Of GET /reference/return-reasons, for example <c>filing-number-not-found</c>.</param>
/// <param name="Field">The field of the sheet to be mended, by its JSON name.</param>
/// <param name="Words">What to do about it.</param>
internal sealed record ReturnReasonBody(string Code, string Field, string Words)
{
    private static readonly string[] Fields = [.. typeof(ProjectSheetBody).GetConstructors()[0].GetParameters().Select(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name!))];

    public ReturnReason Read(Check check, string field, ReferenceData reference)
    {
        var reason = new ReturnReason(check.Text($"{field}.code", Code, 200), check.Text($"{field}.field", Field, 200), check.Text($"{field}.words", Words));
        if (reason.Code.Length > 0 && !reference.ReturnReasons.Exists(reason.Code))
            check.Flawed($"{field}.code", Refusal.Shape("return_reason.unknown", ("given", Code)));
        if (reason.Field.Length > 0 && !Fields.Contains(reason.Field.Split('.', '[')[0]))
            check.Flawed($"{field}.field", Refusal.Shape("return_reason.field_unknown", ("given", Field), ("known", string.Join(", ", Fields))));
        return reason;
    }
}
