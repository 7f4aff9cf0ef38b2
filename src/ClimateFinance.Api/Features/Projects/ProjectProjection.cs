using System.Globalization;
using ClimateFinance.Domain.Climate;
using ClimateFinance.Domain.Projects;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Projects;

/// <summary>One row a project.</summary>
internal sealed class ProjectProjection : Projection
{
    private const string SheetColumns =
        """
        title = $4, filing_number = $5, region = $6, industry = $7, technology = $8, green_classes = $9, total_investment_cny = $10,
            own_capital_cny = $11, sheet = $12, filing_normal = $13, inputs_key = $14
        """;

    public override string Name => "projects";

    public override IReadOnlyList<string> Tables => ["project", "project_equipment", "project_classification", "project_measurement"];

    public override IReadOnlyList<string> Categories => [Domain.Projects.Project.Category];

    public override void Project(RecordedEvent happened, ICollection<Sql> statements)
    {
        switch (happened.Data)
        {
            case ProjectDrafted e:
                statements.Add(new Sql(
                    """
                    insert into project (id, version, drafted_at, changed_at, title, filing_number, region, industry, technology, green_classes,
                        total_investment_cny, own_capital_cny, sheet, filing_normal, inputs_key, status, enterprise_id, illustrative)
                    values ($1, $2, $3, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 'draft', $15, $16)
                    """,
                    [happened.Stream, happened.Version, happened.At, .. Columns(e.Sheet), e.Enterprise.Value, e.Illustrative]));
                Equip(statements, happened, e.Sheet);
                break;
            case ProjectRevised e:
                // What was worked out from the sheet before no longer belongs to it.
                Set(statements, happened, $"{SheetColumns}, reduction = null, reduction_tco2e_per_year = null, own_capital_floor_percent = null, flags = null", Columns(e.Sheet));
                Equip(statements, happened, e.Sheet);
                break;
            case ProjectSubmitted e:
                Set(
                    statements,
                    happened,
                    $"""
                    {SheetColumns}, status = 'submitted', reasons = null, reduction = $15, reduction_tco2e_per_year = $16, own_capital_floor_percent = $17,
                        flags = $18, submitted_on = $19, review_due_on = $20, decided_on = null, decided_late = null, checks = null, reviewers = array[]::text[]
                    """,
                    [
                        .. Columns(e.Sheet), SqlArgument.Json(e.Reduction), e.Reduction.TotalTco2ePerYear, e.OwnCapitalFloorPercent,
                        SqlArgument.Json(e.Flags ?? []), ShanghaiTime.DateOf(happened.At), e.ReviewDueOn,
                    ]);
                Equip(statements, happened, e.Sheet);
                break;
            case ProjectReviewed e:
                // The verdicts are kept by item, so that a later one takes the place of an earlier one.
                Set(
                    statements,
                    happened,
                    "reviewers = coalesce($4, reviewers), checks = coalesce(checks, '{}') || $5",
                    e.Reviewers is null ? new SqlArgument(SqlType.TextArray, null) : e.Reviewers.ToArray(),
                    ByItem(e.Checks));
                break;
            case ProjectAdmitted e:
                Set(
                    statements,
                    happened,
                    "status = 'admitted', decided_on = $4, decided_late = $5, checks = coalesce(checks, '{}') || $6",
                    ShanghaiTime.DateOf(happened.At),
                    new SqlArgument(SqlType.Boolean, e.Late),
                    ByItem(e.Checks ?? []));
                break;
            case ProjectReturned e:
                Set(
                    statements,
                    happened,
                    "status = 'returned', reasons = $4, decided_on = $5, decided_late = $6",
                    SqlArgument.Json(e.Reasons),
                    ShanghaiTime.DateOf(happened.At),
                    new SqlArgument(SqlType.Boolean, e.Late));
                break;
            case ProjectClassified e:
                Set(statements, happened, "id = id");
                statements.Add(new Sql(
                    """
                    insert into project_classification (project_id, version, edition, scheme, classes, confirmed_on, classification)
                    values ($1, $2, $3, $4, $5, $6, $7)
                    """,
                    happened.Stream, happened.Version, e.Classification.Edition, e.Classification.Scheme,
                    e.Classification.Classes.Select(c => c.Value).ToArray(), e.Classification.ConfirmedOn, SqlArgument.Json(e.Classification)));
                break;
            case ReductionMeasured e:
                Measure(statements, happened, e);
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
        Challenge.Normal(sheet.FilingNumber.Value), KeyOf(sheet),
    ];

    /// <summary>Technology and quantities as one text: two projects with the same one claim the same tonnes.</summary>
    private static string? KeyOf(ProjectSheet sheet) => sheet.ReductionInputs.Count == 0
        ? null
        : $"{sheet.Technology}|{string.Join('|', sheet.ReductionInputs
            .Select(i => string.Create(CultureInfo.InvariantCulture, $"{i.FactorId}:{i.Part}:{i.Quantity / 1.0000000000000000000000000000m} {i.Unit}"))
            .Order(StringComparer.Ordinal))}";

    private static void Equip(ICollection<Sql> statements, RecordedEvent happened, ProjectSheet sheet)
    {
        statements.Add(new Sql("delete from project_equipment where project_id = $1", happened.Stream));
        foreach (var item in (sheet.Equipment ?? []).DistinctBy(e => e.Normal))
        {
            statements.Add(new Sql(
                "insert into project_equipment (project_id, identifier_normal, kind, identifier) values ($1, $2, $3, $4)",
                happened.Stream, item.Normal, item.Kind, item.Identifier));
        }
    }

    private static void Measure(ICollection<Sql> statements, RecordedEvent happened, ReductionMeasured e)
    {
        Set(statements, happened, "id = id");
        if (e.Measured.Corrects is { } corrected)
            statements.Add(new Sql("update project_measurement set standing = false where project_id = $1 and number = $2", happened.Stream, corrected));
        statements.Add(new Sql(
            """
            insert into project_measurement (project_id, number, enterprise_id, from_on, to_on, tco2e, verifier, report_number, evidence_sha256, corrects, standing, reported_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, true, $11)
            """,
            happened.Stream, e.Number, e.Enterprise.Value, e.Measured.From, e.Measured.To, e.Measured.Tco2e, e.Measured.Verifier,
            e.Measured.ReportNumber, e.Measured.EvidenceSha256, e.Measured.Corrects, happened.At));
    }

    private static SqlArgument ByItem(IReadOnlyList<CheckVerdict> checks) =>
        SqlArgument.Json(checks.ToDictionary(c => c.Item, c => c, StringComparer.Ordinal));

    private static void Set(ICollection<Sql> statements, RecordedEvent happened, string what, params SqlArgument[] values) =>
        statements.Add(new Sql(
            $"update project set version = $2, changed_at = $3, {what} where id = $1",
            [happened.Stream, happened.Version, happened.At, .. values]));
}
