using ClimateFinance.Api.Tests.Support;
using ClimateFinance.TestKit;
using Xunit;

namespace ClimateFinance.Api.Tests.Http;

/// <summary>
/// What a request costs in trips to the database, counted on the wire: one to load and one to commit, however much the command touches; and only the latter
/// where the host wrote the stream itself a moment ago and the decision needs nothing else.
/// </summary>
public sealed class RoundTripTests(RoundTripTests.CountedDeal deal) : IClassFixture<RoundTripTests.CountedDeal>
{
#if MARTEN
    // One to load; then answer and locks, Marten's append, what follows from it, and the end.
    private const int Offer = 5;
#else
    private const int Offer = 2;
#endif

    /// <summary>Nothing to load.</summary>
    private const int Note = Offer - 1;

    [Fact]
    public async Task An_offer_costs_two_round_trips_quota_guard_read_models_and_idempotency_included()
    {
        Assert.Equal(Offer, await deal.CountAsync(() => deal.OfferAsync(Guid.CreateVersion7().ToString())));
        Assert.Equal(Offer, await deal.CountAsync(() => deal.OfferAsync(Guid.CreateVersion7().ToString())));
    }

    [Fact]
    public async Task A_note_after_a_move_of_the_same_host_costs_one()
    {
        await deal.NoteAsync("a-note-before");
        Assert.Equal(Note, await deal.CountAsync(() => deal.NoteAsync("a-note")));
        var before = deal.Version;
        Assert.Equal(Note, await deal.CountAsync(() => deal.NoteAsync("a-note-after")));

        // What is remembered says no to the version of a repeat: then the database is asked, and it knows the key.
        deal.Version = before;
        Assert.Equal(1, await deal.CountAsync(() => deal.NoteAsync("a-note-after")));
    }

    [Fact]
    public async Task A_repeat_under_the_same_key_costs_one()
    {
        var before = deal.Version;

        Assert.Equal(Offer, await deal.CountAsync(() => deal.OfferAsync("the-same-key")));
        deal.Version = before;
        Assert.Equal(1, await deal.CountAsync(() => deal.OfferAsync("the-same-key")));
    }

    [Fact]
    public async Task An_offer_that_is_refused_costs_one() => Assert.Equal(1, await deal.CountAsync(deal.OfferTooMuchAsync));

    [Fact]
    public async Task Reading_a_deal_costs_one() => Assert.Equal(1, await deal.CountAsync(deal.ReadAsync));

    /// <summary>A deal with an offer on the table, in an application that reaches its database through a counter.</summary>
    public sealed class CountedDeal(TestPostgres postgres) : IAsyncLifetime
    {
        private MarketApp first = null!;
        private MarketApp app = null!;
        private CountingProxy proxy = null!;
        private DealDesk deal = null!;
        private MarketClient bank = null!;

        /// <summary>The deal's ETag as last seen.</summary>
        public string? Version { get; set; }

        public async ValueTask InitializeAsync()
        {
            // The engine proposes the pair in an application of its own; the counted one has nothing at work but requests.
            first = await MarketApp.StartAsync(postgres);
            deal = await (await new Scenario(first).DealAsync()).ToAsync("offered");
            await first.StopAsync();

            proxy = new CountingProxy(first.ConnectionString);
            app = new MarketApp(postgres) { Quiet = true };
            await app.InitializeOnAsync(proxy.ConnectionString);
            bank = app.AsBank(deal.Bank.Organisation);

            // A statement is prepared at its second use; from here on all are known and the connections open.
            for (var times = 0; times < 3; times++)
            {
                await ReadAsync();
                await OfferAsync(Guid.CreateVersion7().ToString());
                await OfferTooMuchAsync();
                await NoteAsync(Guid.CreateVersion7().ToString());
            }
        }

        public async ValueTask DisposeAsync()
        {
            await app.DisposeAsync();
            await proxy.DisposeAsync();
            await first.DisposeAsync();
        }

        public async Task OfferAsync(string key) => Version = (await bank.PostAsync($"{deal.Path}/offers", deal.Offer(), Version, key)).Expect(200).ETag;

        public async Task NoteAsync(string key) => Version = (await bank.PostAsync($"{deal.Path}/notes", new { words = "补充" }, Version, key)).Expect(200).ETag;

        public async Task OfferTooMuchAsync() =>
            (await bank.PostAsync($"{deal.Path}/offers", deal.Offer(lineCny: 600_000_000m), Version, "refused")).Expect(409);

        public async Task ReadAsync() => Version = (await bank.GetAsync(deal.Path)).Expect(200).ETag;

        public async Task<int> CountAsync(Func<Task> request)
        {
            var before = proxy.RoundTrips;
            await request();
            return proxy.RoundTrips - before;
        }
    }
}
