using ClimateFinance.Api.Hosting;
using ClimateFinance.Api.Hosting.Embedded;
using ClimateFinance.Api.Hosting.Identity;
using ClimateFinance.Store.Postgres;
using ClimateFinance.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Abstractions;

namespace ClimateFinance.Drills.Nodes;

/// <summary>What a drill of several nodes found.</summary>
/// <param name="AfterDeath">How long after the working node's SIGKILL every subscription was worked by another.</param>
/// <param name="AfterFreeze">The same after the next one was frozen: it is silent, and its connections stay open.</param>
/// <param name="Refusal">What an old version said that was started on the upgraded database.</param>
internal sealed record NodesReport(TimeSpan AfterDeath, TimeSpan AfterFreeze, string Refusal, int Acknowledged, long Events, IReadOnlyList<string> Findings)
{
    public override string ToString() =>
        $"""
         every subscription was taken over {AfterDeath.TotalSeconds:0.0} s after the working node was killed, {AfterFreeze.TotalSeconds:0.0} s after the next one froze
         {Acknowledged} commands acknowledged, {Events} events; a node with a migration more joined meanwhile
         an old node that is started beside it says: {Refusal}
         findings: {(Findings.Count == 0 ? "none" : Findings.Count)}{string.Concat(Findings.Take(50).Select(f => $"\n  {f}"))}
         """;
}

/// <summary>
/// Three hosts on one database under load. The one that works the most subscriptions is killed, the next one frozen for a while; a newer version
/// with a migration more joins; then everything is looked at as after crashes.
/// </summary>
internal static class NodesDrill
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Work = TimeSpan.FromSeconds(1);

    public static async Task<NodesReport> RunAsync(int seed, Action<string> tell, CancellationToken cancellation)
    {
        var folder = TestFolders.New();
        try
        {
            var options = new EmbeddedPostgresOptions
            {
                DataFolder = folder,
                Durable = false,
                Settings = new Dictionary<string, string> { ["track_commit_timestamp"] = "on", ["max_connections"] = "300" },
            };
            await using var server = await EmbeddedPostgres.StartAsync(options, NullLogger.Instance, cancellation);
            return await RunOnAsync(folder, server.ConnectionString, seed, tell, cancellation);
        }
        finally
        {
            TestFolders.Delete(folder);
        }
    }

    private static async Task<NodesReport> RunOnAsync(string folder, string connectionString, int seed, Action<string> tell, CancellationToken cancellation)
    {
        var keyFolder = Path.Combine(folder, "keys");
        using var keys = InstallationKeys.Open(keyFolder);
        var tokens = new TokenIssuer(keys, TimeProvider.System);
        string[] arguments = [$"--ConnectionStrings:Market={connectionString}", $"--Identity:KeyFolder={keyFolder}", "--Logging:LogLevel:Default=Error"];
        var addresses = Enumerable.Range(0, 4).Select(_ => HostProcess.FreeAddress()).ToArray();
        using var courier = new Courier(addresses, tokens);
        var town = new Town(courier);
        var inspection = new Inspection(() => connectionString, courier, town);

        // All at once on an empty database: one makes the tables, the others wait for it.
        var nodes = addresses.Take(3).Select(address => HostProcess.Start(address, arguments)).ToList();
        WebApplication? newer = null;
        try
        {
            await Task.WhenAll(nodes.Select(node => node.ReadyAsync(Patience, cancellation)));
            await town.SettleAsync(6, 3, cancellation);
            tell("three nodes are up and the town is settled");
            using var stop = new CancellationTokenSource();
            var crowd = new Crowd(town, seed, mostOfAKind: 2).WorkAsync(stop.Token, cancellation);

            await using var tables = inspection.Open();
            var leases = new Leases(tables);
            var dead = await FirstAsync(leases, nodes, cancellation);
            dead.Kill();
            nodes.Remove(dead);
            var afterDeath = await leases.TakenOverAsync(dead.Pid, cancellation);
            tell($"killed {dead.Pid}: taken over after {afterDeath.TotalSeconds:0.0} s");

            await Task.Delay(Work, cancellation);
            var frozen = await FirstAsync(leases, nodes, cancellation);
            frozen.Freeze(true);
            var afterFreeze = await leases.TakenOverAsync(frozen.Pid, cancellation);
            frozen.Freeze(false);
            tell($"froze {frozen.Pid}: taken over after {afterFreeze.TotalSeconds:0.0} s");

            newer = await StartNewerAsync(addresses[3], arguments, connectionString);
            tell("a newer node has joined");
            await Task.Delay(Work, cancellation);
            var refusal = await RefusalAsync(dead.Address, arguments, cancellation);

            await stop.CancelAsync();
            await crowd.WaitAsync(Patience, cancellation);
            await inspection.DrainedAsync(cancellation);
            await inspection.LookAsync(cancellation);
            await newer.StopAsync(cancellation);
            await newer.DisposeAsync();
            newer = null;
            foreach (var node in nodes) node.Kill();
            var before = await inspection.DeliverAgainAsync(cancellation);
            newer = await StartNewerAsync(addresses[3], arguments, connectionString);
            await inspection.DrainedAsync(cancellation);
            await inspection.CompareAsync(before, cancellation);
            return new NodesReport(
                afterDeath, afterFreeze, refusal, courier.Ledger.Count(e => e.Fate == Fate.Acknowledged), before.Events, inspection.Findings);
        }
        finally
        {
            foreach (var node in nodes) node.Dispose();
            if (newer is not null)
            {
                await newer.StopAsync(CancellationToken.None);
                await newer.DisposeAsync();
            }
        }
    }

    private static async Task<HostProcess> FirstAsync(Leases leases, IReadOnlyList<HostProcess> nodes, CancellationToken cancellation)
    {
        var now = await leases.NowAsync(cancellation);
        return nodes.MaxBy(node => now.Values.Count(pid => pid == node.Pid))!;
    }

    /// <summary>The next version of the software, as far as a database can tell: it brings a table and a column of its own.</summary>
    private static async Task<WebApplication> StartNewerAsync(Uri address, string[] arguments, string connectionString)
    {
        var next = new Migration(1, "0001_next", """
            create table drill_next (id uuid primary key, words text);
            alter table need add column drill_next text not null default '演练';
            create index need_drill_next on need (drill_next);
            """);
        var newer = await MarketHost.BuildAsync(
            [.. arguments, $"--urls={address}", "--environment=Drill", "--Traffic:Limited=false", "--Preset=none"],
            connectionString,
            services => services.Replace(ServiceDescriptor.Singleton(provider => new Migrator(
                provider.GetRequiredService<PostgresDatabase>(),
                [MigrationModule.Store, new MigrationModule("market", typeof(MarketHost).Assembly), new MigrationModule("next", [next])],
                TimeProvider.System))));
        await newer.StartAsync();
        return newer;
    }

    /// <summary>An old version must not start on tables that it does not know.</summary>
    private static async Task<string> RefusalAsync(Uri address, string[] arguments, CancellationToken cancellation)
    {
        using var old = HostProcess.Start(address, arguments);
        try
        {
            await old.ReadyAsync(Patience, cancellation);
        }
        catch (DrillException) when (!old.Lives)
        {
            return old.Said;
        }

        throw new DrillException("An old version started on a database that is newer.");
    }
}
