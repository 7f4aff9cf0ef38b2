using ClimateFinance.Api.Http;
using ClimateFinance.Domain.Deals;
using ClimateFinance.Domain.Pairings;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Deals;

/// <summary>A deal with its terms at each rung, its offers, papers, drawdowns and signatures; and how many banks each need is in contact with.</summary>
internal sealed partial class DealProjection : Projection
{
    public override string Name => "deals";

    public override IReadOnlyList<string> Tables =>
        ["deal", "deal_terms", "deal_offer", "deal_document_request", "deal_document", "deal_drawdown", "deal_signature", "deal_visit", "deal_reminder", "need_contact"];

    public override IReadOnlyList<string> Categories => [Deal.Category];

    public override void Project(RecordedEvent happened, ICollection<Sql> statements)
    {
        var deal = new DealRow(happened, statements);
        switch (happened.Data)
        {
            case DealOpened e: Open(e.File, happened, statements); break;
            case ContactMade e:
                deal.Set("stage = 'contacted', officer_id = coalesce(officer_id, $4)", e.Officer.Value);
                deal.Visit(1, e.Officer, e.VisitedOn, e.Record);
                break;
            case VisitRecorded e:
                deal.Touch();
                deal.Visit(e.Number, e.Officer, e.VisitedOn, e.Record);
                break;
            case VisitCorrected e:
                deal.Touch();
                deal.Child(
                    "update deal_visit set officer_id = $3, visited_on = $4, record = $5, corrected_because = $6 where deal_id = $1 and number = $2",
                    e.Number, e.Officer.Value, e.VisitedOn, e.Record, e.Reason);
                break;
            case DocumentsRequested e:
                deal.Touch();
                deal.Child("insert into deal_document_request (deal_id, number, kinds, requested_at) values ($1, $2, $3, $4)", e.Number, e.Kinds.ToArray(), happened.At);
                break;
            case DocumentsProvided e:
                deal.Touch();
                deal.Child(
                    "update deal_document_request set documents = $3, provided_at = $4 where deal_id = $1 and number = $2",
                    e.Number, SqlArgument.Json(e.Documents), happened.At);
                break;
            case DocumentRequestWithdrawn e:
                deal.Touch();
                deal.Child(
                    "update deal_document_request set withdrawn_at = $3, withdrawn_reason = $4 where deal_id = $1 and number = $2", e.Number, happened.At, e.Reason);
                break;
            case DocumentFiled e: File(e, happened, deal); break;
            case DocumentWithdrawn e:
                deal.Touch();
                deal.Child("update deal_document set withdrawn_at = $3, withdrawn_reason = $4 where deal_id = $1 and id = $2", e.Document.Value, happened.At, e.Reason);
                break;
            case DueDiligenceCorrected e: deal.Set("due_diligence = $4", e.Conclusion.Wire()); break;
            case DueDiligenceCompleted e: deal.Set("stage = 'dueDiligence', due_diligence = $4", e.Conclusion.Wire()); break;
            case OfferMade e: Offer(e, happened, deal); break;
            case OfferWithdrawn e:
                deal.Stage(DealStage.DueDiligence);
                deal.Child("update deal_offer set status = 'withdrawn' where deal_id = $1 and number = $2", e.Number);
                deal.Forget("offered");
                break;
            case OfferLapsed e:
                deal.Stage(DealStage.DueDiligence);
                deal.Child("update deal_offer set status = 'lapsed' where deal_id = $1 and number = $2", e.Number);
                deal.Forget("offered");
                break;
            case AcceptanceRetracted e:
                deal.Stage(DealStage.Offered);
                deal.Child("update deal_offer set status = 'live' where deal_id = $1 and number = $2", e.Number);
                deal.Forget("agreed");
                break;
            case OfferAccepted e:
                deal.Stage(DealStage.Agreed);
                deal.Child("update deal_offer set status = 'accepted' where deal_id = $1 and number = $2", e.Number);
                deal.Rung("agreed", e.Agreed);
                break;
            case CreditApproved e:
                deal.Set("stage = 'approved', approval_to_answer = $4, approval_number = $5", e.ChangesAgreement, e.ApprovalNumber);
                deal.Rung("approved", e.Granted);
                break;
            case ApprovalAccepted e:
                deal.Set("approval_to_answer = false");
                deal.Rung("agreed", e.Granted);
                break;
            case ApprovalDeclined:
                deal.Set("stage = 'dueDiligence', approval_to_answer = false, approval_number = null");
                deal.Forget("offered");
                deal.Forget("agreed");
                deal.Forget("approved");
                break;
            case ApprovalWithdrawn:
                deal.Set("stage = 'agreed', approval_to_answer = false, approval_number = null");
                deal.Forget("approved");
                deal.ForgetSignatures();
                break;
            case SignatureConfirmed e: Sign(e, happened, deal); break;
            case DealDisputed: deal.Stage(DealStage.Disputed); break;
            case DisputeRaised:
                deal.Set("stage = 'disputed', contract_number = null, signed_on = null");
                deal.Forget("signed");
                deal.ForgetSignatures();
                break;
            case DisputeSettled:
                deal.Stage(DealStage.Approved);
                deal.ForgetSignatures();
                break;
            case DealSigned e:
                deal.Set("stage = 'signed', contract_number = $4, signed_on = $5", e.ContractNumber, e.On);
                deal.Rung("signed", e.Signed);
                break;
            case DrawdownReported e:
                deal.Set("stage = 'drawing', drawn_cny = drawn_cny + $4", e.Amount.Value);
                deal.Child(
                    "insert into deal_drawdown (deal_id, number, amount_cny, drawn_on, voucher, status, reported_at) values ($1, $2, $3, $4, $5, 'reported', $6)",
                    e.Number, e.Amount.Value, e.On, e.Voucher, happened.At);
                break;
            case DrawdownConfirmed e:
                deal.Set("drawn_confirmed_cny = drawn_confirmed_cny + $4", e.Amount.Value);
                deal.Child("update deal_drawdown set status = 'confirmed' where deal_id = $1 and number = $2", e.Number);
                deal.MoneyAnswered();
                break;
            case DrawdownRejected e:
                deal.Set("drawn_cny = drawn_cny - $4", e.Amount.Value);
                deal.Child("update deal_drawdown set status = 'rejected', reason = $3 where deal_id = $1 and number = $2", e.Number, e.Reason);
                deal.MoneyAnswered();
                break;
            case DrawdownWithdrawn e:
                deal.Set("drawn_cny = drawn_cny - $4", e.Amount.Value);
                deal.Child("update deal_drawdown set status = 'withdrawn', reason = $3 where deal_id = $1 and number = $2", e.Number, e.Reason);
                deal.MoneyAnswered();
                break;
            case DrawdownAnswerRetracted { Was: DrawdownStatus.Confirmed } e:
                deal.Set("drawn_confirmed_cny = drawn_confirmed_cny - $4", e.Amount.Value);
                deal.Child("update deal_drawdown set status = 'reported', reason = $3 where deal_id = $1 and number = $2", e.Number, e.Reason);
                break;
            case DrawdownAnswerRetracted e:
                deal.Set("drawn_cny = drawn_cny + $4", e.Amount.Value);
                deal.Child("update deal_drawdown set status = 'reported', reason = $3 where deal_id = $1 and number = $2", e.Number, e.Reason);
                break;
            case DealClosed e: Close(e, happened, deal, statements); break;
            case DealReopened: Reopen(happened, deal, statements); break;
            case DeadlineSet e: Deadline(e.Next, deal); break;
            case ReminderSent e: Remind(e, happened, deal); break;
            case OfficerAssigned e: deal.Set("officer_id = $4", e.Officer.Value); break;
            case InspectorAssigned e: deal.Set("inspector_id = $4", e.Inspector); break;
            case DeadlineReminded e: deal.Set("reminded_on = $4", e.On); break;
            case LimitMissed e: deal.Set("missed_on = $4", e.On); break;
            case LimitEscalated e: deal.Set("escalated_on = $4", e.On); break;
            case NeedCommitmentChanged e:
                deal.Touch();
                statements.Add(new Sql(
                    "update need_contact set committed_cny = committed_cny + $2 where need_id = $1", e.Need.Value, e.To.Value - e.From.Value));
                break;
            case DealNoted or QuotaHoldChanged or DealLapsed or DeadlineExtended: deal.Touch(); break;
            default: throw Unknown(happened);
        }
    }

    private static void Open(DealFile file, RecordedEvent happened, ICollection<Sql> statements)
    {
        statements.Add(new Sql(
            """
            insert into deal (id, version, pairing_id, need_id, need_revision, product_id, product_revision, enterprise_id, bank_id, region, industry,
                meeting_id, stage, approval_to_answer, drawn_cny, drawn_confirmed_cny, opened_at, changed_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'opened', false, 0, 0, $13, $13)
            """,
            happened.Stream, happened.Version, file.Pairing.Value, file.Need.Value, file.NeedRevision, file.Product.Value, file.ProductRevision,
            file.Enterprise.Value, file.Bank.Value, file.Region.Value, file.Industry.Value, file.Meeting?.Value, happened.At));
        statements.Add(new Sql(
            "insert into need_contact (need_id, open_deals) values ($1, 1) on conflict (need_id) do update set open_deals = need_contact.open_deals + 1",
            file.Need.Value));
        var deal = new DealRow(happened, statements);
        deal.Rung("asked", file.Asked);
        deal.Rung("indicated", file.Indicated);
    }

    private static void Offer(OfferMade e, RecordedEvent happened, DealRow deal)
    {
        deal.Stage(DealStage.Offered);
        deal.Child("update deal_offer set status = 'superseded' where deal_id = $1 and status = 'live'");
        deal.Child(
            "insert into deal_offer (deal_id, number, by_side, status, terms, valid_until, made_at) values ($1, $2, $3, 'live', $4, $5, $6)",
            e.Number, e.By.Wire(), SqlArgument.Json(e.Terms), e.Terms.ValidUntil, happened.At);

        // The rung shows what the bank offered; a counter-offer stands in the list of offers.
        if (e.By == Side.Bank) deal.Rung("offered", e.Terms.Credit);
    }

    private static void File(DocumentFiled e, RecordedEvent happened, DealRow deal)
    {
        deal.Touch();
        deal.Child(
            "insert into deal_document (deal_id, id, by_side, kind, name, media_type, bytes, sha256, filed_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            e.File.Document.Value, e.By.Wire(), e.File.Kind, e.File.Name, e.File.MediaType, e.File.Bytes, e.File.Sha256, happened.At);
    }

    private static void Sign(SignatureConfirmed e, RecordedEvent happened, DealRow deal)
    {
        var credit = e.Word.Credit;
        deal.Touch();
        deal.Child(
            """
            insert into deal_signature (deal_id, side, line_cny, term_months, benchmark, spread_bp, contract_number, confirmed_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8)
            on conflict (deal_id, side) do update set line_cny = $3, term_months = $4, benchmark = $5, spread_bp = $6, contract_number = $7, confirmed_at = $8
            """,
            e.By.Wire(), credit.Line.Value, credit.Term.Value, credit.Rate.Benchmark.Wire(), credit.Rate.Spread.Value, e.Word.ContractNumber, happened.At);
    }

    private static void Close(DealClosed e, RecordedEvent happened, DealRow deal, ICollection<Sql> statements)
    {
        deal.Set(
            "closed_stage = stage, stage = 'closed', closed_at = $3, outcome = $4, reason_code = $5, reason_words = $6, would_have_changed = $7",
            e.Outcome.Wire(), e.ReasonCode, e.Words, e.WouldHaveChanged);
        statements.Add(new Sql(
            "update need_contact set open_deals = open_deals - 1 where need_id = (select need_id from deal where id = $1)", happened.Stream));
    }

    private static void Reopen(RecordedEvent happened, DealRow deal, ICollection<Sql> statements)
    {
        deal.Set(
            """
            stage = closed_stage, closed_stage = null,
            closed_at = null, outcome = null, reason_code = null, reason_words = null, would_have_changed = null
            """);
        statements.Add(new Sql(
            "update need_contact set open_deals = open_deals + 1 where need_id = (select need_id from deal where id = $1)", happened.Stream));
    }

    private static void Remind(ReminderSent e, RecordedEvent happened, DealRow deal)
    {
        deal.Touch();
        deal.Child("update deal_reminder set stands = false where deal_id = $1 and stands");
        deal.Child(
            "insert into deal_reminder (deal_id, number, owing, step, since, due_on, words, stands, sent_at) values ($1, $2, $3, $4, $5, $6, $7, true, $8)",
            e.Number, e.Owing.Wire(), new SqlArgument(SqlType.Text, e.Of?.Step.Wire()), e.Of?.Since, e.Of?.DueOn, e.Words, happened.At);
    }

    /// <summary>
    /// A deadline that is another one has nothing recorded on it yet, and a reminder of the one before falls; what both were reminded of stands until neither
    /// owes it. The bank's own is kept while papers are owed.
    /// </summary>
    private static void Deadline(Deadline? next, DealRow deal)
    {
        SqlArgument step = new(SqlType.Text, next is null ? null : next.Step.Wire());
        deal.Child(
            """
            update deal_reminder set stands = false
            where deal_id = $1 and stands and step is not null and (step is distinct from $2 or (owing <> 'both' and since is distinct from $3))
            """,
            step, next?.Since);
        SetDeadline(next, deal);
    }

    private static void SetDeadline(Deadline? next, DealRow deal) => deal.Set(
        """
        reminded_on = case when (owing, step, since, due_on) is not distinct from ($4, $5, $6, $7) then reminded_on end,
        missed_on = case when (owing, step, since, due_on) is not distinct from ($4, $5, $6, $7) then missed_on end,
        escalated_on = case when (owing, step, since, due_on) is not distinct from ($4, $5, $6, $7) then escalated_on end,
        paused_owing = case when $5 = 'documents' then case when step = 'documents' then paused_owing else owing end end,
        paused_step = case when $5 = 'documents' then case when step = 'documents' then paused_step else step end end,
        paused_since = case when $5 = 'documents' then case when step = 'documents' then paused_since else since end end,
        paused_due_on = case when $5 = 'documents' then case when step = 'documents' then paused_due_on else due_on end end,
        paused_provisional = case when $5 = 'documents' then case when step = 'documents' then paused_provisional else due_provisional end end,
        paused_on = case when $5 = 'documents' then case when step = 'documents' then paused_on else $6 end end,
        owing = $4, step = $5, since = $6, due_on = $7, due_provisional = $8
        """,
        next is null ? null : next.Owing.Wire(), next is null ? null : next.Step.Wire(), next?.Since, next?.DueOn, new SqlArgument(SqlType.Boolean, next?.Provisional));
}
