using ClimateFinance.Api.Http;
using ClimateFinance.Domain.Deals;
using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Pairings;

/// <summary>
/// One row a pairing, with everything its score was worked out from, in full and as each side may see it; and one a need with the number of banks
/// that hold a slot of it, so one lock: claims that race for the last slot queue on it.
/// </summary>
internal sealed class PairingProjection : Projection
{
    public override string Name => "pairings";

    public override IReadOnlyList<string> Tables => ["pairing", "need_line"];

    public override IReadOnlyList<string> Categories => [Pairing.Category, Deal.Category];

    public override void Project(RecordedEvent happened, ICollection<Sql> statements)
    {
        switch (happened.Data)
        {
            case PairingProposed e:
                Propose(statements, happened, e);
                break;
            case InterestExpressed { Side: Side.Enterprise }:
                Set(statements, happened, "status = case when status = 'bankInterested' then 'waiting' else 'enterpriseInterested' end");
                break;
            case InterestExpressed:
                Set(
                    statements, happened,
                    "status = case when status = 'enterpriseInterested' then 'waiting' else 'bankInterested' end, claimed_at = $3, slot = 'waiting'");
                break;
            case SlotTaken:
                Take(statements, happened, "slot = 'held'");
                break;
            case PairingBecameMutual e:
                // Before there were lines a deal alone held the slot.
                Take(statements, happened, "status = 'mutual', deal_id = $4, slot = 'held'", e.Deal.Value);
                break;
            case PairingDeclined e:
                Free(statements, happened.Stream, "id");
                Set(
                    statements, happened, "status = 'declined', slot = null, declined_by = $4, reason_code = $5, reason_words = $6",
                    e.Side.Wire(), e.ReasonCode, e.Words);
                break;
            case PairingSuperseded e:
                Free(statements, happened.Stream, "id");
                Set(
                    statements, happened, "status = 'superseded', slot = null, reason_code = $4, reason_criteria = $5",
                    e.ReasonCode, (e.Criteria ?? []).Select(c => c.Wire()).ToArray());
                break;
            case DealClosed:
                Free(statements, happened.Stream, "deal_id");
                statements.Add(new Sql("update pairing set slot = null where deal_id = $1", happened.Stream));
                break;
            case DealReopened:
                Lock(statements, happened.Stream, "deal_id");
                statements.Add(new Sql("update pairing set slot = 'held' where deal_id = $1", happened.Stream));
                Count(statements, happened.Stream, "deal_id");
                break;
            case IEvent<Deal>:
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

    /// <summary>Locks the need's line, changes the pairing, counts its banks: each statement sees what those before it on the lock did.</summary>
    private static void Take(ICollection<Sql> statements, RecordedEvent happened, string what, params SqlArgument[] values)
    {
        Lock(statements, happened.Stream, "id");
        Set(statements, happened, what, values);
        Count(statements, happened.Stream, "id");
    }

    private static void Lock(ICollection<Sql> statements, Guid stream, string key) => statements.Add(new Sql(
        $"insert into need_line (need_id, banks) select need_id, 0 from pairing where {key} = $1 on conflict (need_id) do update set banks = need_line.banks",
        stream));

    private static void Count(ICollection<Sql> statements, Guid stream, string key) => statements.Add(new Sql(
        $"""
        update need_line l set banks = (select count(distinct g.bank_id) from pairing g where g.need_id = l.need_id and g.slot = 'held')
        where l.need_id = (select need_id from pairing where {key} = $1)
        """,
        stream));

    /// <summary>Counts the banks without a claim that ends, if it held a slot; before the claim itself is changed.</summary>
    private static void Free(ICollection<Sql> statements, Guid stream, string key)
    {
        statements.Add(new Sql(
            $"select from need_line where need_id = (select need_id from pairing where {key} = $1 and slot = 'held') for update", stream));
        statements.Add(new Sql(
            $"""
            update need_line l set banks = (select count(distinct g.bank_id) from pairing g where g.need_id = l.need_id and g.slot = 'held' and g.{key} is distinct from $1)
            where l.need_id = (select need_id from pairing where {key} = $1 and slot = 'held')
            """,
            stream));
    }

    private static void Set(ICollection<Sql> statements, RecordedEvent happened, string what, params SqlArgument[] values) => statements.Add(new Sql(
        $"update pairing set version = $2, changed_at = $3, {what} where id = $1", [happened.Stream, happened.Version, happened.At, .. values]));
}
