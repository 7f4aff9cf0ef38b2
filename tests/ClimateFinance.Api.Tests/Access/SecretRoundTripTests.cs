using System.Text.Json.Nodes;
using ClimateFinance.Api.Tests.Contract;
using ClimateFinance.Api.Tests.Support;
using ClimateFinance.TestKit;
using Xunit;

namespace ClimateFinance.Api.Tests.Access;

/// <summary>
/// How long an answer takes tells nothing either, because a secret goes the same way as an id that never was: as many trips to the database
/// with as many bytes asked, counted on the wire: the same statements. No clock is looked at.
/// </summary>
public sealed class SecretRoundTripTests(TestPostgres postgres)
{
    private static readonly ContractDocument Contract = new(JsonNode.Parse(File.ReadAllText(ContractFolder.File("climate-finance.v1.json")))!.AsObject());

    /// <summary>A prepared statement has a number for its name, which on another connection may have a digit more; a statement more is 40 bytes at least.</summary>
    private const int Digits = 16;

    private const int MostTimes = 20;

    [Fact]
    public async Task A_secret_goes_the_same_way_through_the_database_as_an_id_that_never_was()
    {
        var staged = new AccessMarket(postgres);
        await staged.InitializeAsync();
        await staged.App.StopAsync();

        // The market was staged in an application of its own; in the counted one nothing is at work but requests.
        await using var proxy = new CountingProxy(staged.App.ConnectionString);
        var app = new MarketApp(postgres) { Quiet = true };
        app.Clock.Offset = staged.App.Clock.Offset;
        await app.InitializeOnAsync(proxy.ConnectionString);
        try
        {
            await CompareAsync(staged.On(app), proxy);
        }
        finally
        {
            await app.DisposeAsync();
            await staged.DisposeAsync();
        }
    }

    private static async Task CompareAsync(AccessMarket market, CountingProxy proxy)
    {
        var calls = new AccessCalls(market, Contract);
        var (asked, faults) = (0, new List<string>());
        foreach (var line in AccessMatrix.Load().Lines.Where(calls.Names))
        {
            foreach (var caller in line.Cells.Where(c => c.Value.Secret).Select(c => c.Key))
            {
                var version = await calls.VersionAsync(line, caller);

                // A statement is prepared at its second use on each connection, and shorter from then on: what is the same becomes so soon.
                var (hidden, never) = ((Trips: int.MaxValue, Bytes: long.MaxValue), (Trips: int.MaxValue, Bytes: long.MaxValue));
                for (var times = 0; times < MostTimes && (times < 2 || !Same(hidden, never)); times++)
                {
                    hidden = Less(hidden, await CountAsync(() => calls.SendAsync(line, caller, version)));
                    never = Less(never, await CountAsync(() => calls.SendAsync(line, caller, version, Guid.CreateVersion7().ToString())));
                }

                asked += Math.Min(hidden.Trips, 1);
                if (!Same(hidden, never)) faults.Add($"{line} by {caller}: {hidden} and {never}");
            }
        }

        Assert.True(asked > 150, $"Only {asked} came to the database.");
        Assert.True(faults.Count == 0, string.Join('\n', faults));

        static bool Same((int Trips, long Bytes) a, (int Trips, long Bytes) b) => a.Trips == b.Trips && Math.Abs(a.Bytes - b.Bytes) <= Digits;

        static (int Trips, long Bytes) Less((int Trips, long Bytes) a, (int Trips, long Bytes) b) => (Math.Min(a.Trips, b.Trips), Math.Min(a.Bytes, b.Bytes));

        async Task<(int Trips, long Bytes)> CountAsync(Func<Task<ApiAnswer>> request)
        {
            var (trips, bytes) = (proxy.RoundTrips, proxy.BytesAsked);
            (await request()).Expect(404);
            return (proxy.RoundTrips - trips, proxy.BytesAsked - bytes);
        }
    }
}
