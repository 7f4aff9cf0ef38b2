using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Api.Features.Enterprises;

/// <summary>POST /enterprises/{id}/grades: an environmental grade 绩效分级 with its document.</summary>
internal static class RecordGrade
{
    internal sealed record Request(EnvironmentalGrade Grade, DateOnly GradedOn, string DocumentNumber);

    public static void Map(RouteGroupBuilder enterprises) => enterprises.MapPost("/{enterpriseId:guid}/grades", Handle)
        .Command<EnterpriseReceipt>(nameof(RecordGrade), "Record an environmental grade with its document")
        .For(Audience.Bureau)
        .Example(new Request(EnvironmentalGrade.A, new DateOnly(2026, 3, 18), "冀环绩效〔2026〕17号"), EnterpriseReceipt.Example with { Version = 3 });

    private static async Task<IResult> Handle(Guid enterpriseId, Body<Request> body, CommandRun run, Check check, CancellationToken cancellation)
    {
        var number = check.Text("documentNumber", body.Value.DocumentNumber, 200);
        if (check.Failed) return check.Problem();
        return await EnterpriseMove.RunAsync(
            run, enterpriseId, new Domain.Parties.RecordGrade(body.Value.Grade, body.Value.GradedOn, number), cancellation);
    }
}
