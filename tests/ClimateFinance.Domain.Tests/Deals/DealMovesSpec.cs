using ClimateFinance.Domain.Calendar;
using ClimateFinance.Domain.Deals;
using ClimateFinance.Domain.Shared;
using Xunit;
using static ClimateFinance.Domain.Tests.Deals.DealScene;
using static ClimateFinance.Domain.Tests.Some;

namespace ClimateFinance.Domain.Tests.Deals;

/// <summary>Whose move it is, at which stage: the whole table, and the whole way.</summary>
public sealed class DealMovesSpec
{
    private static readonly Caller[] Strangers = [OtherOwner, OtherOfficer, Impostor, BankImpostor, FarBureau, NoRegion, Some.Operator];

    /// <summary>The columns of the table.</summary>
    private static readonly Scenario<Deal>[] Stages = [Opened, Contacted, Examined, Offered, Agreed, Changed, Approved, Disputed, Signed, Drawing];

    private static readonly Dictionary<char, (RefusalKind Kind, string Code)> Refusals = new()
    {
        ['n'] = (RefusalKind.Forbidden, "deal.not_your_move"),
        ['s'] = (RefusalKind.Rule, "deal.wrong_stage"),
        ['d'] = (RefusalKind.Unknown, "documents.unknown_request"),
        ['c'] = (RefusalKind.Rule, "offer.nothing_to_counter"),
        ['u'] = (RefusalKind.Unknown, "offer.unknown"),
        ['t'] = (RefusalKind.Rule, "offer.not_on_the_table"),
        ['y'] = (RefusalKind.Forbidden, "offer.not_yours"),
        ['o'] = (RefusalKind.Forbidden, "offer.your_own"),
        ['a'] = (RefusalKind.Rule, "approval.nothing_to_answer"),
        ['w'] = (RefusalKind.Rule, "approval.not_answered"),
        ['x'] = (RefusalKind.Unknown, "drawdown.unknown"),
        ['f'] = (RefusalKind.Rule, "closure.nothing_drawn"),
        ['r'] = (RefusalKind.Rule, "closure.drawdown_unanswered"),
        ['i'] = (RefusalKind.Forbidden, "closure.not_your_outcome"),
    };

    private static readonly Dictionary<string, DealMove> Moves = new()
    {
        ["visit"] = Visit(),
        ["ask"] = Ask("ledger"),
        ["provide"] = Provide(1, Ledger),
        ["examine"] = Examine(),
        ["offer"] = Offer(Thirty),
        ["withdraw"] = Withdraw(1),
        ["accept"] = Accept(1),
        ["approve"] = Approve(Forty),
        ["answer approval"] = AnswerApproval(accepted: true),
        ["sign"] = Sign(Word),
        ["draw"] = Draw(10),
        ["answer drawdown"] = AnswerDrawdown(1, confirmed: true),
        ["close funded"] = Close(DealOutcome.Funded),
        ["close refused"] = Close(DealOutcome.Refused, "rating", wouldHaveChanged: "更多抵押"),
        ["close withdrawn"] = Close(DealOutcome.Withdrawn, "foundElsewhere"),
        ["close lapsed"] = Close(DealOutcome.Lapsed, "notAnswered"),
        ["note"] = Note(),
    };

    // Stages: opened, contacted, due diligence done, offered, agreed, approved with a change, approved, disputed, signed, drawing.
    // One letter stands for all; + is allowed. The watchers are the bureau of the region and the marketplace.
    [Theory]
    //                             bank          enterprise    watchers
    [InlineData("visit", /*     */ "+sssssssss", "n", "n", nameof(ContactMade))]
    [InlineData("ask", /*       */ "s++sssssss", "n", "n", nameof(DocumentsRequested))]
    [InlineData("provide", /*   */ "n", "d", "n", "")]
    [InlineData("examine", /*   */ "s+ssssssss", "n", "n", nameof(DueDiligenceCompleted))]
    [InlineData("offer", /*     */ "ss++ssssss", "ssc+ssssss", "n", nameof(OfferMade))]
    [InlineData("withdraw", /*  */ "uuu+tttttt", "uuuytttttt", "n", nameof(OfferWithdrawn))]
    [InlineData("accept", /*    */ "uuuotttttt", "uuu+tttttt", "n", nameof(OfferAccepted))]
    [InlineData("approve", /*   */ "ssss+sssss", "n", "n", nameof(CreditApproved))]
    [InlineData("answer approval", "n", "aaaaa+aaaa", "n", nameof(ApprovalAccepted))]
    [InlineData("sign", /*      */ "sssssw++ss", "sssssw++ss", "n", nameof(SignatureConfirmed))]
    [InlineData("draw", /*      */ "ssssssss++", "n", "n", nameof(DrawdownReported))]
    [InlineData("answer drawdown", "n", "xxxxxxxxx+", "n", nameof(DrawdownConfirmed))]
    [InlineData("close funded", "fffffffffr", "fffffffffr", "fffffffffr", "")]
    [InlineData("close refused", "+++++++++r", "i", "+++++++++r", nameof(DealClosed))]
    [InlineData("close withdrawn", "i", "+++++++++r", "+++++++++r", nameof(DealClosed))]
    [InlineData("close lapsed", "i", "i", "+++++++++r", nameof(DealClosed))]
    [InlineData("note", "+", "+", "+", nameof(DealNoted))]
    public void Every_move_at_every_stage_by_everybody(string name, string bank, string enterprise, string watchers, string fact)
    {
        foreach (var (by, row) in new[] { (Officer, bank), (Owner, enterprise), (Bureau, watchers), (Some.System, watchers) })
        {
            Assert.Contains(row.Length, new[] { 1, Stages.Length });
            for (var i = 0; i < Stages.Length; i++)
            {
                var outcome = Stages[i].When(Moves[name], by);
                var expected = row[row.Length == 1 ? 0 : i];
                if (expected == '+')
                {
                    Assert.True(outcome.Decision.Refusal is null, $"{name} by {by.Actor} at {i}: {outcome.Decision.Refusal?.Code}");
                    Assert.Equal(fact, outcome.Decision.Events[0].GetType().Name);
                }
                else
                {
                    outcome.Refused(Refusals[expected].Kind, Refusals[expected].Code);
                }
            }
        }
    }

    [Fact]
    public void A_closed_deal_takes_nothing_but_notes()
    {
        foreach (var (name, move) in Moves)
        {
            foreach (var by in new[] { Officer, Owner, Bureau, Some.System })
            {
                if (name == "note") Assert.IsType<Deal.Closed>(Closed.When(move, by).Then(new DealNoted("备注")));
                else Closed.When(move, by).Refused(RefusalKind.Rule, "deal.closed_already");
            }
        }
    }

    [Fact]
    public void Strangers_do_not_learn_that_it_exists()
    {
        foreach (var move in Moves.Values)
        {
            foreach (var by in Strangers)
            {
                foreach (var scenario in Stages.Append(Closed)) scenario.When(move, by).Refused(RefusalKind.Unknown, "deal.unknown");
            }

            foreach (var by in new[] { Officer, Owner, Bureau, Some.System }) Unopened.When(move, by).Refused(RefusalKind.Unknown, "deal.unknown");
        }
    }

    [Fact]
    public void It_opens_once_with_the_bank_to_make_contact()
    {
        var live = Live(Unopened.When(Open(), Owner).Then(Opening));
        Assert.Equal((DealStage.Opened, QuotaHold.None), (live.Stage, live.Held));
        foreach (var scenario in Stages.Append(Closed)) scenario.When(Open(), Owner).Refused(RefusalKind.Rule, "deal.exists_already");
    }

    [Fact]
    public void A_deadline_in_a_year_without_a_notice_is_provisional()
    {
        var unknownYear = Clock with { Calendar = new WorkingDayCalendar([]) };
        Unopened.When(new OpenDeal(OurFile, unknownYear), Owner).Then(
            new DealOpened(OurFile), new DeadlineSet(new Deadline(Owing.Bank, DealStep.Contact, Today, Day5, Provisional: true, 5)));
    }

    [Fact]
    public void The_whole_way_from_contact_to_the_last_yuan()
    {
        Opened.When(Visit(), Officer).Then(Visiting);
        Contacted.When(Examine(), Officer).Then(Examining);
        Examined.When(Offer(Forty), Officer).Then(Offering);
        Offered.When(Offer(FortyFive), Owner).Then(Countering);
        Offered.When(Accept(1), Owner).Then(Agreeing);
        Agreed.When(Approve(Forty), Officer).Then(Approving);
        Approved.When(Sign(Word), Officer).Then(BankSigning);
        BankSigned.When(Sign(Word), Owner).Then(Signing);
        Signed.When(Draw(15), Officer).Then(Drawing1);
        Drawing.When(AnswerDrawdown(1, confirmed: true), Owner).Then(Confirming1);
        var closed = Assert.IsType<Deal.Closed>(Drawn.When(Close(DealOutcome.Funded), Officer).Then(Closing));
        Assert.Equal((DealOutcome.Funded, Million(15), null), (closed.Outcome, closed.Held.Used, closed.Next));
    }

    [Fact]
    public void A_visit_lies_not_in_the_future()
    {
        Opened.When(Visit(Today.AddDays(-3)), Officer)
            .Then(new ContactMade(Manager, Today.AddDays(-3), "现场走访"), Owes(Owing.Bank, DealStep.DueDiligence, Day15));
        Opened.When(Visit(Today.AddDays(1)), Officer)
            .Refused(RefusalKind.Rule, "contact.in_the_future", ("visitedOn", Today.AddDays(1)), ("today", Today));
    }

    [Fact]
    public void A_wrong_stage_names_the_stages_that_are_right()
    {
        Opened.When(Offer(Forty), Officer)
            .Refused(RefusalKind.Rule, "deal.wrong_stage", ("stage", DealStage.Opened), ("needed", "dueDiligence, offered"));
        Opened.When(Draw(1), Owner).Refused(RefusalKind.Forbidden, "deal.not_your_move", ("owner", "bank"));
        Opened.When(Provide(1), Officer).Refused(RefusalKind.Forbidden, "deal.not_your_move", ("owner", "enterprise"));
        Opened.When(Offer(Forty), Bureau).Refused(RefusalKind.Forbidden, "deal.not_your_move", ("owner", "party"));
    }

    [Fact]
    public void A_fact_out_of_place_is_a_broken_history()
    {
        Assert.Throws<UnknownEventException>(() => Spec.Given<Deal>(Visiting));
        Assert.Throws<UnknownEventException>(() => Closed.And(Visiting));
        Assert.Throws<UnknownEventException>(() => Opened.And(Opening));
        Assert.Throws<UnknownEventException>(() => Unopened.And(new DealNoted("备注")));
    }
}
