using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Deals;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Deals;

/// <summary>POST /deals/{id}/inspector: who of the bureau watches the deal from now on.</summary>
internal static class AssignInspector
{
    private const int MaxUserId = 200;

    /// <param name="InspectorId">The user's id: one's own, or that of a user of this installation who serves a bureau of the deal's region.</param>
    internal sealed record Request(string InspectorId, string Reason);

    public static void Map(RouteGroupBuilder deals) => deals.MapPost("/{dealId:guid}/inspector", Handle)
        .Command<DealReceipt>(nameof(AssignInspector), "Name the bureau's inspector who watches the deal from now on")
        .For(Audience.Bureau)
        .Example(
            new Request("0196c1a4-5b6e-7c01-9d3e-2f1a6b7c8d92", "原经办人轮岗"), DealReceipt.Example with { Version = 9, Stage = DealStage.Contacted });

    private static async Task<IResult> Handle(Guid dealId, Body<Request> body, CommandRun run, Check check, CancellationToken cancellation)
    {
        var (inspector, reason) = (check.Text("inspectorId", body.Value.InspectorId, MaxUserId), check.Text("reason", body.Value.Reason));
        if (check.Failed) return check.Problem();

        // Users of another authority are not on file here; each of them can take a deal over.
        var own = inspector == run.Caller.Actor;
        var known = run.Rows(
            new Sql(
                """
                select true from market_user u join deal d on d.id = $1
                where u.id = $2 and u.role = 'bureau' and u.deactivated_at is null and d.region like regexp_replace(u.region, '(00){1,2}$', '') || '%'
                """,
                dealId, Guid.TryParse(inspector, out var user) ? user : (Guid?)null),
            row => row.GetBoolean(0));
        return await DealMoves.RunAsync(
            run, dealId, clock => new Domain.Deals.AssignInspector(inspector, reason, clock), cancellation,
            () => own || known.Rows.Count == 1 ? null : Refusal.Rule("assignment.inspector_unknown", ("inspectorId", inspector)));
    }
}
