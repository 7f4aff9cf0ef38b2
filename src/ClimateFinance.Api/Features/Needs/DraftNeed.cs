using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Needs;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Needs;

/// <summary>POST /needs: an enterprise begins a need.</summary>
internal static class DraftNeed
{
    /// <param name="Illustrative">Its figures are made for demonstration; shown as such for ever.</param>
    internal sealed record Request(NeedSheetBody Sheet, bool Illustrative = false);

    public static void Map(RouteGroupBuilder needs) => needs.MapPost("/", Handle)
        .Creation<NeedReceipt>(nameof(DraftNeed), "Begin a need")
        .Refusing(404)
        .For(Audience.Enterprise)
        .Example(new Request(NeedSheetBody.Example), NeedReceipt.Example with { Version = 1, Status = NeedStatus.Draft, Revision = null });

    private static async Task<IResult> Handle(Body<Request> body, CommandRun run, Check check, CancellationToken cancellation)
    {
        var sheet = body.Value.Sheet.Read(check, "sheet");
        if (check.Failed) return check.Problem();

        var id = run.NewId();
        var enterprise = new EnterpriseId(run.Caller.Organisation ?? Guid.Empty);
        var region = run.Rows(new Sql("select region from enterprise where id = $1", enterprise.Value), row => RegionCode.Hydrate(row.GetString(0)));
        var need = Need.Initial;
        return await run.CreateAsync(
            id,
            made => $"/api/v1/needs/{made}",
            work =>
            {
                if (region.Rows.Count == 0) work.Refuse(Refusal.Unknown("enterprise.unknown"));
                else need = work.Begin(id, new Domain.Needs.DraftNeed(new NeedId(id), enterprise, region.One, sheet, body.Value.Illustrative));
            },
            work => NeedReceipt.Of(id, work.VersionOf(id), need),
            cancellation);
    }
}
