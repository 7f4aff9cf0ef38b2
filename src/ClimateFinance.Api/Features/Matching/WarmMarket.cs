using System.Data.Common;
using ClimateFinance.Api.Hosting;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Matching;
using ClimateFinance.Store;
using ClimateFinance.Store.Postgres;

namespace ClimateFinance.Api.Features.Matching;

/// <summary>
/// The open market in this node's memory, laid out in columns. It is read from the tables once, then follows the feed: each pass reads anew the
/// rows that new events touched and publishes them as one snapshot, while readers go on with the one before.
/// </summary>
/// <remarks>
/// No answer is stale: whoever asks says which event it must have seen (the newest that its own look at the database showed), and gets a view
/// that holds at least that. So a caller always finds its own write, and all nodes agree on what was committed before the question. Passes are
/// made on demand; the follower only keeps the next one short. Where the feed cannot move (a writer that holds a number open), a question is
/// answered from the tables instead, slower and as true.
/// </remarks>
internal sealed class WarmMarket(IEventStore store, Rulebook rules, TimeProvider time, IServiceProvider services, IHostApplicationLifetime lifetime)
{
    private const int PageSize = 2_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan WarmPatience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan HolePause = TimeSpan.FromMilliseconds(5);

    private readonly Lock gate = new();
    private Task pass = Task.CompletedTask;
    private MarketView? view;
    private LiveMarket? live;

    /// <summary>Whether the market was read.</summary>
    public bool Warm => Volatile.Read(ref view) is not null;

    /// <summary>A view that holds at least every event up to a number, judged on today and by the policy in force today.</summary>
    public async Task<MarketView> AtLeastAsync(long sequence, CancellationToken cancellation)
    {
        while (true)
        {
            if (Volatile.Read(ref view) is { } now && now.Position >= sequence && now.Basis == Today().Basis) return now;
            var before = Volatile.Read(ref view)?.Position;
            await PassAsync().WaitAsync(cancellation);
            if (Volatile.Read(ref view)?.Position == before) await Task.Delay(HolePause, time, cancellation);
        }
    }

    /// <summary>As <see cref="AtLeastAsync"/>, with the tables behind it: answers in bounded time even where the feed does not move.</summary>
    public async Task<MarketView> ForQueryAsync(long sequence, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Warm ? Patience : WarmPatience);
        try
        {
            return await AtLeastAsync(sequence, patience.Token);
        }
        catch (Exception e) when (e is UnknownStoredEventException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            ReadPoint.Current = null;
            var (market, rows) = await ReadAllAsync(cancellation);
            return new MarketView(market.Current, sequence, rows);
        }
    }

    /// <summary>One pass over what is new; joins the one that is under way.</summary>
    public Task PassAsync()
    {
        lock (gate)
        {
            // Nobody's patience ends a pass, and nobody's leave to read from a standby is its own: others may wait for it too.
            if (!pass.IsCompleted) return pass;
            using (ExecutionContext.SuppressFlow()) return pass = Task.Run(() => RunAsync(lifetime.ApplicationStopping));
        }
    }

    private async Task RunAsync(CancellationToken cancellation)
    {
        if (view is not { } now || live is null)
        {
            var settled = await store.SettledAsync(cancellation);
            (live, var rows) = await ReadAllAsync(cancellation);
            Volatile.Write(ref view, new MarketView(live.Current, settled, rows));
            return;
        }

        var page = await store.ReadFeedAsync(now.Position, PageSize, cancellation);
        var touched = new Touched();
        foreach (var happened in page) touched.Note(happened);
        if (touched.Policy) await PolicyShelf.FillAsync(services, cancellation);
        if (touched.Any) await ChangeAsync(live, now.Rows, touched, cancellation);
        var judgement = Today();
        if (live.Current.Basis != judgement.Basis) live.Rebase(judgement.Basis, judgement.Policy);
        Volatile.Write(ref view, now with { Market = live.Current, Position = page.Count > 0 ? page[^1].Sequence : now.Position });
    }

    private async Task ChangeAsync(LiveMarket market, MarketRows rows, Touched touched, CancellationToken cancellation)
    {
        var load = new Load();
        var needs = load.Rows(touched.Needs, MarketFacts.Need);
        var products = load.Rows(touched.Products, MarketFacts.Product);
        await store.LoadAsync(load, cancellation);
        rows.Take(needs.Rows, products.Rows);
        market.Change(
            [.. needs.Rows.Select(n => n.Facts).Where(n => n.Live)],
            [.. products.Rows.Select(p => p.Facts).Where(p => p.Live)],
            [.. needs.Rows.Select(n => n.Facts).Where(n => !n.Live).Select(n => n.Need)],
            [.. products.Rows.Select(p => p.Facts).Where(p => !p.Live).Select(p => p.Product)]);
    }

    private async Task<(LiveMarket Market, MarketRows Rows)> ReadAllAsync(CancellationToken cancellation)
    {
        // Reading the products out of their JSON is most of the work: two connections share it, while a third reads the needs.
        Task<IReadOnlyList<T>> Read<T>(string text, Func<DbDataReader, T> map) => Task.Run(() => store.QueryAsync(new Sql(text), map, cancellation), cancellation);
        Task<IReadOnlyList<ProductOnMarket>> Half(int which) =>
            Read($"{MarketFacts.Products} and {MarketFacts.ProductLive} and uuid_hash(p.id) & 1 = {which}", MarketFacts.Product);
        var (needs, first, second) = (Read($"{MarketFacts.Needs} and {MarketFacts.NeedLive}", MarketFacts.Need), Half(0), Half(1));
        IReadOnlyList<ProductOnMarket> products = [.. await first, .. await second];
        var rows = new MarketRows();
        rows.Take(await needs, products);
        var judgement = Today();
        return (new LiveMarket(judgement.Basis, judgement.Policy, (await needs).Select(n => n.Facts), products.Select(p => p.Facts)), rows);
    }

    private Judgement Today()
    {
        var day = rules.Today;
        return Judgement.On(day, rules.InForce(day), rules.Rates);
    }
}
