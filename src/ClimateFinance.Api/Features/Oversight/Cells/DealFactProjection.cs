using ClimateFinance.Api.Http;
using ClimateFinance.Domain.Deals;
using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Oversight.Cells;

/// <summary>
/// What the bureau counts of a deal, one row a deal: how far it ever came and when, line, term and rate at each rung, the highest rung that
/// stands, who owes what, and how its bank answered. Cells, lists, reports and inboxes are read from it.
/// </summary>
internal sealed class DealFactProjection : Projection
{
    public override string Name => "deal-facts";

    public override IReadOnlyList<string> Tables => ["deal_fact"];

    public override IReadOnlyList<string> Categories => [Deal.Category];

    public override void Project(RecordedEvent happened, ICollection<Sql> statements)
    {
        var deal = new Row(happened, statements);
        switch (happened.Data)
        {
            case DealOpened e: Open(e.File, happened, statements); break;
            case ContactMade: deal.Came("contacted", DealStage.Contacted); break;
            case DueDiligenceCompleted: deal.Came("diligence", DealStage.DueDiligence); break;
            case OfferMade { By: Side.Bank } e: deal.Came("offered", DealStage.Offered, "offered", e.Terms.Credit, "offered_stands = true"); break;
            case OfferMade: deal.Set("stage = 'offered'"); break;
            case OfferWithdrawn or OfferLapsed: deal.Set("stage = 'dueDiligence', offered_stands = false"); break;
            case OfferAccepted e: deal.Came("agreed", DealStage.Agreed, "agreed", e.Agreed, "agreed_stands = true"); break;
            case CreditApproved e: deal.Came("approved", DealStage.Approved, "approved", e.Granted, "approved_stands = true"); break;
            case ApprovalAccepted e: deal.Came("agreed", DealStage.Approved, "agreed", e.Granted, "agreed_stands = true"); break;
            case ApprovalDeclined: deal.Set("stage = 'dueDiligence', offered_stands = false, agreed_stands = false, approved_stands = false"); break;
            case AcceptanceRetracted: deal.Undo("agreed", DealStage.Offered, ", agreed_stands = false"); break;
            case ApprovalWithdrawn: deal.Undo("approved", DealStage.Agreed, ", approved_stands = false"); break;
            case DealDisputed: deal.Set("stage = 'disputed'"); break;
            case DisputeRaised: deal.Undo("signed", DealStage.Disputed); break;
            case DisputeSettled: deal.Set("stage = 'approved'"); break;
            case DealSigned e: deal.Came("signed", DealStage.Signed, "signed", e.Signed); break;
            case DrawdownReported: deal.Set("stage = 'drawing', unanswered = unanswered + 1"); break;
            case DrawdownConfirmed e:
                deal.Set("drawn_cny = drawn_cny + $4, drawn_on = coalesce(drawn_on, $5), unanswered = unanswered - 1", e.Amount.Value, deal.Day);
                break;
            case DrawdownRejected or DrawdownWithdrawn: deal.Set("unanswered = unanswered - 1"); break;
            case DrawdownAnswerRetracted { Was: DrawdownStatus.Confirmed } e:
                deal.Set("drawn_cny = drawn_cny - $4, drawn_on = case when drawn_cny > $4 then drawn_on end, unanswered = unanswered + 1", e.Amount.Value);
                break;
            case DrawdownAnswerRetracted: deal.Set("unanswered = unanswered + 1"); break;
            case DealClosed e:
                deal.Set("closed_stage = stage, stage = 'closed', closed_on = $4, outcome = $5, reason_code = $6", deal.Day, e.Outcome.Wire(), e.ReasonCode);
                break;
            case DealReopened:
                deal.Set("stage = closed_stage, closed_stage = null, closed_on = null, outcome = null, reason_code = null");
                break;
            case DeadlineSet e: Turn(e.Next, deal, happened.Context.Role); break;
            case DocumentsRequested or DocumentsProvided or DocumentRequestWithdrawn or VisitRecorded or VisitCorrected or DueDiligenceCorrected or SignatureConfirmed
                or DealNoted or QuotaHoldChanged or NeedCommitmentChanged or DeadlineReminded or LimitMissed or LimitEscalated or DealLapsed or DeadlineExtended
                or ReminderSent or OfficerAssigned or InspectorAssigned or DocumentFiled or DocumentWithdrawn:
                deal.Set("id = id");
                break;
            default: throw Unknown(happened);
        }
    }

    private static void Open(DealFile file, RecordedEvent happened, ICollection<Sql> statements)
    {
        var (asked, indicated, day) = (file.Asked, file.Indicated, ShanghaiTime.DateOf(happened.At));
        statements.Add(new Sql(
            $"""
            insert into deal_fact (id, version, enterprise_id, bank_id, need_id, product_id, meeting_id, region, industry, opened_on, month, stage,
                asked_line, asked_term, asked_benchmark, asked_bp, indicated_line, indicated_term, indicated_benchmark, indicated_bp,
                offered_stands, agreed_stands, approved_stands, drawn_cny, unanswered, answers, in_time, answer_days, missed, {StepColumns}, changed_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'opened', $12, $13, $14, $15, $16, $17, $18, $19,
                false, false, false, 0, 0, 0, 0, 0, 0, {StepZeros}, $20)
            """,
            happened.Stream, happened.Version, file.Enterprise.Value, file.Bank.Value, file.Need.Value, file.Product.Value, file.Meeting?.Value,
            file.Region.Value, file.Industry.Value, day, MonthOf(day),
            asked.Line.Value, asked.Term.Value, asked.Rate.Benchmark.Wire(), asked.Rate.Spread.Value,
            indicated.Line.Value, indicated.Term.Value, indicated.Rate.Benchmark.Wire(), indicated.Rate.Spread.Value, happened.At));
    }

    /// <summary><c>2026-11</c>: sorts as text.</summary>
    internal static string MonthOf(DateOnly day) => day.ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>
    /// The next step is another one's, or another step: what the bank owed was done if the bank made this move, and missed if others ended it
    /// after its time. Asking for papers answers nothing: the bank's clock stands still meanwhile.
    /// </summary>
    private static void Turn(Deadline? next, Row deal, Role by) => deal.Set(
        TurnText,
        new SqlArgument(SqlType.Text, next is null ? null : next.Owing.Wire()), new SqlArgument(SqlType.Text, next is null ? null : next.Step.Wire()),
        next?.Since, next?.DueOn, by == Role.Bank, deal.Day);

    private const string Answered =
        """
        coalesce(owing in ('bank', 'both'), false) and $8 and $5 is distinct from 'documents' and not ($5 is not distinct from step and $4 is not distinct from owing)
        """;

    private static readonly string StepColumns = string.Join(", ", Measures.BankSteps.Select(step => $"{step}_answers, {step}_in_time, {step}_days"));

    private static readonly string StepZeros = string.Join(", ", Measures.BankSteps.Select(_ => "0, 0, 0"));

    private static readonly string TurnText = string.Join(
        ", ",
        [
            "owing = $4", "step = $5", "since = $6", "due_on = $7",
            $"answers = answers + ({Answered})::int",
            $"in_time = in_time + ({Answered} and $9 <= due_on)::int",
            $"answer_days = answer_days + case when {Answered} then $9 - since else 0 end",
            "missed = missed + (coalesce(owing in ('bank', 'both'), false) and not $8 and $9 > due_on and $5 is distinct from step)::int",
            .. Measures.BankSteps.SelectMany(step => (string[])
            [
                $"{step}_answers = {step}_answers + ({Answered} and step = '{Wire(step)}')::int",
                $"{step}_in_time = {step}_in_time + ({Answered} and step = '{Wire(step)}' and $9 <= due_on)::int",
                $"{step}_days = {step}_days + case when {Answered} and step = '{Wire(step)}' then $9 - since else 0 end",
            ]),
        ]);

    private static string Wire(string step) => step == "due_diligence" ? "dueDiligence" : step;

    /// <summary>The statements of one event on one deal's row.</summary>
    private readonly struct Row(RecordedEvent happened, ICollection<Sql> statements)
    {
        public DateOnly Day => ShanghaiTime.DateOf(happened.At);

        /// <summary>Further placeholders start at <c>$4</c>.</summary>
        public void Set(string what, params SqlArgument[] values) => statements.Add(new Sql(
            $"update deal_fact set version = $2, changed_at = $3, {what} where id = $1", [happened.Stream, happened.Version, happened.At, .. values]));

        /// <summary>A mistake was corrected: the deal never came so far.</summary>
        public void Undo(string how, DealStage back, string further = "") => Set(
            $"stage = $4, {how}_on = null, {how}_line = null, {how}_term = null, {how}_benchmark = null, {how}_bp = null{further}", back.Wire());

        public void Came(string how, DealStage stage) => Set($"stage = $4, {how}_on = coalesce({how}_on, $5)", stage.Wire(), Day);

        public void Came(string how, DealStage stage, string rung, CreditTerms credit, string stands = "id = id") => Set(
            $"stage = $4, {how}_on = coalesce({how}_on, $5), {rung}_line = $6, {rung}_term = $7, {rung}_benchmark = $8, {rung}_bp = $9, {stands}",
            stage.Wire(), Day, credit.Line.Value, credit.Term.Value, credit.Rate.Benchmark.Wire(), credit.Rate.Spread.Value);
    }
}
