using ClimateFinance.Domain.Deals;
using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Tests.Oversight;

/// <summary>
/// A market by lot: pairings and deals of a few banks, industries, counties, meetings and months, each so far as the lot takes it. It keeps the events, so
/// that a test can count them its own way.
/// </summary>
internal sealed class SumsStory(IEventStore store, PairingProposed sample, int seed)
{
    private static readonly string[] Counties = ["130402", "130481", "130102"];
    private static readonly string[] Industries = ["C3110", "C3120", "C3011"];
    private readonly Random lot = new(seed);
    private readonly Dictionary<Guid, (string Category, List<(DateTimeOffset At, IEvent Data)> Events)> streams = [];

    public Guid[] Banks { get; } = Ids(3);

    public Guid[] Meetings { get; } = Ids(2);

    public IEnumerable<IReadOnlyList<(DateTimeOffset At, IEvent Data)>> Of(string category) => streams.Values.Where(s => s.Category == category).Select(s => s.Events);

    public async Task ProposeAsync()
    {
        var (id, at) = (Guid.CreateVersion7(), Day());
        var proposed = sample with
        {
            Pairing = new PairingId(id),
            Meeting = Meeting(),
            Need = sample.Need with { Need = new NeedId(Guid.CreateVersion7()), Region = new RegionCode(Any(Counties)), Industry = new IndustryCode(Any(Industries)) },
            Product = sample.Product with { Product = new ProductId(Guid.CreateVersion7()), Bank = new BankId(Any(Banks)) },
        };
        await AppendAsync<Pairing>(id, Pairing.Category, at, proposed);
        if (lot.Next(3) > 0) await AppendAsync<Pairing>(id, Pairing.Category, at.AddDays(1), new InterestExpressed(proposed.Pairing, lot.Next(2) == 0 ? Side.Bank : Side.Enterprise));
        if (lot.Next(3) == 0) await AppendAsync<Pairing>(id, Pairing.Category, at.AddDays(2), new PairingDeclined(proposed.Pairing, Side.Bank, Any("rate", "term"), null));
    }

    public async Task OpenAsync()
    {
        var deal = new DealId(Guid.CreateVersion7());
        var file = new DealFile(
            deal, new PairingId(Guid.CreateVersion7()), new NeedId(Guid.CreateVersion7()), 1, new ProductId(Guid.CreateVersion7()), 1, new EnterpriseId(Guid.CreateVersion7()), new BankId(Any(Banks)),
            new RegionCode(Any(Counties)), new IndustryCode(Any(Industries)), Meeting(), Credit(), Credit());
        await AppendAsync<Deal>(deal.Value, Deal.Category, Day(), new DealOpened(file));
        await GoOnAsync(deal.Value, lot.Next(10));
    }

    /// <summary>Some deals that stand come further.</summary>
    public async Task GoOnAsync(int deals)
    {
        var open = streams.Where(s => s.Value.Category == Deal.Category && s.Value.Events[^1].Data is not DealClosed).Select(s => s.Key).ToArray();
        for (var i = 0; i < deals && open.Length > 0; i++) await GoOnAsync(Any(open), lot.Next(1, 4));
    }

    private async Task GoOnAsync(Guid deal, int steps)
    {
        for (var i = 0; i < steps; i++)
        {
            var so = streams[deal].Events;
            if (so[^1].Data is DealClosed) return;
            var at = so[^1].At.AddDays(lot.Next(1, 40));
            var offered = so.Select(e => e.Data).OfType<OfferMade>().LastOrDefault()?.Terms.Credit ?? Credit();
            IEvent<Deal> next = (so.Count(e => e.Data is not DealNoted), lot.Next(8)) switch
            {
                (_, 0) => new DealNoted("电话"),
                (_, 1) => new DealClosed(Any(DealOutcome.Refused, DealOutcome.Withdrawn), Any("rating", "collateral"), null, null, Role.Bureau),
                (1, _) => new ContactMade(new PersonId(Guid.CreateVersion7()), ShanghaiTime.DateOf(at), "走访"),
                (2, _) => new DueDiligenceCompleted(DueDiligenceConclusion.Favourable, "可行"),
                (3, _) => new OfferMade(1, Side.Bank, new OfferTerms(Credit(), RepaymentPlan.Bullet, [], Cny.Zero, ShanghaiTime.DateOf(at), null)),
                (4, 2) => new OfferMade(2, Side.Bank, new OfferTerms(Credit(), RepaymentPlan.Bullet, [], Cny.Zero, ShanghaiTime.DateOf(at), null)),
                (4, _) => new OfferAccepted(1, Side.Enterprise, offered),
                (5, _) => new CreditApproved(offered, false, "SP"),
                (6, _) => new DealSigned(offered, "HT", ShanghaiTime.DateOf(at)),
                (7, _) => new DrawdownReported(1, new Cny(1_000_000m), ShanghaiTime.DateOf(at), "FK"),
                (8, _) => new DrawdownConfirmed(1, new Cny(1_000_000m)),
                _ => new DealNoted("归档"),
            };
            await AppendAsync(deal, Deal.Category, at, next);
        }
    }

    private async Task AppendAsync<TState>(Guid stream, string category, DateTimeOffset at, IEvent<TState> happened)
        where TState : class, IState<TState>
    {
        if (!streams.TryGetValue(stream, out var kept)) streams.Add(stream, kept = (category, []));
        var commit = new Commit(at, new EventContext("lot", Role.System, null)).Append(stream, category, kept.Events.Count, [happened]);
        if (await store.CommitAsync(commit, CancellationToken.None) is not CommitOutcome.Done) throw new InvalidOperationException("Not stored.");
        kept.Events.Add((at, happened));
    }

    private CreditTerms Credit() => new(
        new Cny(lot.Next(100, 9_000) * 10_000.37m), new TermMonths(lot.Next(1, 100)), new Rate(Any(Benchmark.Lpr1y, Benchmark.Lpr5y, Benchmark.Fixed), new BasisPoints(lot.Next(1, 90))));

    private MeetingId? Meeting() => lot.Next(2) == 0 ? null : new MeetingId(Any(Meetings));

    /// <summary>A day of two years, the last hours of months in Shanghai among them.</summary>
    private DateTimeOffset Day() => new DateTimeOffset(2025, 1, 1, lot.Next(24), 30, 0, TimeSpan.Zero).AddDays(lot.Next(700));

    private T Any<T>(params T[] of) => of[lot.Next(of.Length)];

    private static Guid[] Ids(int count) => [.. Enumerable.Range(0, count).Select(_ => Guid.CreateVersion7())];
}
