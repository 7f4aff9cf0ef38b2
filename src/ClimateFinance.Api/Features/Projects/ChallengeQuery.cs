using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Domain.Climate;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Projects;

/// <summary>What a submission is held against, from the read models, in the round trip that loads the project.</summary>
internal sealed class ChallengeQuery
{
    /// <summary>So many projects of a class are compared at most, the newest.</summary>
    private const int MaxCompared = 500;

    private const int MaxFound = 10;

    private readonly RowsSlot<(bool Verified, decimal? Emissions, decimal? Output)> enterprise;
    private readonly RowsSlot<decimal> densities;
    private readonly RowsSlot<string> filings;
    private readonly RowsSlot<string> equipment;
    private readonly RowsSlot<string> twins;
    private readonly RowsSlot<PromiseKept> kept;

    public ChallengeQuery(CommandRun run, Guid projectId)
    {
        enterprise = run.Rows<(bool Verified, decimal? Emissions, decimal? Output)>(
            new Sql(
                """
                select e.status = 'verified', (e.profile ->> 'annualEmissionsTco2e')::numeric, (e.profile ->> 'annualOutputT')::numeric
                from project p join enterprise e on e.id = p.enterprise_id where p.id = $1
                """,
                projectId),
            row => (row.GetBoolean(0), row.IsDBNull(1) ? null : row.GetDecimal(1), row.IsDBNull(2) ? null : row.GetDecimal(2)));
        densities = run.Rows(
            new Sql(
                """
                select round(o.reduction_tco2e_per_year / (o.total_investment_cny / 10000), 3)
                from project p join project o on o.technology = p.technology and o.status in ('admitted', 'completed') and o.id <> p.id
                where p.id = $1 and o.reduction_tco2e_per_year > 0 order by o.id desc limit $2
                """,
                projectId, MaxCompared),
            row => row.GetDecimal(0));
        filings = run.Rows(
            new Sql(
                """
                select o.filing_number from project p join project o on o.filing_normal = p.filing_normal and o.id <> p.id and o.status <> 'withdrawn'
                where p.id = $1 order by o.id limit $2
                """,
                projectId, MaxFound),
            row => row.GetString(0));
        equipment = run.Rows(
            new Sql(
                """
                select distinct own.identifier from project_equipment own
                join project_equipment other on other.identifier_normal = own.identifier_normal and other.project_id <> own.project_id
                join project o on o.id = other.project_id and o.status <> 'withdrawn'
                where own.project_id = $1 order by 1 limit $2
                """,
                projectId, MaxFound),
            row => row.GetString(0));
        twins = run.Rows(
            new Sql(
                """
                select o.title from project p
                join project o on o.enterprise_id = p.enterprise_id and o.inputs_key = p.inputs_key and o.id <> p.id
                    and o.status in ('submitted', 'admitted', 'completed')
                where p.id = $1 order by o.id limit $2
                """,
                projectId, MaxFound),
            row => row.GetString(0));
        kept = run.Rows(
            new Sql(
                """
                select o.reduction_tco2e_per_year, sum(m.to_on - m.from_on + 1)::integer, sum(m.tco2e)
                from project p join project_measurement m on m.enterprise_id = p.enterprise_id and m.standing
                join project o on o.id = m.project_id and o.reduction_tco2e_per_year is not null
                where p.id = $1 group by o.id
                """,
                projectId),
            row => PromiseKept.Of(row.GetDecimal(0), row.GetInt32(1), row.GetDecimal(2)));
    }

    public bool EnterpriseVerified => enterprise.Rows is [{ Verified: true }];

    public ChallengeFacts Facts
    {
        get
        {
            var own = enterprise.Rows is [var one] ? one : default;
            return new ChallengeFacts(densities.Rows, own.Emissions, own.Output, filings.Rows, equipment.Rows, twins.Rows,
                kept.Rows.Count == 0 ? null : PromiseKept.Sum(kept.Rows));
        }
    }
}
