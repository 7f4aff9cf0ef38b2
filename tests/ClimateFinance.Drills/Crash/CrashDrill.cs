using System.Diagnostics;
using ClimateFinance.Api.Hosting.Identity;
using ClimateFinance.TestKit;

namespace ClimateFinance.Drills.Crash;

/// <summary>How a crash drill is held.</summary>
/// <param name="Kills">How many times something is killed.</param>
/// <param name="Seed">Of the lots that are drawn: victims, moments, commands.</param>
/// <param name="Enterprises">How many clients of this side.</param>
/// <param name="Banks">How many of the other.</param>
/// <param name="MostOfAKind">How many needs or products a client has on the market at most.</param>
/// <param name="Only">Kills nothing else; null: by lot.</param>
/// <param name="Settings">Of the private PostgreSQL: to see that the drill finds what a careless one loses.</param>
/// <param name="Tampering">Statements that are done to the database before it is looked at, for the same end; made from all that was sent.</param>
internal sealed record CrashPlan(
    int Kills, int Seed, int Enterprises = 8, int Banks = 4, int MostOfAKind = 3, Victim? Only = null, IReadOnlyDictionary<string, string>? Settings = null,
    Func<IReadOnlyList<Errand>, string>? Tampering = null);

/// <summary>What a crash drill found. A drill without findings is one in which nothing was lost, doubled or torn.</summary>
internal sealed record CrashReport(
    IReadOnlyList<Victim> Killed, IReadOnlyList<TimeSpan> Back, int Acknowledged, int Refused, int Unknown, int Repeated, long Events, TimeSpan Took,
    IReadOnlyList<string> Findings)
{
    public override string ToString() =>
        $"""
         {Killed.Count} kills ({string.Join(", ", Killed.GroupBy(v => v).OrderBy(g => g.Key).Select(g => $"{g.Count()} {g.Key}".ToLowerInvariant()))}) in {Took.TotalSeconds:0} s; ready again after {Back.Average(b => b.TotalSeconds):0.0} s on average, {Back.Max(b => b.TotalSeconds):0.0} s at most
         {Acknowledged + Refused + Unknown} commands: {Acknowledged} acknowledged, {Refused} refused, {Unknown} given up unanswered; {Repeated} were sent more than once
         {Events} events
         findings: {(Findings.Count == 0 ? "none" : Findings.Count)}{string.Concat(Findings.Take(50).Select(f => $"\n  {f}"))}
         """;
}

/// <summary>
/// The real host with its own PostgreSQL on a folder of its own, clients that send mixed commands, and a killer. In the end everything is
/// looked at from outside: by HTTP, and in the tables.
/// </summary>
internal static class CrashDrill
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public static async Task<CrashReport> RunAsync(CrashPlan plan, Action<string> tell, CancellationToken cancellation)
    {
        var folder = TestFolders.New();
        try
        {
            return await RunInAsync(folder, plan, tell, cancellation);
        }
        finally
        {
            TestFolders.Delete(folder);
        }
    }

    private static async Task<CrashReport> RunInAsync(string folder, CrashPlan plan, Action<string> tell, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        var (address, keyFolder) = (HostProcess.FreeAddress(), Path.Combine(folder, "keys"));
        Directory.CreateDirectory(folder);
        using var keys = InstallationKeys.Open(keyFolder);
        using var courier = new Courier([address], new TokenIssuer(keys, TimeProvider.System));
        string[] arguments =
        [
            $"--EmbeddedPostgres:DataFolder={folder}", $"--Identity:KeyFolder={keyFolder}", "--Logging:LogLevel:Default=Warning",
            "--EmbeddedPostgres:Settings:track_commit_timestamp=on", "--Logging:LogLevel:ClimateFinance.Problems=Error",
            .. (plan.Settings ?? new Dictionary<string, string>()).Select(setting => $"--EmbeddedPostgres:Settings:{setting.Key}={setting.Value}"),
        ];

        var host = HostProcess.Start(address, arguments);
        try
        {
            tell($"first start: ready after {(await host.ReadyAsync(Patience, cancellation)).TotalSeconds:0.0} s");
            var town = new Town(courier);
            await town.SettleAsync(plan.Enterprises, plan.Banks, cancellation);
            tell($"the town is settled after {watch.Elapsed.TotalSeconds:0} s");

            using var stop = new CancellationTokenSource();
            var crowd = new Crowd(town, plan.Seed, plan.MostOfAKind).WorkAsync(stop.Token, cancellation);
            var killer = new Killer(plan.Seed, Path.Combine(folder, "data"));
            var (killed, back) = (new List<Victim>(), new List<TimeSpan>());
            while (killed.Count < plan.Kills)
            {
                await Task.Delay(killer.Pause(), cancellation);
                var victim = plan.Only ?? killer.Draw();
                killer.Kill(victim, host);
                killed.Add(victim);
                if (!host.Lives)
                {
                    host.Dispose();
                    host = HostProcess.Start(address, arguments);
                }

                if (killer.Early() && killed.Count < plan.Kills) continue;
                back.Add(await host.ReadyAsync(Patience, cancellation));
                tell($"{killed.Count,4} {victim}: ready after {back[^1].TotalSeconds:0.0} s, {courier.Ledger.Count} commands so far");
                if (crowd.IsFaulted) await crowd;
            }

            await stop.CancelAsync();
            await crowd.WaitAsync(Patience, cancellation);
            var inspection = new Inspection(() => Inspection.PrivateIn(folder), courier, town);
            await inspection.DrainedAsync(cancellation);
            if (plan.Tampering is { } tampering)
            {
                await using var tables = inspection.Open();
                await tables.RunAsync(tampering([.. courier.Ledger]), cancellation);
            }

            await inspection.LookAsync(cancellation);

            // Everything is delivered once more: what had been delivered the first time adds nothing now.
            host.Kill();
            host.Dispose();
            var before = await inspection.DeliverAgainAsync(cancellation);
            host = HostProcess.Start(address, arguments);
            await host.ReadyAsync(Patience, cancellation);
            await inspection.DrainedAsync(cancellation);
            await inspection.CompareAsync(before, cancellation);
            await host.EndAsync(cancellation);

            var ledger = courier.Ledger.ToArray();
            return new CrashReport(
                killed, back, Count(Fate.Acknowledged), Count(Fate.Refused), Count(Fate.Unknown), ledger.Count(e => e.Sendings > 1), before.Events,
                watch.Elapsed, inspection.Findings);

            int Count(Fate fate) => ledger.Count(e => e.Fate == fate);
        }
        finally
        {
            host.Dispose();
        }
    }
}
