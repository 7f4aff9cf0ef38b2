using ClimateFinance.Domain.Projects;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Projects;

/// <summary>One row a project.</summary>
internal sealed class ProjectProjection : Projection
{
    private const string SheetColumns =
        """
        title = $4, filing_number = $5, region = $6, industry = $7, technology = $8, green_classes = $9, total_investment_cny = $10,
            own_capital_cny = $11, sheet = $12
        """;

    public override string Name => "projects";

    public override IReadOnlyList<string> Tables => ["project"];

    public override IReadOnlyList<string> Categories => [Domain.Projects.Project.Category];

    public override void Project(RecordedEvent happened, ICollection<Sql> statements)
    {
        switch (happened.Data)
        {
            case ProjectDrafted e:
                statements.Add(new Sql(
                    """
                    insert into project (id, version, drafted_at, changed_at, title, filing_number, region, industry, technology, green_classes,
                        total_investment_cny, own_capital_cny, sheet, status, enterprise_id, illustrative)
                    values ($1, $2, $3, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'draft', $13, $14)
                    """,
                    [happened.Stream, happened.Version, happened.At, .. Columns(e.Sheet), e.Enterprise.Value, e.Illustrative]));
                break;
            case ProjectRevised e:
                // What was worked out from the sheet before no longer belongs to it.
                Set(statements, happened, $"{SheetColumns}, reduction = null, reduction_tco2e_per_year = null, own_capital_floor_percent = null", Columns(e.Sheet));
                break;
            case ProjectSubmitted e:
                Set(
                    statements,
                    happened,
                    $"{SheetColumns}, status = 'submitted', reasons = null, reduction = $13, reduction_tco2e_per_year = $14, own_capital_floor_percent = $15",
                    [.. Columns(e.Sheet), SqlArgument.Json(e.Reduction), e.Reduction.TotalTco2ePerYear, e.OwnCapitalFloorPercent]);
                break;
            case ProjectAdmitted:
                Set(statements, happened, "status = 'admitted'");
                break;
            case ProjectReturned e:
                Set(statements, happened, "status = 'returned', reasons = $4", SqlArgument.Json(e.Reasons));
                break;
            case ProjectCompleted e:
                Set(statements, happened, "status = 'completed', completed_on = $4", e.CompletedOn);
                break;
            case ProjectWithdrawn e:
                Set(statements, happened, "status = 'withdrawn', withdrawn_reason = $4", e.Reason);
                break;
            default: throw Unknown(happened);
        }
    }

    private static SqlArgument[] Columns(ProjectSheet sheet) =>
    [
        sheet.Title, sheet.FilingNumber.Value, sheet.Region.Value, sheet.Industry.Value, sheet.Technology.Value,
        sheet.GreenClasses.Select(c => c.Value).ToArray(), sheet.TotalInvestment.Value, sheet.OwnCapital.Value, SqlArgument.Json(sheet),
    ];

    private static void Set(ICollection<Sql> statements, RecordedEvent happened, string what, params SqlArgument[] values) =>
        statements.Add(new Sql(
            $"update project set version = $2, changed_at = $3, {what} where id = $1",
            [happened.Stream, happened.Version, happened.At, .. values]));
}
