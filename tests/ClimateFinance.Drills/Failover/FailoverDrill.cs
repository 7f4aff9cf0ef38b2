using System.Diagnostics;
using ClimateFinance.Api.Hosting.Identity;
using ClimateFinance.Drills.Nodes;
using ClimateFinance.Drills.Servers;
using ClimateFinance.TestKit;

namespace ClimateFinance.Drills.Failover;

/// <summary>One failover as clients and subscriptions saw it.</summary>
/// <param name="SinceDeath">From the primary's death to the first command acknowledged by the promoted standby.</param>
/// <param name="SincePromotion">The same from the order to promote.</param>
/// <param name="Subscriptions">From the order to promote until every subscription was worked again.</param>
internal sealed record Outage(TimeSpan SinceDeath, TimeSpan SincePromotion, TimeSpan Subscriptions);

/// <summary>What a failover drill found.</summary>
/// <param name="StandbyReads">Transactions that standbys carried out for the hosts.</param>
internal sealed record FailoverReport(
    IReadOnlyList<Outage> Outages, int Acknowledged, int Refused, int Unknown, int Repeated, long Events, long StandbyReads, IReadOnlyList<string> Findings)
{
    public override string ToString() =>
        $"""
         {Outages.Count} failovers; commands were acknowledged again {Each(o => o.SincePromotion)} s after the order to promote, {Each(o => o.SinceDeath)} s after the primary's death; every subscription was worked again {Each(o => o.Subscriptions)} s after that order
         {Acknowledged + Refused + Unknown} commands: {Acknowledged} acknowledged, {Refused} refused, {Unknown} given up unanswered; {Repeated} were sent more than once
         {Events} events; standbys answered about {StandbyReads} reads, none older than what its caller had written or seen
         findings: {(Findings.Count == 0 ? "none" : Findings.Count)}{string.Concat(Findings.Take(50).Select(f => $"\n  {f}"))}
         """;

    private string Each(Func<Outage, TimeSpan> of) => string.Join(", ", Outages.Select(o => $"{of(o).TotalSeconds:0.0}"));
}

/// <summary>
/// Two hosts on a primary and its synchronous standby, made by PostgreSQL's own replication, under load. The primary is killed, the standby
/// promoted, as an administrator would or his tool; nobody tells the hosts. Then the dead one comes back as the standby of the other, and so on.
/// </summary>
internal static class FailoverDrill
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Work = TimeSpan.FromSeconds(3);

    // Whoever promotes must have noticed first; the hosts meanwhile have only a standby.
    private static readonly TimeSpan Notice = TimeSpan.FromSeconds(1);

    public static async Task<FailoverReport> RunAsync(int failovers, int seed, Action<string> tell, CancellationToken cancellation)
    {
        var folder = TestFolders.New();
        try
        {
            var primary = await Server.CreateAsync(Path.Combine(folder, "servers"), "a", cancellation);
            await primary.StartAsync(cancellation);
            await primary.FurnishAsync(cancellation);
            return await RunOnAsync(folder, primary, await FollowedAsync(primary, "b", cancellation), failovers, seed, tell, cancellation);
        }
        finally
        {
            TestFolders.Delete(Path.Combine(folder, "servers"));
            TestFolders.Delete(folder);
        }
    }

    private static async Task<FailoverReport> RunOnAsync(
        string folder, Server primary, Server standby, int failovers, int seed, Action<string> tell, CancellationToken cancellation)
    {
        var (connectionString, keyFolder) = (Server.ConnectionStringOf(primary, standby), Path.Combine(folder, "keys"));
        using var keys = InstallationKeys.Open(keyFolder);
        string[] arguments =
        [
            $"--ConnectionStrings:Market={connectionString}", "--Database:ReadFromStandbys=true", $"--Identity:KeyFolder={keyFolder}", "--Logging:LogLevel:Default=Critical",
        ];
        var addresses = new[] { HostProcess.FreeAddress(), HostProcess.FreeAddress() };
        using var courier = new Courier(addresses, new TokenIssuer(keys, TimeProvider.System));
        var town = new Town(courier);
        var hosts = addresses.Select(address => HostProcess.Start(address, arguments)).ToArray();
        try
        {
            foreach (var host in hosts) await host.ReadyAsync(Patience, cancellation);
            await town.SettleAsync(5, 3, cancellation);
            tell("two hosts are up on a primary and a synchronous standby, and the town is settled");
            using var stop = new CancellationTokenSource();
            var crowd = new Crowd(town, seed, mostOfAKind: 3).WorkAsync(stop.Token, cancellation);
            var (outages, reads) = (new List<Outage>(), 0L);
            while (true)
            {
                await Task.Delay(Work, cancellation);
                reads += (long)(await standby.AdministerAsync("select xact_commit from pg_stat_database where datname = 'climate_finance'", cancellation))!;
                outages.Add(await FailOverAsync(primary, standby, courier, cancellation));
                tell($"{outages.Count,3} acknowledged again {outages[^1].SincePromotion.TotalSeconds:0.0} s after the promotion, {courier.Ledger.Count} commands so far");
                if (crowd.IsFaulted) await crowd;
                if (outages.Count == failovers) break;
                (primary, standby) = (standby, await FollowedAsync(standby, primary, cancellation));
            }

            await Task.Delay(Work, cancellation);
            await stop.CancelAsync();
            await crowd.WaitAsync(Patience, cancellation);
            var inspection = new Inspection(() => standby.ConnectionString, courier, town);
            await inspection.DrainedAsync(cancellation);
            await inspection.LookAsync(cancellation);
            var events = await inspection.DeliveredTwiceAsync(
                () => { foreach (var host in hosts) host.Kill(); },
                async () =>
                {
                    hosts[0].Dispose();
                    hosts[0] = HostProcess.Start(addresses[0], arguments);
                    await hosts[0].ReadyAsync(Patience, cancellation);
                },
                cancellation);
            var ledger = courier.Ledger.ToArray();
            return new FailoverReport(
                outages, Count(Fate.Acknowledged), Count(Fate.Refused), Count(Fate.Unknown), ledger.Count(e => e.Sendings > 1), events, reads, inspection.Findings);

            int Count(Fate fate) => ledger.Count(e => e.Fate == fate);
        }
        finally
        {
            foreach (var host in hosts) host.Dispose();
        }
    }

    private static async Task<Outage> FailOverAsync(Server primary, Server standby, Courier courier, CancellationToken cancellation)
    {
        primary.Kill();
        var death = Stopwatch.GetTimestamp();
        await Task.Delay(Notice, cancellation);
        var promotion = Stopwatch.GetTimestamp();
        await standby.PromoteAsync(cancellation);
        await using var tables = new Tables(standby.ConnectionString);
        var leases = new Leases(tables);
        await leases.TakenOverAsync(gone: -1, cancellation);
        var subscriptions = Stopwatch.GetElapsedTime(promotion);
        while (courier.FirstSince(promotion) is null)
        {
            if (Stopwatch.GetElapsedTime(promotion) > Patience) throw new DrillException("No command was acknowledged after the promotion.");
            await Task.Delay(10, cancellation);
        }

        var first = courier.FirstSince(promotion)!.Value;
        return new Outage(Stopwatch.GetElapsedTime(death, first), Stopwatch.GetElapsedTime(promotion, first), subscriptions);
    }

    /// <summary>A server with a new standby that every commit waits for.</summary>
    private static Task<Server> FollowedAsync(Server primary, string name, CancellationToken cancellation) =>
        FollowedAsync(primary, () => primary.CopyAsync(name, standby: true, cancellation), cancellation);

    /// <summary>The same with one that died: it is made anew under its old name and port, where the hosts look for it.</summary>
    private static Task<Server> FollowedAsync(Server primary, Server dead, CancellationToken cancellation) =>
        FollowedAsync(primary, () => primary.CopyOverAsync(dead, cancellation), cancellation);

    private static async Task<Server> FollowedAsync(Server primary, Func<Task<Server>> copy, CancellationToken cancellation)
    {
        var standby = await copy();
        await standby.StartAsync(cancellation);
        primary.Settings["synchronous_standby_names"] = "*";
        await primary.ConfigureAsync(cancellation);
        await primary.UntilAsync("select count(*) = 1 from pg_stat_replication where sync_state = 'sync'", cancellation);
        return standby;
    }
}
