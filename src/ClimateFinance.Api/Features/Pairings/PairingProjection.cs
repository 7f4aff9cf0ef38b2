using ClimateFinance.Api.Http;
using ClimateFinance.Domain.Pairings;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Pairings;

/// <summary>One row a pairing, with everything its score was worked out from, in full and as each side may see it.</summary>
internal sealed class PairingProjection : Projection
{
    public override string Name => "pairings";

    public override IReadOnlyList<string> Tables => ["pairing"];

    public override IReadOnlyList<string> Categories => [Pairing.Category];

    public override void Project(RecordedEvent happened, ICollection<Sql> statements)
    {
        switch (happened.Data)
        {
            case PairingProposed e:
                Propose(statements, happened, e);
                break;
            case InterestExpressed e:
                Set(statements, happened, "status = $4", (e.Side == Side.Enterprise ? PairingStatus.EnterpriseInterested : PairingStatus.BankInterested).Wire());
                break;
            case PairingBecameMutual e:
                Set(statements, happened, "status = 'mutual', deal_id = $4", e.Deal.Value);
                break;
            case PairingDeclined e:
                Set(statements, happened, "status = 'declined', declined_by = $4, reason_code = $5, reason_words = $6", e.Side.Wire(), e.ReasonCode, e.Words);
                break;
            case PairingSuperseded e:
                Set(statements, happened, "status = 'superseded', reason_code = $4", e.ReasonCode);
                break;
            default: throw Unknown(happened);
        }
    }

    private static void Propose(ICollection<Sql> statements, RecordedEvent happened, PairingProposed e) => statements.Add(new Sql(
        """
        insert into pairing (id, version, need_id, need_revision, product_id, product_revision, enterprise_id, bank_id, region, origin, meeting_id,
            status, score, cover_cny, need_facts, product_facts, history, basis, evaluation, need_facts_for_bank, evaluation_for_bank,
            evaluation_for_enterprise, policy_version, proposed_at, changed_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'proposed', $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $23)
        """,
        happened.Stream, happened.Version, e.Need.Need.Value, e.Need.Revision, e.Product.Product.Value, e.Product.Revision,
        e.Need.Enterprise.Value, e.Product.Bank.Value, e.Need.Region.Value, e.Origin.Wire(), e.Meeting?.Value,
        e.Evaluation.Score, e.Evaluation.Cover.Value, SqlArgument.Json(e.Need), SqlArgument.Json(e.Product), SqlArgument.Json(e.History),
        SqlArgument.Json(e.Basis), SqlArgument.Json(e.Evaluation), SqlArgument.Json(Masked.ForBank(e.Need)),
        SqlArgument.Json(Masked.ForBank(e.Evaluation)), SqlArgument.Json(Masked.ForEnterprise(e.Evaluation)), e.Basis.PolicyVersion, happened.At));

    private static void Set(ICollection<Sql> statements, RecordedEvent happened, string what, params SqlArgument[] values) => statements.Add(new Sql(
        $"update pairing set version = $2, changed_at = $3, {what} where id = $1", [happened.Stream, happened.Version, happened.At, .. values]));
}
