using ClimateFinance.Domain.Deals;
using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Shared;
using Xunit;
using static ClimateFinance.Domain.Tests.Deals.DealScene;
using static ClimateFinance.Domain.Tests.Some;

namespace ClimateFinance.Domain.Tests.Deals;

/// <summary>While the enterprise owes papers, the bank's clock stands still.</summary>
public sealed class DealDocumentsSpec
{
    // Asked on Monday 19 January, 13 working days before the bank's due diligence is due on 5 February.
    private static readonly DateOnly Asked = new(2026, 1, 19);
    private static readonly DateOnly PapersDue = new(2026, 2, 2);

    private static readonly IEvent<Deal>[] Asking =
        [new DocumentsRequested(1, ["ledger", "permit"]), Owes(Owing.Enterprise, DealStep.Documents, PapersDue, Asked)];

    private static Scenario<Deal> Waiting => Contacted.And(Asking);

    [Fact]
    public void Asking_hands_the_clock_to_the_enterprise()
    {
        var live = Live(Contacted.When(Ask("ledger", "permit"), Officer, On(Asked)).Then(Asking));
        Assert.True(live.DocumentsOwed);
        Assert.Equal((Day15, Asked), (live.Paused?.DueOn, live.PausedOn));
    }

    [Fact]
    public void Providing_gives_the_bank_the_days_it_had_left()
    {
        var provided = new DateOnly(2026, 1, 28);
        var live = Live(Waiting.When(Provide(1, Permit, Ledger), Owner, On(provided)).Then(
            new DocumentsProvided(1, [Permit, Ledger]),
            Owes(Owing.Bank, DealStep.DueDiligence, new DateOnly(2026, 2, 16), provided)));
        Assert.False(live.DocumentsOwed);
        Assert.Equal((null, null), (live.Paused, live.PausedOn));
    }

    [Fact]
    public void A_clock_that_had_run_out_resumes_with_one_day()
    {
        var (late, next) = (new DateOnly(2026, 2, 9), new DateOnly(2026, 2, 10));
        Contacted.And(new DocumentsRequested(1, ["ledger"]), Owes(Owing.Enterprise, DealStep.Documents, new DateOnly(2026, 2, 23), late))
            .When(Provide(1, Ledger), Owner, On(next))
            .Then(new DocumentsProvided(1, [Ledger]), Owes(Owing.Bank, DealStep.DueDiligence, new DateOnly(2026, 2, 11), next));
    }

    [Fact]
    public void A_second_request_neither_moves_the_deadline_nor_forgets_the_bank_s_clock()
    {
        var later = Asked.AddDays(2);
        var twice = Waiting.When(Ask("audit"), Officer, On(later)).Then(new DocumentsRequested(2, ["audit"]));
        var once = new Scenario<Deal>(twice).When(Provide(1, Ledger, Permit), Owner, On(later)).Then(new DocumentsProvided(1, [Ledger, Permit]));
        var audit = new ProvidedDocument("audit", "审计.pdf", new string('c', 64));
        new Scenario<Deal>(once).When(Provide(2, audit), Owner, On(later)).Then(
            new DocumentsProvided(2, [audit]), Owes(Owing.Bank, DealStep.DueDiligence, new DateOnly(2026, 2, 9), later));
    }

    [Fact]
    public void After_due_diligence_the_clock_of_the_offer_pauses()
    {
        var asked = Examined.When(Ask("ledger"), Officer).Then(
            new DocumentsRequested(1, ["ledger"]), Owes(Owing.Enterprise, DealStep.Documents, Day10));
        new Scenario<Deal>(asked).When(Provide(1, Ledger), Owner, On(Day5)).Then(
            new DocumentsProvided(1, [Ledger]), Owes(Owing.Bank, DealStep.Offer, Day15, Day5));
    }

    [Fact]
    public void The_bank_may_offer_without_waiting_and_the_enterprise_then_owes_its_answer()
    {
        var waiting = Examined.And(new DocumentsRequested(1, ["ledger"]), Owes(Owing.Enterprise, DealStep.Documents, Day10));
        var offered = waiting.When(Offer(Forty), Officer).Then(
            new OfferMade(1, Side.Bank, Terms(Forty)), Holds(0, 0, 40, 0), Owes(Owing.Enterprise, DealStep.Acceptance, Day5));
        new Scenario<Deal>(offered).When(Provide(1, Ledger), Owner, On(Day5.AddDays(-1))).Then(new DocumentsProvided(1, [Ledger]));
    }

    [Fact]
    public void Due_diligence_waits_for_the_papers() =>
        Waiting.When(Examine(), Officer).Refused(RefusalKind.Rule, "documents.still_owed");

    [Fact]
    public void All_kinds_that_were_asked_for_are_needed_once()
    {
        Waiting.When(Provide(1, Ledger), Owner).Refused(RefusalKind.Rule, "documents.incomplete", ("missing", "permit"));
        Waiting.When(Provide(1), Owner).Refused(RefusalKind.Rule, "documents.incomplete", ("missing", "ledger, permit"));
        Waiting.When(Provide(2, Ledger, Permit), Owner).Refused(RefusalKind.Unknown, "documents.unknown_request", ("number", 2));
        Waiting.And(new DocumentsProvided(1, [Ledger, Permit])).When(Provide(1, Ledger, Permit), Owner)
            .Refused(RefusalKind.Rule, "documents.provided_already", ("number", 1));
    }

    [Fact]
    public void A_deal_that_closes_while_papers_are_owed_owes_nothing_any_more()
    {
        var closed = Assert.IsType<Deal.Closed>(Waiting.When(Close(DealOutcome.Withdrawn, "projectCancelled"), Owner).Then(
            new DealClosed(DealOutcome.Withdrawn, "projectCancelled", null, null, Role.Enterprise), NothingOwed));
        Assert.Null(closed.Next);
    }

    private static DateTimeOffset On(DateOnly day) => Now.AddDays(day.DayNumber - Today.DayNumber);
}
