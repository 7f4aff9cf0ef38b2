using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;

namespace ClimateFinance.Api.Features.Enterprises;

/// <summary>POST /enterprises/{id}/penalties: an environmental penalty 环保处罚 with its document.</summary>
internal static class RecordPenalty
{
    /// <param name="Kind">For example <c>air</c>, <c>water</c>, <c>false-data</c>.</param>
    /// <param name="Words">What it was for; no names of people.</param>
    /// <param name="AmountCny">The fine; null when there was none.</param>
    internal sealed record Request(DateOnly PenalisedOn, string DocumentNumber, string Kind, string Words, decimal? AmountCny = null);

    public static void Map(RouteGroupBuilder enterprises) => enterprises.MapPost("/{enterpriseId:guid}/penalties", Handle)
        .Command<EnterpriseReceipt>(nameof(RecordPenalty), "Record an environmental penalty with its document")
        .For(Audience.Bureau)
        .Example(
            new Request(new DateOnly(2026, 5, 7), "邯环罚〔2026〕23号", "air", "脱硝设施未正常运行", 200_000m),
            EnterpriseReceipt.Example with { Version = 4 });

    private static async Task<IResult> Handle(Guid enterpriseId, Body<Request> body, CommandRun run, Check check, CancellationToken cancellation)
    {
        var asked = body.Value;
        var command = new Domain.Parties.RecordPenalty(
            asked.PenalisedOn,
            check.Text("documentNumber", asked.DocumentNumber, 200),
            check.Text("kind", asked.Kind, 200),
            check.Text("words", asked.Words),
            check.Amount("amountCny", asked.AmountCny));
        if (check.Failed) return check.Problem();
        return await EnterpriseMove.RunAsync(run, enterpriseId, command, cancellation);
    }
}
