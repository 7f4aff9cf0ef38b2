using System.Data.Common;
using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Needs;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Needs;

/// <summary>POST /needs/{id}/publication: the draft comes to the market as the next revision.</summary>
internal static class PublishNeed
{
    // The draft as the read model has it: were it another than the stream's, the version would be another too and the commit refused.
    private const string Facts =
        """
        select e.status = 'verified', p.id, p.enterprise_id, p.status = 'admitted', p.total_investment_cny, p.own_capital_cny,
            coalesce(s.claimed_cny, 0) - case when n.project_id = p.id then n.claimed_cny else 0 end
        from need n join enterprise e on e.id = n.enterprise_id
            left join project p on p.id = (n.draft ->> 'project')::uuid
            left join need_project_sum s on s.project_id = p.id
        where n.id = $1
        """;

    public static void Map(RouteGroupBuilder needs) => needs.MapPost("/{needId:guid}/publication", Handle)
        .Command<NeedReceipt>(nameof(PublishNeed), "Bring the draft to the market as the next, immutable revision")
        .For(Audience.Enterprise)
        .Example(null, NeedReceipt.Example);

    private static Task<IResult> Handle(Guid needId, CommandRun run, CancellationToken cancellation)
    {
        var need = run.Existing<Need>(needId);
        var facts = run.Rows(new Sql(Facts, needId), Read);
        var after = need.State;
        return run.RunAsync(
            work =>
            {
                after = work.Decide(need, facts.Rows.Count == 1 ? facts.One : new Domain.Needs.PublishNeed(false, null));
                if (after is Need.Published { Sheet.Project: { } project }) ProjectGapGuard.Hold(work, project);
            },
            work => NeedReceipt.Of(needId, work.VersionOf(needId), after),
            cancellation);
    }

    private static Domain.Needs.PublishNeed Read(DbDataReader row) => new(
        row.GetBoolean(0),
        row.IsDBNull(1)
            ? null
            : new NeedProject(
                new ProjectId(row.GetGuid(1)), new EnterpriseId(row.GetGuid(2)), row.GetBoolean(3),
                new Cny(row.GetDecimal(4)), new Cny(row.GetDecimal(5)), new Cny(row.GetDecimal(6))));
}
