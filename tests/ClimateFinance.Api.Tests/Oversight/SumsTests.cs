using ClimateFinance.Api.Features.Oversight.Cells;
using ClimateFinance.Api.Http;
using ClimateFinance.Api.Tests.Seeds;
using ClimateFinance.Api.Tests.Support;
using ClimateFinance.Domain.Deals;
using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;
using ClimateFinance.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ClimateFinance.Api.Tests.Oversight;

/// <summary>Sums by every key, narrowed by all others in every combination, beside a plain count of the events.</summary>
public sealed class SumsTests(TestPostgres postgres) : IAsyncLifetime
{
    private static readonly (string? From, string? To)[] Periods =
        [(null, null), ("2025-03", "2025-03"), ("2025-04", "2025-06"), ("2026-01", "2026-06"), ("2025-01", "2025-12"), ("2025-07", "2025-12"), ("2025-11", "2026-02")];

    private static readonly string[] Scopes = ["", "13", "1304", "130481"];

    private readonly MarketApp app = new(postgres) { Quiet = true };

    public ValueTask InitializeAsync() => app.InitializeAsync();

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task Every_grouping_under_every_filter_gives_what_counting_the_events_gives_summed_or_not()
    {
        var store = app.Services.GetRequiredService<IEventStore>();
        var story = new SumsStory(store, Sample(), 20261122);
        for (var i = 0; i < 40; i++) await story.OpenAsync();
        for (var i = 0; i < 20; i++) await story.ProposeAsync();

        await CompareAsync(store, story, "none summed");
        await FoldAsync(store);
        await CompareAsync(store, story, "all summed");
        await story.GoOnAsync(15);
        await story.OpenAsync();
        await story.ProposeAsync();
        await CompareAsync(store, story, "some summed");
        await FoldAsync(store);
        await FoldAsync(store, from: 0);
        await CompareAsync(store, story, "summed twice");
        await app.Services.GetRequiredService<CellsAnew>().RefoldAsync(TestContext.Current.CancellationToken);
        await CompareAsync(store, story, "summed anew");
    }

    [Fact]
    public async Task The_first_start_after_a_version_with_other_sums_makes_them_and_goes_on_from_where_that_one_stood()
    {
        var store = app.Services.GetRequiredService<IEventStore>();
        var story = new SumsStory(store, Sample(), 7);
        for (var i = 0; i < 10; i++) await story.OpenAsync();
        await app.ExecuteAsync("insert into market.subscription_checkpoint (name, position, at) select 'market-cells', max(seq_id) - 5, now() from market.mt_events");

        await app.RestartAsync();

        store = app.Services.GetRequiredService<IEventStore>();
        var stands = await store.QueryAsync(
            new Sql("select (select max(seq_id) from mt_events) - position, (select opened from market_sum where grain = 'total' and region = '') from subscription_checkpoint where name = 'market-sums'"),
            row => (Behind: row.GetInt64(0), Opened: row.GetDecimal(1)), TestContext.Current.CancellationToken);
        Assert.Equal((5L, 10m), Assert.Single(stands));
        await FoldAsync(store);
        var load = new Load();
        var total = MarketCells.Ask(load, CellBy.Total, new CellFilter(""), Measures.OfFunnel);
        await store.LoadAsync(load, TestContext.Current.CancellationToken);
        Assert.Equal((10L, story.Of(Deal.Category).Count(d => d[^1].Data is not DealClosed)), (total.Total.Count("opened"), (int)total.Total.Count("live")));
    }

    private static async Task CompareAsync(IEventStore store, SumsStory story, string when)
    {
        var counted = story.Of(Deal.Category).Select(Counted.Deal).Concat(story.Of(Pairing.Category).Select(Counted.Pairing)).ToArray();
        var measures = new MeasureSet(Counted.Measures);
        var filters =
            from bank in new Guid?[] { null, story.Banks[0] }
            from meeting in new Guid?[] { null, story.Meetings[0] }
            from industry in new[] { null, "C31", "C3120" }
            from period in Periods
            select new CellFilter("", meeting, bank, industry, period.From, period.To);
        var lines = 0;
        foreach (var (place, question) in filters.Index())
        {
            var filter = question with { Scope = Scopes[place % Scopes.Length] };
            var (load, narrowed) = (new Load(), counted.Where(c => c.IsOf(filter)).ToArray());
            var asked = Enum.GetValues<CellBy>().Select(by => (By: by, All: MarketCells.Ask(load, by, filter, measures), Most: MarketCells.Ask(load, by, filter, measures, 1_000))).ToArray();
            await store.LoadAsync(load, TestContext.Current.CancellationToken);
            foreach (var (by, all, most) in asked)
            {
                var expected = narrowed.Select(c => (Key: c.KeyOf(by, filter.Scope.Length), Counted: c)).Where(c => c.Key is not null).GroupBy(c => c.Key!, c => c.Counted).Select(group => Line(group.Key, name => group.Sum(c => c[name]))).Order(StringComparer.Ordinal).ToArray();
                foreach (var seen in new[] { all, most })
                {
                    var shown = seen.Rows.Select(sums => Line(sums.Key, name => sums[name])).Order(StringComparer.Ordinal).ToArray();
                    Assert.True(expected.SequenceEqual(shown), $"{when}: by {by} of {filter}\nexpected\n{string.Join('\n', expected)}\nshown\n{string.Join('\n', shown)}");
                    Assert.Equal(expected.Length, seen.Keys);
                }

                lines += expected.Length;
            }
        }

        Assert.True(lines > 500, $"{lines} lines compared");
    }

    private static PairingProposed Sample() => (PairingProposed)EventRegistry.Domain.Read(
        "pairing_proposed_v1", File.ReadAllBytes(Path.Combine(SeedFolder.Path, "..", "tests", "ClimateFinance.Architecture.Tests", "Samples", "pairing_proposed_v1.json")));

    private static string Line(string key, Func<string, decimal> sum) => $"{key}: {string.Join(' ', Counted.Measures.Select(name => $"{name}={sum(name) / 1.000000000m:0.####}"))}";

    /// <summary>What the subscriber does, by hand: the application is without its workers.</summary>
    private async Task FoldAsync(IEventStore store, long? from = null)
    {
        var fold = new CellFold(store, app.Clock);
        var position = from ?? (await store.QueryAsync(new Sql("select coalesce(max(position), 0) from subscription_checkpoint where name = $1", CellFold.Checkpoint), row => row.GetInt64(0), CancellationToken.None))[0];
        while (await store.ReadFeedAsync(position, 37, CancellationToken.None) is { Count: > 0 } page)
        {
            foreach (var happened in page.Where(e => fold.Categories.Contains(e.Category))) await fold.HandleAsync(happened, CancellationToken.None);
            await fold.DrainedAsync(CancellationToken.None);
            position = page[^1].Sequence;
        }

        await app.ExecuteAsync($"insert into market.subscription_checkpoint (name, position, at) values ('{CellFold.Checkpoint}', {position}, now()) on conflict (name) do update set position = excluded.position");
    }

    /// <summary>One deal or pairing and what it counts for, from its events alone.</summary>
    private sealed class Counted(DateTimeOffset at, BankId bank, IndustryCode industry, RegionCode region, MeetingId? meeting)
    {
        public static readonly string[] Measures =
        [
            "opened", "asked_line", "asked_term", "contacted", "contacted_cny", "diligence", "offered", "offered_line", "offered_term", "offered_bp", "offered_of_line", "agreed", "agreed_line", "approved", "approved_line",
            "signed", "signed_line", "signed_lpr5y", "drawn", "drawn_cny", "live", "refused", "refused_cny", "withdrawn", "top_line", "proposed", "intended", "intended_cny", "declined",
        ];

        private readonly Dictionary<string, decimal> sums = Measures.ToDictionary(name => name, _ => 0m);
        private readonly string month = at.ToOffset(TimeSpan.FromHours(8)).ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture);
        private string? reason;
        private DealStage? stage;

        public decimal this[string name] => sums[name];

        public static Counted Deal(IReadOnlyList<(DateTimeOffset At, IEvent Data)> events)
        {
            var file = ((DealOpened)events[0].Data).File;
            var it = new Counted(events[0].At, file.Bank, file.Industry, file.Region, file.Meeting) { stage = DealStage.Opened };
            var (asked, top) = (file.Asked, file.Indicated);
            it.Put(("opened", 1), ("live", 1), ("asked_line", asked.Line.Value), ("asked_term", asked.Line.Value * asked.Term.Value));
            foreach (var (_, data) in events)
            {
                (DealStage?, CreditTerms) so = data switch
                {
                    ContactMade => (it.Put(DealStage.Contacted, ("contacted", 1), ("contacted_cny", asked.Line.Value)), top),
                    DueDiligenceCompleted => (it.Put(DealStage.DueDiligence, ("diligence", 1)), top),
                    OfferMade e => (it.Put(DealStage.Offered, [.. Rung("offered", e.Terms.Credit), ("offered_term", e.Terms.Credit.Line.Value * e.Terms.Credit.Term.Value), ("offered_bp", e.Terms.Credit.Line.Value * e.Terms.Credit.Rate.Spread.Value), ("offered_of_line", asked.Line.Value)]), e.Terms.Credit),
                    OfferAccepted e => (it.Put(DealStage.Agreed, Rung("agreed", e.Agreed)), e.Agreed),
                    CreditApproved e => (it.Put(DealStage.Approved, Rung("approved", e.Granted)), e.Granted),
                    DealSigned e => (it.Put(DealStage.Signed, [.. Rung("signed", e.Signed), ("signed_lpr5y", e.Signed.Rate.Benchmark == Benchmark.Lpr5y ? e.Signed.Line.Value : 0)]), e.Signed),
                    DrawdownReported => (DealStage.Drawing, top),
                    DrawdownConfirmed e => (it.Put(DealStage.Drawing, ("drawn", 1), ("drawn_cny", e.Amount.Value)), top),
                    DealClosed e => (it.Put(DealStage.Closed, ("live", 0), (e.Outcome.Wire(), 1), ("refused_cny", e.Outcome == DealOutcome.Refused ? asked.Line.Value : 0)), top),
                    _ => (it.stage, top),
                };
                (it.stage, top) = so;
                if (data is DealClosed closed) it.reason = $"{closed.Outcome.Wire()}/{closed.ReasonCode}";
            }

            it.Put(("top_line", top.Line.Value));
            return it;
        }

        public static Counted Pairing(IReadOnlyList<(DateTimeOffset At, IEvent Data)> events)
        {
            var first = (PairingProposed)events[0].Data;
            var it = new Counted(events[0].At, first.Product.Bank, first.Need.Industry, first.Need.Region, first.Meeting);
            it.Put(("proposed", 1));
            foreach (var (_, data) in events)
            {
                if (data is InterestExpressed) it.Put(("intended", 1), ("intended_cny", first.Evaluation.Cover.Value));
                if (data is PairingDeclined e) (_, it.reason) = (it.Put(null, ("declined", 1)), $"declined/{e.ReasonCode}");
            }

            return it;
        }

        public bool IsOf(CellFilter filter) =>
            region.Value.StartsWith(filter.Scope, StringComparison.Ordinal) && (filter.Bank is null || filter.Bank == bank.Value) && (filter.Meeting is null || filter.Meeting == meeting?.Value)
            && industry.Value.StartsWith(filter.Industry ?? "", StringComparison.Ordinal)
            && (filter.From is null || string.CompareOrdinal(month, filter.From) >= 0) && (filter.To is null || string.CompareOrdinal(month, filter.To) <= 0);

        public string? KeyOf(CellBy by, int digits) => by switch
        {
            CellBy.Total => "total",
            CellBy.Bank => bank.Value.ToString(),
            CellBy.Meeting => meeting?.Value.ToString(),
            CellBy.Industry => industry.Value,
            CellBy.Region => region.Value[..Math.Min(6, digits + 2)],
            CellBy.Month => month,
            CellBy.Stage => stage?.Wire(),
            CellBy.Reason => reason,
            _ => throw new ArgumentOutOfRangeException(nameof(by)),
        };

        private static (string, decimal)[] Rung(string rung, CreditTerms credit) =>
            [(rung, 1), ($"{rung}_line", credit.Line.Value)];

        private void Put(params (string Name, decimal Value)[] values) => Put(null, values);

        private DealStage? Put(DealStage? came, params (string Name, decimal Value)[] values)
        {
            foreach (var (name, value) in values) sums[name] = value;
            return came;
        }
    }
}
