using ClimateFinance.Api.Http;
using ClimateFinance.Domain.Parties;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Enterprises;

/// <summary>One row an enterprise, one a grade, one a penalty. The grade in force and the last penalty follow the rule of <see cref="EnterpriseFile"/>.</summary>
internal sealed class EnterpriseProjection : Projection
{
    private const string GradeInForce =
        """
        update enterprise set version = $2, changed_at = $3, grade = (
            select g.grade from enterprise_grade g where g.enterprise_id = $1 and not g.withdrawn order by g.graded_on desc, g.version desc limit 1)
        where id = $1
        """;

    private const string LastPenalty =
        """
        update enterprise set version = $2, changed_at = $3, last_penalty_on = (
            select max(p.penalised_on) from enterprise_penalty p where p.enterprise_id = $1 and not p.withdrawn)
        where id = $1
        """;

    public override string Name => "enterprises";

    public override IReadOnlyList<string> Tables => ["enterprise", "enterprise_grade", "enterprise_penalty"];

    public override IReadOnlyList<string> Categories => [Enterprise.Category];

    public override void Project(RecordedEvent happened, ICollection<Sql> statements)
    {
        var (id, version, at) = (happened.Stream, happened.Version, happened.At);
        switch (happened.Data)
        {
            case EnterpriseRegistered e:
                statements.Add(new Sql(
                    """
                    insert into enterprise (id, version, changed_at, registered_at, name, uscc, region, industry, route, ownership, profile, status, reasons, illustrative)
                    values ($1, $2, $3, $3, $4, $5, $6, $7, $8, $9, $10, 'registered', '{}', $11)
                    """,
                    [id, version, at, .. Columns(e.Profile), e.Illustrative]));
                break;
            case EnterpriseProfileRevised e:
                statements.Add(new Sql(
                    """
                    update enterprise set version = $2, changed_at = $3, name = $4, uscc = $5, region = $6, industry = $7, route = $8, ownership = $9, profile = $10,
                        status = case when $11 then 'registered' else status end, reasons = '{}'
                    where id = $1
                    """,
                    [id, version, at, .. Columns(e.Profile), e.NeedsVerification]));
                break;
            case EnterpriseVerified:
                Stand(statements, happened, "verified");
                break;
            case EnterpriseRefused e:
                Stand(statements, happened, "refused", [.. e.Reasons]);
                break;
            case EnterpriseSuspended e:
                Stand(statements, happened, "suspended", e.Reason);
                break;
            case EnterpriseReinstated:
                Stand(statements, happened, "verified");
                break;
            case EnterpriseGraded { Record: var record }:
                statements.Add(new Sql(
                    """
                    insert into enterprise_grade (enterprise_id, version, grade, graded_on, document_number, withdrawn, recorded_at)
                    values ($1, $2, $4, $5, $6, false, $3)
                    """,
                    id, version, at, record.Grade.Wire(), record.GradedOn, record.DocumentNumber));
                statements.Add(new Sql(GradeInForce, id, version, at));
                break;
            case EnterpriseGradeWithdrawn e:
                statements.Add(new Sql(
                    "update enterprise_grade set withdrawn = true, withdrawn_reason = $3 where enterprise_id = $1 and document_number = $2 and not withdrawn",
                    id, e.DocumentNumber, e.Reason));
                statements.Add(new Sql(GradeInForce, id, version, at));
                break;
            case EnterprisePenalised { Record: var record }:
                statements.Add(new Sql(
                    """
                    insert into enterprise_penalty (enterprise_id, version, penalised_on, document_number, kind, words, amount_cny, withdrawn, recorded_at)
                    values ($1, $2, $4, $5, $6, $7, $8, false, $3)
                    """,
                    id, version, at, record.PenalisedOn, record.DocumentNumber, record.Kind, record.Text, record.Amount?.Value));
                statements.Add(new Sql(LastPenalty, id, version, at));
                break;
            case EnterprisePenaltyWithdrawn e:
                statements.Add(new Sql(
                    "update enterprise_penalty set withdrawn = true, withdrawn_reason = $3 where enterprise_id = $1 and document_number = $2 and not withdrawn",
                    id, e.DocumentNumber, e.Reason));
                statements.Add(new Sql(LastPenalty, id, version, at));
                break;
            default: throw Unknown(happened);
        }
    }

    private static SqlArgument[] Columns(EnterpriseProfile profile) =>
    [
        profile.Name, profile.Uscc.Value, profile.Region.Value, profile.Industry.Value,
        profile.Route.Wire(), profile.Ownership.Wire(), SqlArgument.Json(profile),
    ];

    private static void Stand(ICollection<Sql> statements, RecordedEvent happened, string status, params string[] reasons) =>
        statements.Add(new Sql(
            "update enterprise set version = $2, changed_at = $3, status = $4, reasons = $5 where id = $1",
            happened.Stream, happened.Version, happened.At, status, reasons));
}
