using ClimateFinance.Api.Http;
using ClimateFinance.Domain.Deals;
using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Matching;

/// <summary>
/// How each bank kept its limits: one row a deal with the step that its bank owes, one a bank with the sums. A step counts when the bank does it,
/// kept or missed by its last day in Shanghai; and as missed when the clock records the miss, or the deal ends after that day. While papers are owed
/// nothing is.
/// </summary>
internal sealed class BankRecordProjection : Projection
{
    public override string Name => "bank-records";

    public override IReadOnlyList<string> Tables => ["bank_clock", "bank_record"];

    public override IReadOnlyList<string> Categories => [Deal.Category];

    public override void Project(RecordedEvent happened, ICollection<Sql> statements)
    {
        switch (happened.Data)
        {
            case DealOpened e:
                statements.Add(new Sql("insert into bank_clock (deal_id, bank_id) values ($1, $2)", happened.Stream, e.File.Bank.Value));
                break;
            case DeadlineSet { Next: { Owing: not Owing.Enterprise } next }:
                statements.Add(new Sql(
                    "update bank_clock set step = $2, since = $3, due_on = $4 where deal_id = $1", happened.Stream, next.Step.Wire(), next.Since, next.DueOn));
                break;
            case DeadlineSet:
                statements.Add(new Sql("update bank_clock set step = null where deal_id = $1", happened.Stream));
                break;
            case ContactMade: Done(statements, happened, DealStep.Contact); break;
            case DueDiligenceCompleted: Done(statements, happened, DealStep.DueDiligence); break;
            case OfferMade { By: Side.Bank }: Done(statements, happened, DealStep.Offer, DealStep.Acceptance); break;
            case OfferAccepted { By: Side.Bank }: Done(statements, happened, DealStep.Acceptance); break;
            case CreditApproved: Done(statements, happened, DealStep.Approval); break;
            case SignatureConfirmed { By: Side.Bank }: Done(statements, happened, DealStep.Signature); break;
            case LimitMissed { Owing: not Owing.Enterprise } e: Missed(statements, happened, e.On); break;
            case DealClosed: Missed(statements, happened, ShanghaiTime.DateOf(happened.At)); break;
            case IEvent<Deal>: break;
            default: throw Unknown(happened);
        }
    }

    /// <summary>Counts a step that is owed after its last day, once: until the next clock starts the bank owes nothing that would count.</summary>
    private static void Missed(ICollection<Sql> statements, RecordedEvent happened, DateOnly on)
    {
        statements.Add(new Sql(
            """
            insert into bank_record (bank_id, steps, kept, days_given, days_left)
            select bank_id, 1, 0, 0, 0 from bank_clock where deal_id = $1 and step is not null and due_on < $2
            on conflict (bank_id) do update set steps = bank_record.steps + 1
            """,
            happened.Stream, on));
        statements.Add(new Sql("update bank_clock set step = null where deal_id = $1", happened.Stream));
    }

    private static void Done(ICollection<Sql> statements, RecordedEvent happened, params DealStep[] steps)
    {
        statements.Add(new Sql(
            """
            insert into bank_record (bank_id, steps, kept, days_given, days_left)
            select bank_id, 1, (due_on >= $3)::int, case when due_on >= $3 then due_on - since else 0 end, case when due_on >= $3 then due_on - $3 else 0 end
            from bank_clock where deal_id = $1 and step = any ($2)
            on conflict (bank_id) do update set steps = bank_record.steps + 1, kept = bank_record.kept + excluded.kept,
                days_given = bank_record.days_given + excluded.days_given, days_left = bank_record.days_left + excluded.days_left
            """,
            happened.Stream, steps.Select(step => step.Wire()).ToArray(), ShanghaiTime.DateOf(happened.At)));
        statements.Add(new Sql("update bank_clock set step = null where deal_id = $1 and step = any ($2)", happened.Stream, steps.Select(step => step.Wire()).ToArray()));
    }
}
