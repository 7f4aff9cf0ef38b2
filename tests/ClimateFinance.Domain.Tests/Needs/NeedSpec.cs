using ClimateFinance.Domain.Needs;
using ClimateFinance.Domain.Shared;
using Xunit;
using static ClimateFinance.Domain.Tests.Some;

namespace ClimateFinance.Domain.Tests.Needs;

public sealed class NeedSpec
{
    private static readonly NeedSheet Less = Some.NeedSheet() with { Amount = new Cny(45_000_000m) };
    private static readonly NeedDrafted WasDrafted = new(Loan, Steelworks, Wuan, Some.NeedSheet(), Illustrative: true);
    private static readonly NeedPublished WasPublished = new(Loan, Steelworks, 1, Some.NeedSheet(), Today);
    private static readonly NeedRevised WasRevised = new(Loan, Less);
    private static readonly NeedWentStale WentStale = new(Loan, Today, Today.AddDays(90));
    private static readonly NeedFunded PartlyFunded = new(Loan, FirstDeal, new Cny(20_000_000m), new Cny(20_000_000m), InFull: false);

    private static readonly PublishNeed Publish = new(EnterpriseVerified: true, Some.NeedProject());
    private static readonly MarkNeedStale MarkStale = new(StaleAfterDays: 90);
    private static readonly LapseNeed Lapse = new(AfterStaleDays: 14, InDeal: false);
    private static readonly RecordNeedFunding Fund = new(FirstDeal, new Cny(20_000_000m));
    private static readonly WithdrawNeed Withdraw = new("不再需要");

    private static Scenario<Need> Unborn => Spec.Given<Need>();

    private static Scenario<Need> Draft => Spec.Given<Need>(WasDrafted);

    private static Scenario<Need> Published => Spec.Given<Need>(WasDrafted, WasPublished);

    private static Scenario<Need> Revised => Spec.Given<Need>(WasDrafted, WasPublished, WasRevised);

    private static Scenario<Need> Stale => Spec.Given<Need>(WasDrafted, WasPublished, WentStale);

    private static Scenario<Need> Ended(string state) => Spec.Given<Need>([WasDrafted, WasPublished, .. state switch
    {
        "Withdrawn" => new IEvent<Need>[] { new NeedWithdrawn(Loan, "不再需要") },
        "Lapsed" => [WentStale, new NeedLapsed(Loan)],
        "Funded" => [new NeedFunded(Loan, FirstDeal, new Cny(50_000_000m), new Cny(50_000_000m), InFull: true)],
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    }]);

    private static DateTimeOffset In(int days) => Some.Now.AddDays(days);

    [Fact]
    public void An_enterprise_drafts_its_own_need()
    {
        var draft = new DraftNeed(Loan, Steelworks, Wuan, Some.NeedSheet(), Illustrative: true);
        Assert.True(Assert.IsType<Need.Draft>(Unborn.When(draft, Owner).Then(WasDrafted)).File.Illustrative);
        foreach (var by in new[] { OtherOwner, Officer, Impostor, Bureau, Some.Operator, Some.System })
            Unborn.When(draft, by).Refused(RefusalKind.Forbidden, "need.not_yours");
        Published.When(draft, Owner).Refused(RefusalKind.Rule, "need.exists_already");
    }

    [Fact]
    public void A_draft_is_revised_and_published_as_revision_1()
    {
        var revised = Draft.When(new ReviseNeed(Less), Owner).Then(WasRevised);
        var published = new Scenario<Need>(revised).When(Publish, Owner).Then(WasPublished with { Sheet = Less });
        var now = Assert.IsType<Need.Published>(published);
        Assert.Equal((1, Less, null, Today, null), (now.Revision, now.Sheet, now.Next, now.ConfirmedOn, now.StaleOn));
    }

    [Fact]
    public void A_published_revision_is_immutable_until_the_next_one_is_published()
    {
        var revised = Assert.IsType<Need.Published>(Published.When(new ReviseNeed(Less), Owner).Then(WasRevised));
        Assert.Equal((Some.NeedSheet().Amount, Less), (revised.Sheet.Amount, revised.Next));

        var next = Assert.IsType<Need.Published>(new Scenario<Need>(revised).When(Publish, Owner, In(3)).Then(
            new NeedPublished(Loan, Steelworks, 2, Less, Today.AddDays(3))));
        Assert.Equal((2, Less, null, Today.AddDays(3)), (next.Revision, next.Sheet, next.Next, next.ConfirmedOn));
        Published.When(Publish, Owner).Refused(RefusalKind.Rule, "need.nothing_to_publish");
    }

    [Fact]
    public void A_reconfirmation_resets_the_clock()
    {
        foreach (var scenario in new[] { Published, Stale })
        {
            var state = scenario.When(new ReconfirmNeed(), Owner, In(95)).Then(new NeedReconfirmed(Loan, Today.AddDays(95)));
            var now = Assert.IsType<Need.Published>(state);
            Assert.Equal((Today.AddDays(95), null), (now.ConfirmedOn, now.StaleOn));
        }
    }

    [Fact]
    public void It_goes_stale_after_the_policys_days_and_not_before()
    {
        Published.When(MarkStale, Some.System, In(89)).Refused(
            RefusalKind.Rule, "need.not_stale_yet", ("staleFrom", Today.AddDays(90)), ("today", Today.AddDays(89)));
        var state = Published.When(MarkStale, Some.System, In(90)).Then(WentStale);
        Assert.Equal(Today.AddDays(90), Assert.IsType<Need.Published>(state).StaleOn);
        Stale.When(MarkStale, Some.System, In(200)).Refused(RefusalKind.Rule, "need.stale_already", ("staleOn", Today.AddDays(90)));
    }

    [Fact]
    public void A_stale_need_lapses_after_its_grace_unless_a_deal_stands_on_it()
    {
        Published.When(Lapse, Some.System, In(500)).Refused(RefusalKind.Rule, "need.not_stale_yet");
        Stale.When(Lapse, Some.System, In(103)).Refused(RefusalKind.Rule, "need.not_lapsed_yet", ("lapsesFrom", Today.AddDays(104)));
        Stale.When(Lapse with { InDeal = true }, Some.System, In(500)).Refused(RefusalKind.Rule, "need.in_deal");
        Assert.IsType<Need.Lapsed>(Stale.When(Lapse, Some.System, In(104)).Then(new NeedLapsed(Loan)));
    }

    [Fact]
    public void A_new_revision_is_fresh()
    {
        var state = Spec.Given<Need>(WasDrafted, WasPublished, WentStale, WasRevised).When(Publish, Owner, In(100))
            .Then(new NeedPublished(Loan, Steelworks, 2, Less, Today.AddDays(100)));
        Assert.Null(Assert.IsType<Need.Published>(state).StaleOn);
    }

    [Fact]
    public void Deals_fund_it_in_part_and_then_in_full()
    {
        var part = Published.When(Fund, Some.System).Then(PartlyFunded);
        Assert.Equal(new Cny(20_000_000m), Assert.IsType<Need.Published>(part).Funding.Amount);

        var full = new Scenario<Need>(part).When(new RecordNeedFunding(SecondDeal, new Cny(30_000_000m)), Some.System)
            .Then(new NeedFunded(Loan, SecondDeal, new Cny(30_000_000m), new Cny(50_000_000m), InFull: true));
        var funding = Assert.IsType<Need.Funded>(full).Funding;
        Assert.Equal(new Cny(50_000_000m), funding.Amount);
        Assert.Equal([FirstDeal, SecondDeal], funding.Deals);
    }

    [Fact]
    public void A_deal_funds_it_once() =>
        Spec.Given<Need>(WasDrafted, WasPublished, PartlyFunded).When(Fund, Some.System)
            .Refused(RefusalKind.Rule, "need.funding_recorded_already", ("deal", FirstDeal.Value));

    [Fact]
    public void Funding_survives_a_revision_and_a_withdrawal()
    {
        var revised = Spec.Given<Need>(WasDrafted, WasPublished, PartlyFunded, WasRevised, WasPublished with { Revision = 2, Sheet = Less });
        Assert.Equal(new Cny(20_000_000m), ((Need.Published)revised.State).Funding.Amount);
        var withdrawn = revised.When(Withdraw, Owner).Then(new NeedWithdrawn(Loan, "不再需要"));
        Assert.Equal(new Cny(20_000_000m), Assert.IsType<Need.Withdrawn>(withdrawn).Funding.Amount);
    }

    [Fact]
    public void It_is_withdrawn_with_a_reason()
    {
        foreach (var scenario in new[] { Draft, Published, Revised, Stale })
        {
            Assert.IsType<Need.Withdrawn>(scenario.When(Withdraw, Owner).Then(new NeedWithdrawn(Loan, "不再需要")));
            scenario.When(new WithdrawNeed(""), Owner).Refused(RefusalKind.Shape, "text.empty", ("field", "reason"));
        }
    }

    [Fact]
    public void A_draft_is_not_on_the_market_yet()
    {
        Draft.When(new ReconfirmNeed(), Owner)
            .Refused(RefusalKind.Rule, "need.wrong_state", ("state", "Draft"), ("move", nameof(ReconfirmNeed)));
        foreach (var move in new ICommand<Need>[] { MarkStale, Lapse, Fund })
            Draft.When(move, Some.System)
                .Refused(RefusalKind.Rule, "need.wrong_state", ("state", "Draft"), ("move", move.GetType().Name));
    }

    [Theory]
    [InlineData("Withdrawn")]
    [InlineData("Lapsed")]
    [InlineData("Funded")]
    public void Nothing_moves_after_the_end(string state)
    {
        foreach (var (move, by) in Moves())
            Ended(state).When(move, by).Refused(RefusalKind.Rule, "need.wrong_state", ("state", state), ("move", move.GetType().Name));
    }

    [Fact]
    public void Each_move_belongs_to_one_side_and_strangers_learn_nothing()
    {
        foreach (var scenario in new[] { Draft, Published, Ended("Lapsed") })
        {
            foreach (var (move, by) in Moves())
            {
                var code = by == Owner ? "need.not_yours" : "need.system_only";
                foreach (var wrong in new[] { Owner, Some.System, Bureau }.Where(w => w != by))
                    scenario.When(move, wrong).Refused(RefusalKind.Forbidden, code);
                foreach (var stranger in new[] { OtherOwner, Officer, Impostor, FarBureau, NoRegion, Some.Operator })
                    scenario.When(move, stranger).Refused(RefusalKind.Unknown, "need.unknown");
                Unborn.When(move, by).Refused(RefusalKind.Unknown, "need.unknown");
            }
        }
    }

    [Fact]
    public void A_fact_out_of_place_is_a_broken_history() =>
        Assert.Throws<UnknownEventException>(() => Spec.Given<Need>(WasDrafted, WentStale));

    private static IEnumerable<(ICommand<Need> Move, Caller By)> Moves() =>
    [
        (new ReviseNeed(Less), Owner), (Publish, Owner), (new ReconfirmNeed(), Owner), (Withdraw, Owner),
        (MarkStale, Some.System), (Lapse, Some.System), (Fund, Some.System),
    ];
}
