using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Shared;
using Xunit;
using static ClimateFinance.Domain.Tests.Pairings.PairingScene;
using static ClimateFinance.Domain.Tests.Some;

namespace ClimateFinance.Domain.Tests.Pairings;

public sealed class PairingSpec
{
    private static readonly Caller[] Strangers = [OtherOwner, OtherOfficer, Impostor, BankImpostor, FarBureau, NoRegion, Some.Operator];

    private static Scenario<Pairing> EnterpriseWaits => Spec.Given<Pairing>(WasProposed, EnterpriseInterested);

    /// <summary>The bank holds a slot and waits for the enterprise.</summary>
    private static Scenario<Pairing> BankWaits => Spec.Given<Pairing>(WasProposed, BankInterested, TookSlot);

    /// <summary>The bank waits in line for a slot, the enterprise has said nothing.</summary>
    private static Scenario<Pairing> InLine => Spec.Given<Pairing>(WasProposed, BankInterested);

    /// <summary>Both are interested, and the bank waits in line for a slot.</summary>
    private static Scenario<Pairing> BothInLine => Spec.Given<Pairing>(WasProposed, EnterpriseInterested, BankInterested);

    [Fact]
    public void One_side_alone_waits_for_the_other()
    {
        var enterprise = Assert.IsType<Pairing.Open>(Proposed.When(Interest(), Owner).Then(EnterpriseInterested));
        Assert.Equal((true, false), (enterprise.EnterpriseInterested, enterprise.BankInterested));
        var bank = Assert.IsType<Pairing.Open>(Proposed.When(Interest(), Officer).Then(BankInterested, TookSlot));
        Assert.Equal((false, true, true), (bank.EnterpriseInterested, bank.BankInterested, bank.HasSlot));
    }

    [Fact]
    public void With_the_second_side_it_is_mutual_and_names_the_deal()
    {
        var mutual = Assert.IsType<Pairing.Mutual>(BankWaits.When(Interest(), Owner).Then(EnterpriseInterested, BecameMutual));
        Assert.Equal(FirstDeal, mutual.Deal);
        Assert.IsType<Pairing.Mutual>(EnterpriseWaits.When(Interest(), Officer).Then(BankInterested, TookSlot, BecameMutual));
    }

    [Fact]
    public void A_side_says_it_once()
    {
        EnterpriseWaits.When(Interest(), Owner).Refused(RefusalKind.Rule, "pairing.interest_stated_already");
        BankWaits.When(Interest(), Officer).Refused(RefusalKind.Rule, "pairing.interest_stated_already");
        foreach (var by in new[] { Owner, Officer, Bureau, Some.System })
            Mutual.When(Interest(Assembly), by).Refused(RefusalKind.Rule, "pairing.mutual_already");
    }

    [Fact]
    public void At_a_meeting_the_bureau_says_it_for_whoever_has_not()
    {
        Assert.IsType<Pairing.Mutual>(Proposed.When(Interest(Assembly), Bureau).Then(EnterpriseInterested, BankInterested, TookSlot, BecameMutual));
        Assert.IsType<Pairing.Mutual>(EnterpriseWaits.When(Interest(Assembly), Bureau).Then(BankInterested, TookSlot, BecameMutual));
        Assert.IsType<Pairing.Mutual>(BankWaits.When(Interest(Assembly), Bureau).Then(EnterpriseInterested, BecameMutual));
    }

    [Fact]
    public void A_meeting_lets_a_party_speak_for_itself_only()
    {
        Proposed.When(Interest(Assembly), Owner).Then(EnterpriseInterested);
        Proposed.When(Interest(Assembly), Officer).Then(BankInterested, TookSlot);
    }

    [Fact]
    public void Neither_a_bureau_without_a_meeting_nor_the_marketplace_has_a_side()
    {
        foreach (var scenario in new[] { Proposed, EnterpriseWaits, BankWaits })
        {
            scenario.When(Interest(), Bureau).Refused(RefusalKind.Forbidden, "pairing.not_your_side");
            scenario.When(Interest(), Some.System).Refused(RefusalKind.Forbidden, "pairing.not_your_side");
            scenario.When(Interest(Assembly), Some.System).Refused(RefusalKind.Forbidden, "pairing.not_your_side");
        }
    }

    [Fact]
    public void Interest_needs_a_live_need_and_a_live_product()
    {
        foreach (var (scenario, by) in new[] { (Proposed, Owner), (Proposed, Officer), (EnterpriseWaits, Officer), (Proposed, Bureau) })
        {
            scenario.When(Interest(Assembly) with { NeedLive = false }, by).Refused(RefusalKind.Rule, "need.not_open");
            scenario.When(Interest(Assembly) with { ProductLive = false }, by).Refused(RefusalKind.Rule, "product.not_on_the_market");
        }
    }

    [Fact]
    public void Without_a_free_slot_a_claim_waits_in_line_whatever_the_enterprise_wants()
    {
        var last = Interest() with { BanksInContact = 2 };
        foreach (var none in new[] { last with { BanksInContact = 3 }, last with { BanksInContact = 4 }, last with { OthersWait = true } })
        {
            Assert.False(none.SlotFree);
            Proposed.When(none, Officer).Then(BankInterested);
            var waiting = Assert.IsType<Pairing.Open>(EnterpriseWaits.When(none, Officer).Then(BankInterested));
            Assert.Equal((true, true, false), (waiting.EnterpriseInterested, waiting.BankInterested, waiting.HasSlot));
            InLine.When(none, Owner).Then(EnterpriseInterested);

            // Who has a slot has it, however many others do.
            BankWaits.When(none, Owner).Then(EnterpriseInterested, BecameMutual);
        }

        EnterpriseWaits.When(last, Officer).Then(BankInterested, TookSlot, BecameMutual);
        InLine.When(last, Owner).Then(EnterpriseInterested, TookSlot, BecameMutual);
    }

    [Fact]
    public void A_bank_in_contact_shares_its_slot_among_its_claims()
    {
        var full = Interest() with { BanksInContact = 3, OthersWait = true, InContact = true };
        Proposed.When(full, Officer).Then(BankInterested, TookSlot);
        EnterpriseWaits.When(full, Officer).Then(BankInterested, TookSlot, BecameMutual);
    }

    [Fact]
    public void What_a_meeting_agreed_does_not_wait_in_line()
    {
        var full = Interest(Assembly) with { BanksInContact = 3 };
        foreach (var scenario in new[] { Proposed, EnterpriseWaits, InLine, BothInLine })
        {
            scenario.When(full, Bureau).Refused(RefusalKind.Rule, "need.slots_full", ("slots", 3), ("inContact", 3));
            scenario.When(full with { BanksInContact = 2, OthersWait = true }, Bureau).Refused(RefusalKind.Rule, "need.slots_full");
        }

        BankWaits.When(full, Bureau).Then(EnterpriseInterested, BecameMutual);
        BothInLine.When(Interest(Assembly), Bureau).Then(TookSlot, BecameMutual);
    }

    [Fact]
    public void A_slot_that_frees_is_given_to_who_waits_and_opens_the_deal_when_the_enterprise_wants_it_too()
    {
        var grant = new GrantSlot(Interest());
        var moved = Assert.IsType<Pairing.Open>(InLine.When(grant, Some.System).Then(TookSlot));
        Assert.True(moved.HasSlot);
        Assert.IsType<Pairing.Mutual>(BothInLine.When(grant, Some.System).Then(TookSlot, BecameMutual));

        foreach (var scenario in new[] { Proposed, EnterpriseWaits, BankWaits }) scenario.When(grant, Some.System).Refused(RefusalKind.Rule, "pairing.not_waiting");
        foreach (var by in new[] { Owner, Officer, Bureau }) InLine.When(grant, by).Refused(RefusalKind.Rule, "pairing.wrong_state");
        InLine.When(new GrantSlot(Interest() with { NeedLive = false }), Some.System).Refused(RefusalKind.Rule, "need.not_open");
        InLine.When(new GrantSlot(Interest() with { ProductLive = false }), Some.System).Refused(RefusalKind.Rule, "product.not_on_the_market");
        InLine.When(new GrantSlot(Interest() with { BanksInContact = 3 }), Some.System).Refused(RefusalKind.Rule, "need.slots_full", ("slots", 3), ("inContact", 3));
        InLine.When(new GrantSlot(Interest() with { OthersWait = true }), Some.System).Refused(RefusalKind.Rule, "need.slots_full");
    }

    [Fact]
    public void A_history_from_before_there_were_lines_reads_on()
    {
        var mutual = Spec.Given<Pairing>(WasProposed, BankInterested, EnterpriseInterested, BecameMutual);
        Assert.Equal(FirstDeal, Assert.IsType<Pairing.Mutual>(mutual.State).Deal);
        Assert.Throws<UnknownEventException>(() => Spec.Given<Pairing>(WasProposed, TookSlot));
    }

    [Fact]
    public void Either_side_declines_with_any_coded_reason()
    {
        Assert.NotEmpty(DeclineReasons.All);
        foreach (var code in DeclineReasons.All)
        {
            var over = Assert.IsType<Pairing.Over>(
                Proposed.When(new DeclinePairing(code, "说明"), Owner).Then(new PairingDeclined(Pair, Side.Enterprise, code, "说明")));
            Assert.Equal(code, over.Why);
            EnterpriseWaits.When(new DeclinePairing(code, "说明"), Officer).Then(new PairingDeclined(Pair, Side.Bank, code, "说明"));
        }
    }

    [Fact]
    public void A_decline_needs_a_known_reason_and_another_reason_needs_words()
    {
        Proposed.When(new DeclinePairing("term", null), Owner).Then(new PairingDeclined(Pair, Side.Enterprise, "term", null));
        foreach (var words in new[] { null, "", "  " })
            Proposed.When(new DeclinePairing("other", words), Owner).Refused(RefusalKind.Shape, "reason.words_missing", ("given", "other"));
        foreach (var code in new[] { "Term", "", "because" })
            Proposed.When(new DeclinePairing(code, "说明"), Officer).Refused(RefusalKind.Shape, "reason.unknown", ("given", code));
    }

    [Fact]
    public void Nobody_declines_for_a_side()
    {
        foreach (var by in new[] { Bureau, Some.System })
            Proposed.When(new DeclinePairing("term", null), by).Refused(RefusalKind.Forbidden, "pairing.not_your_side");
    }

    [Fact]
    public void Only_the_marketplace_supersedes_it()
    {
        foreach (var scenario in new[] { Proposed, EnterpriseWaits, BankWaits })
        {
            var over = Assert.IsType<Pairing.Over>(
                scenario.When(new SupersedePairing("needRevised"), Some.System).Then(new PairingSuperseded(Pair, "needRevised")));
            Assert.Equal("needRevised", over.Why);
            foreach (var by in new[] { Owner, Officer, Bureau })
                scenario.When(new SupersedePairing("needRevised"), by).Refused(RefusalKind.Rule, "pairing.wrong_state");
        }
    }

    [Fact]
    public void What_is_over_stays_over_and_what_is_mutual_goes_on_as_a_deal()
    {
        foreach (var by in new[] { Owner, Officer, Bureau, Some.System })
        {
            foreach (var scenario in new[] { Declined, Superseded })
            {
                foreach (var move in Moves())
                {
                    scenario.When(move, by)
                        .Refused(RefusalKind.Rule, "pairing.wrong_state", ("state", "Over"), ("move", move.GetType().Name));
                }
            }

            foreach (var move in Moves().Where(m => m is not ExpressInterest))
                Mutual.When(move, by).Refused(RefusalKind.Rule, "pairing.wrong_state", ("state", "Mutual"), ("move", move.GetType().Name));
        }
    }

    [Fact]
    public void Strangers_do_not_learn_that_it_exists()
    {
        foreach (var move in Moves())
        {
            foreach (var by in Strangers)
            {
                foreach (var scenario in new[] { Proposed, EnterpriseWaits, BankWaits, Mutual, Declined, Superseded })
                    scenario.When(move, by).Refused(RefusalKind.Unknown, "pairing.unknown");
            }

            foreach (var by in new[] { Owner, Officer, Bureau, Some.System })
                Unborn.When(move, by).Refused(RefusalKind.Unknown, "pairing.unknown");
        }
    }

    [Fact]
    public void What_it_stands_on_stays_known()
    {
        Assert.Null(Unborn.State.Ground);
        foreach (var scenario in new[] { Proposed, Mutual, Declined, Superseded }) Assert.Same(WasProposed, scenario.State.Ground);
    }

    [Fact]
    public void A_fact_out_of_place_is_a_broken_history()
    {
        Assert.Throws<UnknownEventException>(() => Spec.Given<Pairing>(EnterpriseInterested));
        Assert.Throws<UnknownEventException>(() => Spec.Given<Pairing>(WasProposed, WasProposed));
        Assert.Throws<UnknownEventException>(() => new Scenario<Pairing>(Pairing.Evolve(Mutual.State, BankInterested)));
    }

    private static ICommand<Pairing>[] Moves() =>
        [Interest(Assembly), new DeclinePairing("term", null), new SupersedePairing("needRevised")];
}
