namespace ClimateFinance.Api.Features.Deals;

/// <summary>Deals 对接: the follow-up on line, term and rate.</summary>
internal static class DealRoutes
{
    public static void MapDeals(this RouteGroupBuilder api)
    {
        var deals = api.MapGroup("/deals").WithTags("Deals");
        ListDeals.Map(deals);
        ExportDeals.Map(deals);
        GetDeal.Map(deals);
        GetDealTimeline.Map(deals);
        ListDealLooks.Map(deals);
        RecordContact.Map(deals);
        RequestDocuments.Map(deals);
        ProvideDocuments.Map(deals);
        FileDocument.Map(deals);
        ListDocuments.Map(deals);
        GetDocument.Map(deals);
        WithdrawDocument.Map(deals);
        CompleteDueDiligence.Map(deals);
        MakeOffer.Map(deals);
        WithdrawOffer.Map(deals);
        AcceptOffer.Map(deals);
        ApproveCredit.Map(deals);
        AnswerApproval.Map(deals);
        ConfirmSignature.Map(deals);
        ReportDrawdown.Map(deals);
        AnswerDrawdown.Map(deals);
        AddNote.Map(deals);
        CloseDeal.Map(deals);
        ExtendDeadline.Map(deals);
        SendReminder.Map(deals);
        AssignOfficer.Map(deals);
        AssignInspector.Map(deals);
        RecordVisit.Map(deals);
        CorrectVisit.Map(deals);
        WithdrawDocumentRequest.Map(deals);
        CorrectDueDiligence.Map(deals);
        RetractAcceptance.Map(deals);
        WithdrawApproval.Map(deals);
        RaiseDispute.Map(deals);
        SettleDispute.Map(deals);
        WithdrawDrawdown.Map(deals);
        RetractDrawdownAnswer.Map(deals);
        ReopenDeal.Map(deals);
        GetOfferSchedule.Map(deals);
        CompareOffers.Map(api.MapGroup("/needs").WithTags("Deals"));
    }
}
