using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Needs;

/// <summary>
/// The needs of one project never take more than its investment less its own capital, and only of an admitted one, whoever writes at the same
/// time: the projection locks the project's sum, the statement here the project, and both are looked at when the transaction ends.
/// </summary>
internal static class ProjectGapGuard
{
    public const string Name = "project-gap";

    public static void Hold(Work work, ProjectId project)
    {
        work.Also(new Sql("select from project where id = $1 for share", project.Value));
        work.Require(new Guard(
            Name,
            new Sql(
                """
                select exists (select from project p join need_project_sum s on s.project_id = p.id
                    where p.id = $1 and p.status = 'admitted' and s.claimed_cny <= p.total_investment_cny - p.own_capital_cny)
                """,
                project.Value)));
    }
}
