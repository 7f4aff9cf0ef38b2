using System.Data.Common;
using ClimateFinance.Api.Features.Matching;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Domain.Deals;
using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Pairings;

/// <summary>How a need and a product stand at the moment at which one side says that it is interested.</summary>
/// <param name="NeedRevision">The published revision.</param>
/// <param name="BanksInContact">Banks that hold a slot of the need.</param>
/// <param name="InContact">This bank is one of them.</param>
/// <param name="OthersWait">Another bank's claim waits before this one.</param>
internal sealed record InterestFacts(
    bool NeedLive, bool ProductLive, int NeedRevision, int ProductRevision, int BanksInContact, bool InContact, bool OthersWait);

/// <summary>
/// Interest, and what follows when it becomes mutual: the deal opens in the same transaction, or neither happens. Pairings and meetings both
/// come through here. Firm under racing writers: a need's slots hang on the one row that every claim which takes or frees one changes, and the
/// need and the product must still be on the market, in the revisions of the pairing, when the transaction ends.
/// </summary>
internal static class MutualInterest
{
    private const string Select =
        $"""
        select {MarketFacts.NeedLive}, {MarketFacts.ProductLive} and $1 between p.valid_from and p.valid_to, coalesce(n.revision, 0), coalesce(p.revision, 0), coalesce(l.banks, 0),
            exists (select from pairing h where h.need_id = n.id and h.bank_id = p.bank_id and h.slot = 'held')
        """;

    private const string Waits = "exists (select from pairing w where w.need_id = n.id and w.bank_id <> p.bank_id and w.slot = 'waiting'";

    private const string Joins =
        """
        join enterprise e on e.id = n.enterprise_id join bank b on b.id = p.bank_id left join need_line l on l.need_id = n.id
        """;

    /// <summary>The facts for a pairing that exists.</summary>
    public static RowsSlot<InterestFacts> FactsOf(CommandRun run, PairingId pairing) => run.Rows(FactsSql(pairing.Value, run.Rules.Today), Map);

    /// <summary>The same as a query of its own; see <see cref="Map"/>.</summary>
    public static Sql FactsSql(Guid pairing, DateOnly today) => new(
        $"""
        {Select}, {Waits} and (g.claimed_at is null or (w.claimed_at, w.id) < (g.claimed_at, g.id)))
        from pairing g join need n on n.id = g.need_id join product p on p.id = g.product_id {Joins} where g.id = $2
        """,
        today, pairing);

    /// <summary>The facts for a need and a product that are being paired in the same command.</summary>
    public static RowsSlot<InterestFacts> FactsOf(CommandRun run, NeedId need, ProductId product) => run.Rows(
        new Sql($"{Select}, {Waits}) from need n join product p on p.id = $3 {Joins} where n.id = $2", run.Rules.Today, need.Value, product.Value), Map);

    /// <summary>The caller's interest in a pairing that exists; opens <paramref name="deal"/> when that makes it mutual.</summary>
    /// <param name="meeting">The meeting at which both sides said so; the bureau that records it speaks for both.</param>
    public static Pairing Express(
        Work work, StreamSlot<Pairing> pairing, RowsSlot<InterestFacts> facts, DealId deal, Rulebook rules, MeetingId? meeting = null)
    {
        var now = FactsFor(facts);
        return Follow(work, work.Decide(pairing, Interest(deal, now, rules, meeting)), now, rules, meeting);
    }

    /// <summary>Begins a pairing with the caller's interest in it; opens <paramref name="deal"/> when that makes it mutual, as at a meeting.</summary>
    public static Pairing Begin(
        Work work, Domain.Pairings.ProposePairing proposal, RowsSlot<InterestFacts> facts, DealId deal, Rulebook rules)
    {
        var now = FactsFor(facts);
        return Follow(work, work.Begin(proposal.Pairing.Value, proposal, Interest(deal, now, rules, proposal.Meeting)), now, rules, proposal.Meeting);
    }

    private static Pairing Follow(Work work, Pairing after, InterestFacts facts, Rulebook rules, MeetingId? meeting)
    {
        if (work.Refusal is not null || after.Ground is not { } ground) return after;
        if (ground.Need.Revision != facts.NeedRevision || ground.Product.Revision != facts.ProductRevision)
        {
            work.Refuse(Refusal.Rule(
                "pairing.outdated", ("needRevision", facts.NeedRevision), ("productRevision", facts.ProductRevision)));
            return after;
        }

        if (after is Pairing.Mutual mutual) work.Begin(mutual.Deal.Value, new OpenDeal(FileOf(ground, mutual.Deal, meeting), rules.DealClock));
        if (after is Pairing.Mutual or Pairing.Open { HasSlot: true }) Hold(work, ground, rules.Policy.BankSlotsPerNeed, facts.InContact);
        return after;
    }

    /// <summary>Gives a waiting claim its slot, and opens <paramref name="deal"/> when the enterprise is interested already.</summary>
    public static void Grant(Work work, StreamSlot<Pairing> pairing, RowsSlot<InterestFacts> facts, DealId deal, Rulebook rules)
    {
        var now = FactsFor(facts);
        Follow(work, work.Decide(pairing, new GrantSlot(Interest(deal, now, rules, null))), now, rules, null);
    }

    private static DealFile FileOf(PairingProposed ground, DealId deal, MeetingId? meeting)
    {
        var (need, terms) = (ground.Need, ground.Product.Terms);
        var asked = new CreditTerms(need.Amount, need.TermMax, need.RateMax);

        // A meeting may bring together what the engine would not: a cover of nothing, terms that do not meet.
        var line = ground.Evaluation.Cover > Cny.Zero ? ground.Evaluation.Cover : Cny.Min(need.Amount, terms.AmountMax);
        var term = need.TermMax < terms.TermMax ? need.TermMax : terms.TermMax;
        var indicated = new CreditTerms(line, term, new Rate(terms.Benchmark, terms.SpreadMin));
        return new DealFile(
            deal, ground.Pairing, need.Need, need.Revision, ground.Product.Product, ground.Product.Revision, need.Enterprise, ground.Product.Bank,
            need.Region, need.Industry, meeting, asked, indicated);
    }

    private static void Hold(Work work, PairingProposed ground, int slots, bool inContact)
    {
        var (need, product) = (ground.Need, ground.Product);
        work.Also(new Sql("select from need n, product p where n.id = $1 and p.id = $2 for share", need.Need.Value, product.Product.Value));
        work.Require(new Guard(
            "pairing-ground",
            new Sql(
                """
                select exists (select from need n, product p where n.id = $1 and n.revision = $2 and n.status in ('published', 'stale')
                    and p.id = $3 and p.revision = $4 and p.status = 'published')
                """,
                need.Need.Value, need.Revision, product.Product.Value, product.Revision)));
        work.Require(new Guard(
            "need-slots",
            new Sql("select exists (select from need_line where need_id = $1 and banks <= $2)", need.Need.Value, slots)));
        if (inContact) return;

        // Nobody passes one who waits, though the slot came free a moment ago and the line has not moved yet.
        work.Require(new Guard(
            "need-line",
            new Sql(
                """
                select not exists (select from pairing g join pairing w on w.need_id = g.need_id and w.bank_id <> g.bank_id
                    where g.id = $1 and w.slot = 'waiting' and (w.claimed_at, w.id) < (g.claimed_at, g.id))
                """,
                ground.Pairing.Value)));
    }

    private static Domain.Pairings.ExpressInterest Interest(DealId deal, InterestFacts facts, Rulebook rules, MeetingId? meeting) =>
        new(deal, facts.NeedLive, facts.ProductLive, facts.BanksInContact, rules.Policy.BankSlotsPerNeed, meeting)
        {
            InContact = facts.InContact,
            OthersWait = facts.OthersWait,
        };

    private static InterestFacts FactsFor(RowsSlot<InterestFacts> facts) => facts.Rows.Count == 1 ? facts.One : new InterestFacts(false, false, 0, 0, 0, false, false);

    public static InterestFacts Map(DbDataReader row) => new(
        row.GetBoolean(0), !row.IsDBNull(1) && row.GetBoolean(1), row.GetInt32(2), row.GetInt32(3), row.GetInt32(4), row.GetBoolean(5), row.GetBoolean(6));
}
