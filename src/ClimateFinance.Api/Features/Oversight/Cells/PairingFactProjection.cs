using ClimateFinance.Domain.Deals;
using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Oversight.Cells;

/// <summary>What the bureau counts of a pairing, one row a pairing: where it belongs, whose interest was stated, how it ended.</summary>
internal sealed class PairingFactProjection : Projection
{
    public override string Name => "pairing-facts";

    public override IReadOnlyList<string> Tables => ["pairing_fact"];

    public override IReadOnlyList<string> Categories => [Pairing.Category, Deal.Category];

    public override void Project(RecordedEvent happened, ICollection<Sql> statements)
    {
        switch (happened.Data)
        {
            case PairingProposed e: Propose(e, happened, statements); break;
            case InterestExpressed { Side: Side.Enterprise }: Set(happened, statements, "enterprise_interested = true"); break;
            case InterestExpressed: Set(happened, statements, "bank_interested = true"); break;
            case PairingBecameMutual: Set(happened, statements, "mutual = true"); break;
            case PairingDeclined e: Set(happened, statements, "outcome = 'declined', reason_code = $4", e.ReasonCode); break;
            case PairingSuperseded e: Set(happened, statements, "outcome = 'superseded', reason_code = $4", e.ReasonCode); break;

            // What was proposed before and agreed at a meeting is that meeting's from then on.
            case DealOpened { File.Meeting: { } meeting } e:
                statements.Add(new Sql("update pairing_fact set meeting_id = $2 where id = $1", e.File.Pairing.Value, meeting.Value));
                break;
            case IEvent<Deal>: break;
            case SlotTaken: Set(happened, statements, "id = id"); break;
            default: throw Unknown(happened);
        }
    }

    private static void Propose(PairingProposed e, RecordedEvent happened, ICollection<Sql> statements) => statements.Add(new Sql(
        """
        insert into pairing_fact (id, version, enterprise_id, bank_id, meeting_id, region, industry, month, cover_cny,
            enterprise_interested, bank_interested, mutual, changed_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, false, false, false, $10)
        """,
        happened.Stream, happened.Version, e.Need.Enterprise.Value, e.Product.Bank.Value, e.Meeting?.Value, e.Need.Region.Value, e.Need.Industry.Value,
        DealFactProjection.MonthOf(ShanghaiTime.DateOf(happened.At)), e.Evaluation.Cover.Value, happened.At));

    private static void Set(RecordedEvent happened, ICollection<Sql> statements, string what, params SqlArgument[] values) => statements.Add(new Sql(
        $"update pairing_fact set version = $2, changed_at = $3, {what} where id = $1", [happened.Stream, happened.Version, happened.At, .. values]));
}
