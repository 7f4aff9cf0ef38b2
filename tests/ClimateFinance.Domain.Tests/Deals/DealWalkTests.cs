using ClimateFinance.Domain.Deals;
using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Shared;
using FsCheck;
using FsCheck.Fluent;
using Xunit;
using static ClimateFinance.Domain.Tests.Deals.DealScene;
using static ClimateFinance.Domain.Tests.Some;

namespace ClimateFinance.Domain.Tests.Deals;

/// <summary>Whatever anybody does to a deal, these things hold after each accepted move.</summary>
public sealed class DealWalkTests
{
    private static readonly Caller[] Insiders = [Officer, Owner, Bureau, Some.System];

    [Fact]
    public void A_deal_keeps_its_promises_whatever_anybody_does()
    {
        var happened = new HashSet<Type>();
        var known = typeof(Deal).Assembly.GetTypes().Where(t => !t.IsAbstract && typeof(IEvent<Deal>).IsAssignableFrom(t)).ToHashSet();
        Assert.NotEmpty(known);

        // The rarest fact stays away from some four hundred walks by chance alone.
        for (var rounds = 0; rounds < 8 && (rounds == 0 || !known.SetEquals(happened)); rounds++)
            Check.One(Config.QuickThrowOnFailure.WithMaxTest(400), Prop.ForAll(DealWalk.Of(1, 150), throws => Walk(throws, happened)));
        Assert.Equal(known.Select(t => t.Name).Order(), happened.Select(t => t.Name).Order());
    }

    /// <summary>
    /// Four deals draw on one product and on one need, whose quota and amount are less than they want together. Each decision is told what is
    /// truly left, as the store tells it under the locks of both.
    /// </summary>
    [Fact]
    public void Deals_on_one_product_and_need_never_hold_more_than_its_quota_or_take_more_than_its_amount()
    {
        var quota = Million(100);
        var need = Million(70);
        var (refused, covered, most) = (0, 0, Cny.Zero);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(200), Prop.ForAll(DealWalk.Of(4, 300), Together));
        Assert.True(refused > 0, "The quota never stood in the way.");
        Assert.True(covered > 0, "The need was never covered by the others.");
        Assert.Equal(quota, most);

        void Together(Throw[] throws)
        {
            var (deals, at) = (Enumerable.Repeat(Opened.State, 4).ToArray(), Now);
            foreach (var dice in throws)
            {
                at = at.AddDays(dice.Days);
                var ground = new DealGround(quota - Held(deals), need - Committed(deals), true, true);
                var (move, by) = DealWalk.Read(dice, deals[dice.Deal], ground, ShanghaiTime.DateOf(at));
                var decision = Deal.Decide(deals[dice.Deal], move, new Circumstance(at, by));
                if (decision.Refusal?.Code == "offer.exceeds_quota") refused++;
                if (decision.Refusal?.Code == "need.covered_already") covered++;
                deals[dice.Deal] = decision.Events.Aggregate(deals[dice.Deal], Deal.Evolve);
                Assert.True(Held(deals) <= quota, $"{Held(deals)} held of {quota} after {move.GetType().Name}.");
                Assert.True(Committed(deals) <= need, $"{Committed(deals)} committed of {need} after {move.GetType().Name}.");
                if (Held(deals) > most) most = Held(deals);
            }
        }
    }

    private static void Walk(Throw[] throws, HashSet<Type> happened)
    {
        var (state, facts, at) = (Deal.Initial, new List<IEvent<Deal>>(), Now);
        foreach (var dice in throws.Prepend(new Throw(0, 14, Some.System, 1, 5, 0, 0, true)))
        {
            at = at.AddDays(dice.Days);
            var today = ShanghaiTime.DateOf(at);
            var (move, by) = DealWalk.Read(dice, state, Ground(dice.Left), today);
            var decision = Deal.Decide(state, move, new Circumstance(at, by));
            Assert.Equal(decision.Refusal is null, decision.Events.Count > 0);
            if (decision.Refusal is not null) continue;

            var before = state;
            state = decision.Events.Aggregate(state, Deal.Evolve);
            facts.AddRange(decision.Events);
            happened.UnionWith(decision.Events.Select(e => e.GetType()));

            if (before is not Deal.Unopened) Assert.Contains(by, Insiders);
            if (before is Deal.Closed) Assert.True(decision.Events[0] is DealNoted or DealReopened);
            Content(state.Content!);
            Hold(before, state, move, facts);
            Clocks(before, state, decision.Events, today);
        }

        Assert.Equal(DealWalk.Told(state), DealWalk.Told(facts.Aggregate(Deal.Initial, Deal.Evolve)));
    }

    private static void Content(Deal.Live deal)
    {
        Assert.Equal(deal.Stage == DealStage.Offered ? 1 : 0, deal.Offers.Count(o => o.Status == OfferStatus.Live));
        Assert.Equal(Enumerable.Range(1, deal.Offers.Count), deal.Offers.Select(o => o.Number));
        Assert.Equal(Enumerable.Range(1, deal.Drawdowns.Count), deal.Drawdowns.Select(d => d.Number));
        Assert.All(new[] { deal.Agreed, deal.Approved, deal.Signed }, credit => Assert.True(credit is null || credit.Line <= OurFile.Asked.Line));
        Assert.True(deal.DrawnConfirmed <= deal.Drawn);
        Assert.True(deal.Drawn <= (deal.Signed?.Line ?? Cny.Zero), $"{deal.Drawn} drawn of {deal.Signed}.");
        Assert.Equal(deal.Signed is not null, deal.Stage is DealStage.Signed or DealStage.Drawing);
        if (deal.Signed is not null) Assert.Equal(deal.Approved, deal.Signed);
    }

    private static void Hold(Deal before, Deal after, DealMove move, List<IEvent<Deal>> facts)
    {
        var (was, held) = (HeldBy(before), HeldBy(after));
        Assert.True(held.Reserved >= Cny.Zero && held.Used >= Cny.Zero);
        Assert.Equal(Expected(after), held);
        Assert.True(held.Total - was.Total <= Granted(move), $"{was} became {held} by {move}.");

        // The facts alone, read one after another, tell the same hold and have no gap.
        var changes = facts.OfType<QuotaHoldChanged>().ToArray();
        Assert.Equal(changes.Select(c => c.From), changes.Select(c => c.To).Prepend(QuotaHold.None).Take(changes.Length));
        Assert.Equal(held, changes.LastOrDefault()?.To ?? QuotaHold.None);
    }

    /// <summary>The rule as people say it: an offer, an agreement, an approval reserve; a contract uses; at the end what was drawn stays.</summary>
    private static QuotaHold Expected(Deal deal)
    {
        var it = deal.Content!;
        if (deal is Deal.Closed) return new QuotaHold(Cny.Zero, it.DrawnConfirmed);
        return it.Stage switch
        {
            DealStage.Opened or DealStage.Contacted or DealStage.DueDiligence => QuotaHold.None,
            DealStage.Offered => new QuotaHold(it.Offers.Last(o => o.By == Side.Bank).Terms.Credit.Line, Cny.Zero),
            DealStage.Agreed => new QuotaHold(it.Agreed!.Line, Cny.Zero),
            DealStage.Approved or DealStage.Disputed => new QuotaHold(it.Approved!.Line, Cny.Zero),
            DealStage.Signed or DealStage.Drawing => new QuotaHold(Cny.Zero, it.Signed!.Line),
            _ => throw new InvalidOperationException($"A live deal at {it.Stage}."),
        };
    }

    /// <summary>Somebody owes the next step exactly until the contract is signed or the deal is over, and no new deadline has passed already.</summary>
    private static void Clocks(Deal before, Deal after, IReadOnlyList<IEvent<Deal>> facts, DateOnly today)
    {
        var next = after is Deal.Closed closed ? closed.Next : after.Content!.Next;
        var running = after is Deal.Live { Stage: not (DealStage.Signed or DealStage.Drawing) };
        Assert.Equal(running, next is not null);
        if (after is Deal.Live live) Assert.Equal(live is { DocumentsOwed: true, Stage: DealStage.Contacted or DealStage.DueDiligence }, next?.Step == DealStep.Documents);

        var set = facts.OfType<DeadlineSet>().ToArray();
        foreach (var deadline in set.Select(s => s.Next).OfType<Deadline>())
        {
            Assert.True(deadline.DueOn > deadline.Since && deadline.Since <= today);
            Assert.Contains(
                new[] { Clock.Calendar, DealWalk.Replanned }, calendar => calendar.AddWorkingDays(deadline.Since, deadline.WorkingDays!.Value).Date == deadline.DueOn);
        }

        // What the clock records belongs to days in order, none of them yet to come, and each thing once for a deadline.
        var days = facts.Select(DayOf).OfType<DateOnly>().ToArray();
        Assert.Equal(days.Order(), days);
        Assert.All(days, day => Assert.True(day <= today));

        if (set.Length == 0 && before is Deal.Live kept) Assert.Equal(kept.Next, next);
    }

    private static DateOnly? DayOf(IEvent<Deal> happened) => happened switch
    {
        DeadlineReminded e => e.On,
        LimitMissed e => e.On,
        LimitEscalated e => e.On,
        OfferLapsed e => e.On,
        DealLapsed e => e.On,
        _ => null,
    };

    private static Cny Granted(DealMove move) => move switch
    {
        MakeOffer it => it.Ground.QuotaLeft,
        AcceptOffer it => it.Ground.QuotaLeft,
        ApproveCredit it => it.Ground.QuotaLeft,
        RetractAcceptance it => it.Ground.QuotaLeft,
        WithdrawApproval it => it.Ground.QuotaLeft,
        ReopenDeal it => it.Ground.QuotaLeft,
        _ => Cny.Zero,
    };

    private static QuotaHold HeldBy(Deal deal) => deal is Deal.Closed closed ? closed.Held : deal.Content?.Held ?? QuotaHold.None;

    private static Cny Committed(IEnumerable<Deal> deals) =>
        deals.Aggregate(Cny.Zero, (sum, deal) => sum + (deal is Deal.Closed closed ? closed.Committed : deal.Content?.Committed ?? Cny.Zero));

    private static Cny Held(IEnumerable<Deal> deals) => deals.Aggregate(Cny.Zero, (sum, deal) => sum + HeldBy(deal).Total);
}
