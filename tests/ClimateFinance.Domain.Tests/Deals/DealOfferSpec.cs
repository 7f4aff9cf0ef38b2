using ClimateFinance.Domain.Deals;
using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Shared;
using Xunit;
using static ClimateFinance.Domain.Tests.Deals.DealScene;
using static ClimateFinance.Domain.Tests.Some;

namespace ClimateFinance.Domain.Tests.Deals;

public sealed class DealOfferSpec
{
    [Fact]
    public void A_new_offer_gives_the_enterprise_the_whole_time_to_answer() =>
        Offered.When(Offer(Thirty), Officer, Now.AddDays(Day5.DayNumber - Today.DayNumber)).Then(
            LateAnswer[0], new OfferMade(2, Side.Bank, Terms(Thirty)), Holds(40, 0, 30, 0), Owes(Owing.Enterprise, DealStep.Acceptance, Day10, Day5));

    [Fact]
    public void A_new_offer_of_the_bank_supersedes_its_last_and_moves_the_hold()
    {
        var more = Live(Offered.When(Offer(FortyFive, quotaLeft: 5), Officer)
            .Then(new OfferMade(2, Side.Bank, Terms(FortyFive)), Holds(40, 0, 45, 0)));
        Assert.Equal([OfferStatus.Superseded, OfferStatus.Live], more.Offers.Select(o => o.Status));
        Assert.Equal(2, more.OnTheTable?.Number);
        Offered.When(Offer(Thirty, quotaLeft: 0), Officer).Then(new OfferMade(2, Side.Bank, Terms(Thirty)), Holds(40, 0, 30, 0));
        Offered.When(Offer(Forty, quotaLeft: 0), Officer).Then(new OfferMade(2, Side.Bank, Terms(Forty)));
    }

    [Fact]
    public void A_counter_offer_leaves_the_hold_and_hands_the_clock_to_the_bank()
    {
        var countered = Live(Offered.When(Offer(FortyFive, quotaLeft: 0), Owner).Then(Countering));
        Assert.Equal([OfferStatus.Superseded, OfferStatus.Live], countered.Offers.Select(o => o.Status));
        Assert.Equal(Million(40), countered.Held.Reserved);
        Countered.When(Offer(Thirty), Owner).Then(new OfferMade(3, Side.Enterprise, Terms(Thirty)));
        Countered.When(Offer(Thirty), Officer)
            .Then(new OfferMade(3, Side.Bank, Terms(Thirty)), Holds(40, 0, 30, 0), Owes(Owing.Enterprise, DealStep.Acceptance, Day5));
    }

    [Fact]
    public void The_hold_grows_no_further_than_the_quota()
    {
        Examined.When(Offer(Forty, quotaLeft: 40), Officer).Then(Offering);
        Examined.When(Offer(Forty, quotaLeft: 39.99m), Officer).Refused(
            RefusalKind.Rule, "offer.exceeds_quota", ("quotaLeftCny", 39_990_000m), ("heldCny", 0m), ("lineCny", 40_000_000m));
        Offered.When(Offer(FortyFive, quotaLeft: 4.99m), Officer).Refused(
            RefusalKind.Rule, "offer.exceeds_quota", ("quotaLeftCny", 4_990_000m), ("heldCny", 40_000_000m), ("lineCny", 45_000_000m));
    }

    [Fact]
    public void Neither_side_offers_more_than_the_need_asks_for()
    {
        var all = OurFile.Asked;
        var more = all with { Line = new Cny(50_000_000.01m) };
        Examined.When(Offer(all, quotaLeft: 50), Officer)
            .Then(new OfferMade(1, Side.Bank, Terms(all)), Holds(0, 0, 50, 0), Owes(Owing.Enterprise, DealStep.Acceptance, Day5));
        Offered.When(Offer(all, quotaLeft: 0), Owner)
            .Then(new OfferMade(2, Side.Enterprise, Terms(all)), Owes(Owing.Bank, DealStep.Acceptance, Day5));
        foreach (var (scenario, by) in new[] { (Examined, Officer), (Offered, Officer), (Offered, Owner), (Countered, Officer), (Countered, Owner) })
        {
            scenario.When(Offer(more, quotaLeft: 0), by)
                .Refused(RefusalKind.Rule, "offer.exceeds_need", ("askedCny", 50_000_000m), ("lineCny", 50_000_000.01m));
        }
    }

    [Fact]
    public void Accepting_a_larger_counter_offer_needs_quota_for_the_rest()
    {
        Countered.When(Accept(2, quotaLeft: 5), Officer).Then(
            new OfferAccepted(2, Side.Bank, FortyFive), Holds(40, 0, 45, 0), Commits(0, 45), Owes(Owing.Bank, DealStep.Approval, Day20));
        Countered.When(Accept(2, quotaLeft: 4.99m), Officer).Refused(
            RefusalKind.Rule, "offer.exceeds_quota", ("quotaLeftCny", 4_990_000m), ("heldCny", 40_000_000m), ("lineCny", 45_000_000m));
    }

    [Fact]
    public void Accepting_agrees_on_line_term_and_rate()
    {
        var agreed = Live(Offered.When(Accept(1), Owner).Then(Agreeing));
        Assert.Equal((DealStage.Agreed, Forty, null), (agreed.Stage, agreed.Agreed, agreed.OnTheTable));
        Assert.Equal([OfferStatus.Accepted], agreed.Offers.Select(o => o.Status));
    }

    [Fact]
    public void Only_what_lies_on_the_table_is_accepted_or_withdrawn()
    {
        Countered.When(Accept(1), Owner)
            .Refused(RefusalKind.Rule, "offer.not_on_the_table", ("number", 1), ("status", OfferStatus.Superseded));
        Countered.When(Withdraw(1), Officer).Refused(RefusalKind.Rule, "offer.not_on_the_table", ("number", 1));
        Agreed.When(Accept(1), Owner)
            .Refused(RefusalKind.Rule, "offer.not_on_the_table", ("number", 1), ("status", OfferStatus.Accepted));
        Offered.When(Accept(2), Owner).Refused(RefusalKind.Unknown, "offer.unknown", ("number", 2));
        Countered.When(Accept(2), Owner).Refused(RefusalKind.Forbidden, "offer.your_own", ("number", 2));
        Countered.When(Withdraw(2), Officer).Refused(RefusalKind.Forbidden, "offer.not_yours", ("number", 2));
    }

    [Fact]
    public void A_withdrawn_offer_frees_the_hold_and_the_bank_owes_a_new_one()
    {
        IEvent<Deal>[] withdrawing = [new OfferWithdrawn(1, Side.Bank, "重报"), Holds(40, 0, 0, 0), Owes(Owing.Bank, DealStep.Offer, Day10)];
        var withdrawn = Live(Offered.When(Withdraw(1), Officer).Then(withdrawing));
        Assert.Equal((DealStage.DueDiligence, null), (withdrawn.Stage, withdrawn.OnTheTable));
        Countered.When(Withdraw(2), Owner)
            .Then(new OfferWithdrawn(2, Side.Enterprise, "重报"), Holds(40, 0, 0, 0), Owes(Owing.Bank, DealStep.Offer, Day10));

        var empty = Offered.And(withdrawing);
        empty.When(Offer(Thirty), Owner).Refused(RefusalKind.Rule, "offer.nothing_to_counter");
        empty.When(Accept(1), Owner).Refused(RefusalKind.Rule, "offer.not_on_the_table", ("status", OfferStatus.Withdrawn));
        empty.When(Offer(Thirty, quotaLeft: 30), Officer).Then(
            new OfferMade(2, Side.Bank, Terms(Thirty)), Holds(0, 0, 30, 0), Owes(Owing.Enterprise, DealStep.Acceptance, Day5));
    }

    [Fact]
    public void An_offer_can_be_accepted_through_its_last_day_in_Shanghai()
    {
        var lastDay = Today.AddDays(30);
        var lastHour = new DateTimeOffset(2026, 2, 14, 15, 59, 59, TimeSpan.Zero);
        Offered.When(Accept(1), Owner, lastHour).Then(
            [.. LateAnswer, new OfferAccepted(1, Side.Enterprise, Forty), Commits(0, 40), Owes(Owing.Bank, DealStep.Approval, new DateOnly(2026, 3, 13), lastDay)]);
        Offered.When(Accept(1), Owner, lastHour.AddSeconds(1))
            .Refused(RefusalKind.Rule, "offer.expired", ("validUntil", lastDay), ("today", lastDay.AddDays(1)));
    }

    [Fact]
    public void An_offer_is_valid_for_today_at_least()
    {
        Examined.When(Offer(Forty, validUntil: Today), Officer)
            .Then([new OfferMade(1, Side.Bank, Terms(Forty, Today)), .. Offering.Skip(1)]);
        foreach (var (scenario, by) in new[] { (Examined, Officer), (Offered, Owner) })
        {
            scenario.When(Offer(Forty, validUntil: Today.AddDays(-1)), by)
                .Refused(RefusalKind.Rule, "offer.valid_until_past", ("validUntil", Today.AddDays(-1)), ("today", Today));
        }
    }

    [Fact]
    public void An_offer_whose_last_day_is_over_is_off_the_table_and_holds_nothing()
    {
        var march = new DateTimeOffset(2026, 3, 2, 2, 0, 0, TimeSpan.Zero);
        var lapsing = new OfferLapsed(1, Side.Bank, new DateOnly(2026, 2, 14), new DateOnly(2026, 2, 15));
        foreach (var by in new[] { Officer, Owner })
            Offered.When(Withdraw(1), by, march).Refused(RefusalKind.Rule, "offer.expired", ("validUntil", new DateOnly(2026, 2, 14)));
        Offered.When(Offer(Thirty, validUntil: Today.AddDays(90)), Owner, march).Refused(RefusalKind.Rule, "offer.nothing_to_counter");

        // The bank's own time for a new offer began on the day the old one lapsed, and is over by two days.
        Offered.When(Offer(FortyFive, quotaLeft: 5, validUntil: Today.AddDays(90)), Officer, march).Then(
            [
                .. LateAnswer, lapsing, Holds(40, 0, 0, 0), Owes(Owing.Bank, DealStep.Offer, new DateOnly(2026, 2, 27), new DateOnly(2026, 2, 15)),
                new DeadlineReminded(Owing.Bank, DealStep.Offer, new DateOnly(2026, 2, 27), new DateOnly(2026, 2, 26)),
                new LimitMissed(Owing.Bank, DealStep.Offer, new DateOnly(2026, 2, 27), new DateOnly(2026, 2, 28)),
                new OfferMade(2, Side.Bank, Terms(FortyFive, Today.AddDays(90))), Holds(0, 0, 45, 0),
                Owes(Owing.Enterprise, DealStep.Acceptance, new DateOnly(2026, 3, 9), new DateOnly(2026, 3, 2)),
            ]);
    }

    /// <summary>What time records while the enterprise does not answer the first offer.</summary>
    private static readonly IEvent<Deal>[] LateAnswer =
    [
        new DeadlineReminded(Owing.Enterprise, DealStep.Acceptance, Day5, new DateOnly(2026, 1, 21)),
        new LimitMissed(Owing.Enterprise, DealStep.Acceptance, Day5, new DateOnly(2026, 1, 23)),
        new LimitEscalated(Owing.Enterprise, DealStep.Acceptance, Day5, new DateOnly(2026, 1, 27)),
    ];
}
