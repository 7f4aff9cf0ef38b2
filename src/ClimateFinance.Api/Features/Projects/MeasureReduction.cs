using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Climate;

namespace ClimateFinance.Api.Features.Projects;

/// <summary>POST /projects/{id}/measurements: what was reduced in a period, with evidence and verifier 实测减排量.</summary>
internal static class MeasureReduction
{
    /// <param name="From">The first day.</param>
    /// <param name="To">The last day, before today.</param>
    /// <param name="Tco2e">Measured in the period; less than nothing where the project failed.</param>
    /// <param name="Verifier">核查机构: an organisation, no name of a person.</param>
    /// <param name="EvidenceSha256">Of the verifier's report, which stays with the parties.</param>
    /// <param name="Corrects">The number of an earlier report that this one replaces.</param>
    internal sealed record Request(DateOnly From, DateOnly To, decimal Tco2e, string Verifier, string ReportNumber, string EvidenceSha256, int? Corrects = null);

    public static void Map(RouteGroupBuilder projects) => projects.MapPost("/{projectId:guid}/measurements", Handle)
        .Command<ProjectReceipt>(nameof(MeasureReduction), "Report what was reduced in a period, or correct an earlier report")
        .For(Audience.Enterprise)
        .Example(
            new Request(new DateOnly(2026, 1, 1), new DateOnly(2026, 6, 30), 54_120.5m, "某核查机构（演示）", "HC-2026-001", new string('a', 64)),
            ProjectReceipt.Example with { Version = 5, Status = "completed" });

    private static async Task<IResult> Handle(Guid projectId, Body<Request> body, CommandRun run, Check check, CancellationToken cancellation)
    {
        var it = body.Value;
        var measured = new MeasuredPeriod(
            it.From,
            it.To,
            check.Number("tco2e", it.Tco2e, -MeasuredPeriod.MaxTco2e, MeasuredPeriod.MaxTco2e),
            check.Text("verifier", it.Verifier, 200),
            check.Text("reportNumber", it.ReportNumber, 200),
            it.EvidenceSha256,
            it.Corrects);
        if (check.Failed) return check.Problem();
        return await ProjectMove.RunAsync(run, projectId, new Domain.Projects.MeasureReduction(measured), cancellation);
    }
}
