using ClimateFinance.Domain.Deals;
using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Benchmarks;

/// <summary>
/// Histories of deals as a market of three years has them: of sixty in a month, most refused or withdrawn on the way, some paid out; only those of the last
/// two months are still under way. Each is committed through the store, so that the real projections write its rows; the load script multiplies these.
/// </summary>
internal static class OversightStories
{
    private const int Months = 36;
    private const int AMonth = 60;

    public static async Task WriteAsync(IEventStore store, DateOnly today, CancellationToken cancellation)
    {
        var random = new Random(20261121);
        for (var i = 0; i < Months * AMonth; i++)
        {
            var month = i / AMonth;
            var opened = today.AddDays(-30 * (Months - 1 - month)).AddDays(-random.Next(28));
            var id = Guid.CreateVersion7();
            await WriteOneAsync(store, Story(random, id, opened, today, month >= Months - 2), id, cancellation);
        }
    }

    private static async Task WriteOneAsync(
        IEventStore store, List<(DateOnly On, Role By, IEvent<Deal>[] Facts)> story, Guid deal, CancellationToken cancellation)
    {
        var version = 0;
        foreach (var (on, by, facts) in story)
        {
            var at = new DateTimeOffset(on.ToDateTime(new TimeOnly(2, 0)), TimeSpan.Zero);
            var commit = new Commit(at, new EventContext("load", by, null)).Append(deal, Deal.Category, version, facts);
            if (await store.CommitAsync(commit, cancellation) is not CommitOutcome.Done) throw new InvalidOperationException("A story was not stored.");
            version += facts.Length;
        }
    }

    /// <summary>About ten facts a deal on average.</summary>
    private static List<(DateOnly On, Role By, IEvent<Deal>[] Facts)> Story(Random random, Guid id, DateOnly opened, DateOnly today, bool young)
    {
        var line = new Cny(1_000_000m * random.Next(5, 300));
        CreditTerms Credit(int spread) => new(line, new TermMonths(12 * random.Next(1, 9)), new Domain.Shared.Rate(random.Next(4) == 0 ? Benchmark.Lpr1y : Benchmark.Lpr5y, new BasisPoints(spread)));
        var (asked, indicated) = (Credit(20), Credit(-30));
        var file = new DealFile(
            new DealId(id), new PairingId(Guid.CreateVersion7()), new NeedId(Guid.CreateVersion7()), 1, new ProductId(OversightMarket.IdOf(OversightMarket.Kind.Product, random.Next(1_200))), 1,
            new EnterpriseId(OversightMarket.IdOf(OversightMarket.Kind.Enterprise, random.Next(20_000))), new BankId(OversightMarket.IdOf(OversightMarket.Kind.Bank, random.Next(400))), new RegionCode("130481"), new IndustryCode("C3120"), null, asked, indicated);
        var story = new List<(DateOnly, Role, IEvent<Deal>[])>();
        var day = opened;
        var end = random.Next(100) switch { < 45 => 1, < 60 => 2, < 72 => 3, < 80 => 4, < 84 => 5, _ => 6 };
        void Then(Role by, int days, params IEvent<Deal>[] facts)
        {
            day = day.AddDays(days) is var later && later < today ? later : today;
            story.Add((day, by, facts));
        }

        // What is still under way is mostly in time: most limits lie ahead, some were missed a few days ago.
        DeadlineSet Owes(Owing owing, DealStep step, int days) =>
            new(new Deadline(owing, step, day, young ? today.AddDays(random.Next(-5, 20)) : day.AddDays(days), false));
        Then(Role.System, 0, new DealOpened(file), Owes(Owing.Bank, DealStep.Contact, 7));
        if (young && random.Next(3) == 0) return story;
        Then(Role.Bank, random.Next(1, 10), new ContactMade(new PersonId(Guid.CreateVersion7()), day, "走访"), Owes(Owing.Bank, DealStep.DueDiligence, 21));
        if (end == 1) return Over(DealOutcome.Refused, Role.Bank, random.Next(2) == 0 ? "collateral" : "rating");
        if (young && random.Next(3) == 0) return story;
        if (random.Next(3) > 0)
        {
            Then(Role.Bank, 1, new DocumentsRequested(1, ["财务报表", "项目备案"]), Owes(Owing.Enterprise, DealStep.Documents, 14));
            Then(Role.Enterprise, random.Next(1, 14), new DocumentsProvided(1, [new ProvidedDocument("财务报表", "报表.pdf", new string('a', 64)), new ProvidedDocument("项目备案", "备案.pdf", new string('b', 64))]), Owes(Owing.Bank, DealStep.DueDiligence, 20));
        }

        Then(Role.Bank, random.Next(5, 25), new DueDiligenceCompleted(DueDiligenceConclusion.Favourable, "可行"), Owes(Owing.Bank, DealStep.Offer, 14));
        if (end == 2) return Over(DealOutcome.Withdrawn, Role.Enterprise, "foundElsewhere");
        var offered = indicated with { Rate = new Domain.Shared.Rate(indicated.Rate.Benchmark, new BasisPoints(random.Next(-40, 15))) };
        Then(Role.Bank, random.Next(2, 16),
            new OfferMade(1, Side.Bank, new OfferTerms(offered, RepaymentPlan.EqualPrincipal, [CollateralKind.Equipment], Cny.Zero, (young ? today : day).AddDays(60), null)), Owes(Owing.Enterprise, DealStep.Acceptance, 7));
        if (young) return story;
        if (end == 3) return Over(DealOutcome.Withdrawn, Role.Enterprise, "rate");
        if (end == 4) return Over(DealOutcome.Lapsed, Role.System, "notAnswered");
        Then(Role.Enterprise, random.Next(1, 8), new OfferAccepted(1, Side.Enterprise, offered), Owes(Owing.Bank, DealStep.Approval, 28));
        if (end == 5) return Over(DealOutcome.Refused, Role.Bank, "approvalRefused");
        Then(Role.Bank, random.Next(5, 30), new CreditApproved(offered, false, "SP"), Owes(Owing.Both, DealStep.Signature, 14));
        var word = new SignatureWord(offered, "HT");
        Then(Role.Enterprise, 3, new SignatureConfirmed(Side.Enterprise, word), Owes(Owing.Bank, DealStep.Signature, 14));
        Then(Role.Bank, 3, new SignatureConfirmed(Side.Bank, word), new DealSigned(offered, "HT", day), new DeadlineSet(null));
        if (day.AddDays(20) < today)
        {
            var paid = new Cny(decimal.Floor(offered.Line.Value / 2));
            Then(Role.Bank, 10, new DrawdownReported(1, paid, day, "FK"));
            Then(Role.Enterprise, 2, new DrawdownConfirmed(1, paid));
        }

        return story;

        List<(DateOnly, Role, IEvent<Deal>[])> Over(DealOutcome outcome, Role by, string reason)
        {
            Then(by, random.Next(1, 9), new DealClosed(outcome, reason, null, null, by), new DeadlineSet(null));
            return story;
        }
    }
}
