using System.Globalization;
using ClimateFinance.Drills;
using ClimateFinance.Drills.Crash;
using ClimateFinance.Drills.Disk;
using ClimateFinance.Drills.Failover;
using ClimateFinance.Drills.Nodes;
using ClimateFinance.Drills.Restore;

// Drills that take longer than a test may. Each ends with 0 when nothing was found wrong.
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stop.Cancel();
};
try
{
    return args switch
    {
        ["crash", ..] => await CrashAsync(),
        ["nodes", ..] => await NodesAsync(),
        ["failover", ..] => await FailoverAsync(),
        ["restore", ..] => await RestoreAsync(),
        ["disk", ..] => await DiskAsync(),
        _ => Usage(),
    };
}
catch (DrillException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 1;
}

async Task<int> CrashAsync()
{
    var report = await CrashDrill.RunAsync(new CrashPlan(Number("--kills", 60), Number("--seed", Environment.TickCount), MostOfAKind: 8), Console.WriteLine, stop.Token);
    Console.WriteLine(report);
    return report.Findings.Count == 0 ? 0 : 1;
}

async Task<int> NodesAsync()
{
    var report = await NodesDrill.RunAsync(Number("--seed", Environment.TickCount), Console.WriteLine, stop.Token);
    Console.WriteLine(report);
    return report.Findings.Count == 0 ? 0 : 1;
}

async Task<int> FailoverAsync()
{
    var report = await FailoverDrill.RunAsync(Number("--failovers", 5), Number("--seed", Environment.TickCount), Console.WriteLine, stop.Token);
    Console.WriteLine(report);
    return report.Findings.Count == 0 ? 0 : 1;
}

async Task<int> RestoreAsync()
{
    var report = await RestoreDrill.RunAsync(Number("--seed", Environment.TickCount), Console.WriteLine, stop.Token);
    Console.WriteLine(report);
    return report.Findings.Count == 0 ? 0 : 1;
}

async Task<int> DiskAsync()
{
    var report = await FullDiskDrill.RunAsync(Number("--seed", Environment.TickCount), Console.WriteLine, stop.Token);
    Console.WriteLine(report);
    return report.Findings.Count == 0 ? 0 : 1;
}

int Number(string name, int otherwise) =>
    Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : otherwise;

static int Usage()
{
    Console.Error.WriteLine(
        """
        usage: ClimateFinance.Drills VERB
          failover [--failovers 5] [--seed N]   primary and synchronous standby: the primary dies under load, the standby is promoted, and back again
          restore [--seed N]              base backup and archived log: brought back to a moment, and a host goes on from there
          disk [--seed N]                 fills a small disk under load, as root, and makes room again
          nodes [--seed N]                three hosts on one database: the working one dies, the next freezes, a newer one joins
          crash [--kills 60] [--seed N]   kills host and PostgreSQL under load, restarts them, and checks what is stored
        """);
    return 2;
}
