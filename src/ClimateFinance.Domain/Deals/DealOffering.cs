using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Shared;
using static ClimateFinance.Domain.Deals.DealRights;

namespace ClimateFinance.Domain.Deals;

/// <summary>What a deal answers where line, term and rate are at stake: offers, counter-offers, acceptance, approval.</summary>
internal static class DealOffering
{
    public static DealAnswer Offer(Deal.Live deal, MakeOffer it, Circumstance circumstance)
    {
        if (deal.Stage is not (DealStage.DueDiligence or DealStage.Offered)) return WrongStage(deal, DealStage.DueDiligence, DealStage.Offered);
        var by = SideOf(deal, circumstance);
        if (by == Side.Enterprise && deal.Stage != DealStage.Offered) return Refusal.Rule("offer.nothing_to_counter");
        if (it.Terms.ValidUntil < circumstance.Today)
            return Refusal.Rule("offer.valid_until_past", ("validUntil", it.Terms.ValidUntil), ("today", circumstance.Today));

        // A bank that took its product off the market makes no new offer on it; what it offered before stands.
        if (by == Side.Bank && !it.Ground.ProductLive) return Refusal.Rule("offer.product_off_market");
        return OffMarket(it.Ground)
            ?? ExceedsNeed(deal, it.Terms.Credit)
            ?? OutOfBounds(it.Terms.Credit.Rate, it.Clock, circumstance)
            ?? FeeFlaw(it.Terms)
            ?? LinkFlaw(it.Terms, it.Clock, circumstance)
            ?? DealAnswer.Drawing(new OfferMade(deal.Offers.Count + 1, by, it.Terms), it.Ground);
    }

    public static DealAnswer Withdraw(Deal.Live deal, WithdrawOffer it, Circumstance circumstance)
    {
        if (Live(deal, it.Number, circumstance, out var offer) is { } refusal) return refusal;
        return offer!.By == SideOf(deal, circumstance)
            ? DealAnswer.One(new OfferWithdrawn(it.Number, offer.By, it.Reason))
            : Refusal.Forbidden("offer.not_yours", ("number", it.Number));
    }

    public static DealAnswer Accept(Deal.Live deal, AcceptOffer it, Circumstance circumstance)
    {
        if (Live(deal, it.Number, circumstance, out var offer) is { } refusal) return refusal;
        var by = SideOf(deal, circumstance);
        if (offer!.By == by) return Refusal.Forbidden("offer.your_own", ("number", it.Number));
        return offer.Terms.ValidUntil < circumstance.Today
            ? Expired(offer, circumstance)
            : OffMarket(it.Ground) ?? DealAnswer.Drawing(new OfferAccepted(it.Number, by, offer.Terms.Credit), it.Ground);
    }

    public static DealAnswer Approve(Deal.Live deal, ApproveCredit it, Circumstance circumstance)
    {
        if (deal is not { Stage: DealStage.Agreed, Agreed: { } agreed }) return WrongStage(deal, DealStage.Agreed);

        // A product taken off the market after the agreement binds its bank to what was agreed, and to no more.
        if (!it.Ground.ProductLive && it.Granted.Line > agreed.Line) return Refusal.Rule("offer.product_off_market");
        return OffMarket(it.Ground)
            ?? ExceedsNeed(deal, it.Granted)
            ?? OutOfBounds(it.Granted.Rate, it.Clock, circumstance)
            ?? DealAnswer.Drawing(new CreditApproved(it.Granted, it.Granted != agreed, it.ApprovalNumber), it.Ground);
    }

    public static DealAnswer AnswerApproval(Deal.Live deal, AnswerApproval it)
    {
        if (deal is not { Stage: DealStage.Approved, ApprovalToAnswer: true, Approved: { } granted }) return Refusal.Rule("approval.nothing_to_answer");
        if (it.Accepted) return DealAnswer.One(new ApprovalAccepted(granted));
        return string.IsNullOrWhiteSpace(it.Reason) ? Refusal.Shape("reason.missing") : DealAnswer.One(new ApprovalDeclined(it.Reason));
    }

    private static Refusal? Live(Deal.Live deal, int number, Circumstance circumstance, out Offer? offer)
    {
        offer = deal.Offers.Find(o => o.Number == number);
        if (offer is null) return Refusal.Unknown("offer.unknown", ("number", number));
        if (offer.Status == OfferStatus.Lapsed) return Expired(offer, circumstance);
        return offer.Status == OfferStatus.Live && deal.Stage == DealStage.Offered
            ? null
            : Refusal.Rule("offer.not_on_the_table", ("number", number), ("status", offer.Status));
    }

    private static Refusal Expired(Offer offer, Circumstance circumstance) =>
        Refusal.Rule("offer.expired", ("validUntil", offer.Terms.ValidUntil), ("today", circumstance.Today));

    /// <summary>On a need that was withdrawn, lapsed or covered nothing new is promised; what is signed goes on.</summary>
    private static DealAnswer? OffMarket(DealGround ground) => ground.NeedLive ? null : (DealAnswer)Refusal.Rule("deal.need_off_market");

    /// <summary>The all-in annual rate by the LPR of the day is not below zero and not above the policy's cap.</summary>
    private static DealAnswer? OutOfBounds(Rate rate, DealClock clock, Circumstance circumstance)
    {
        if (clock.Bounds is not { } bounds) return null;
        var allIn = bounds.Rates.AllIn(rate, circumstance.Today);
        if (allIn < new BasisPoints(0)) return Refusal.Rule("rate.below_zero", ("allInPercent", allIn.Percent), ("on", circumstance.Today));
        return allIn > bounds.Cap
            ? (DealAnswer)Refusal.Rule("rate.above_cap", ("allInPercent", allIn.Percent), ("capPercent", bounds.Cap.Percent))
            : null;
    }

    /// <summary>Fees come to less than the line, and nothing of an offer reaches beyond its term.</summary>
    private static DealAnswer? FeeFlaw(OfferTerms terms)
    {
        var (line, term) = (terms.Credit.Line, terms.Credit.Term.Value);
        if (terms.AllFees() >= line) return Refusal.Rule("offer.fees_exceed_line", ("feesCny", terms.AllFees().Value), ("lineCny", line.Value));
        var last = (terms.LaterFees ?? []).Select(fee => fee.Month).Append(terms.Subsidy?.Months ?? 0).Max();
        return last > term ? (DealAnswer)Refusal.Rule("offer.beyond_term", ("month", last), ("termMonths", term)) : null;
    }

    /// <summary>
    /// A target is still to be reached when it is offered, and the rate stays within its bounds whichever way it is stepped; what the steps
    /// themselves may be, the link says.
    /// </summary>
    private static DealAnswer? LinkFlaw(OfferTerms terms, DealClock clock, Circumstance circumstance)
    {
        if (terms.Link is not { } link) return null;
        if (link.Flaw() is { } flaw) return (DealAnswer)flaw;
        if (link.TestedOn < circumstance.Today)
            return (DealAnswer)Refusal.Rule("offer.link_over", ("testedOn", link.TestedOn), ("today", circumstance.Today));
        var rate = terms.Credit.Rate;
        return OutOfBounds(rate with { Spread = rate.Spread + new BasisPoints(link.MetStepBp) }, clock, circumstance)
            ?? OutOfBounds(rate with { Spread = rate.Spread + new BasisPoints(link.MissedStepBp) }, clock, circumstance);
    }

    /// <summary>Nobody lends more than was asked: the need's amount is held against its project's financing gap.</summary>
    private static DealAnswer? ExceedsNeed(Deal.Live deal, CreditTerms credit) => credit.Line > deal.File.Asked.Line
        ? (DealAnswer)Refusal.Rule("offer.exceeds_need", ("askedCny", deal.File.Asked.Line.Value), ("lineCny", credit.Line.Value))
        : null;
}
