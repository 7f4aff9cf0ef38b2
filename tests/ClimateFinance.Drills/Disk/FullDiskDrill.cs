using System.Diagnostics;
using ClimateFinance.Api.Hosting.Embedded;
using ClimateFinance.Api.Hosting.Identity;
using ClimateFinance.TestKit;
using Npgsql;

namespace ClimateFinance.Drills.Disk;

/// <summary>What was seen while the disk was full, and after.</summary>
/// <param name="Unavailable">Commands that heard 503 meanwhile.</param>
/// <param name="Back">From when there was room again until the host was ready.</param>
/// <param name="Said">What the host wrote on its terminal about it.</param>
internal sealed record FullDiskReport(int Unavailable, int Acknowledged, TimeSpan Back, string Said, IReadOnlyList<string> Findings)
{
    public override string ToString() =>
        $"""
         {Unavailable} commands heard 503 while the disk was full; {Back.TotalSeconds:0.0} s after there was room again the host was ready; {Acknowledged} commands acknowledged in all
         findings: {(Findings.Count == 0 ? "none" : Findings.Count)}{string.Concat(Findings.Take(50).Select(f => $"\n  {f}"))}
         """;
}

/// <summary>
/// The host with its private PostgreSQL on a small disk of its own (a tmpfs, so it takes root to mount it). The disk is filled to the last byte
/// under load, tables and write-ahead log alike have no room, then there is room again.
/// </summary>
internal static class FullDiskDrill
{
    private const int Megabytes = 256;
    private const int Refusals = 20;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Work = TimeSpan.FromSeconds(2);

    /// <summary>Whether this user may mount a disk.</summary>
    public static bool IsPossible => OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess;

    public static async Task<FullDiskReport> RunAsync(int seed, Action<string> tell, CancellationToken cancellation)
    {
        var folder = TestFolders.New();
        var disk = Path.Combine(folder, "disk");
        Directory.CreateDirectory(disk);
        await DemandAsync(["mount", "-t", "tmpfs", "-o", $"size={Megabytes}m,mode=0711", "tmpfs", disk]);
        try
        {
            return await RunOnAsync(folder, Path.Combine(disk, "postgres"), seed, tell, cancellation);
        }
        finally
        {
            TestFolders.Delete(Path.Combine(disk, "postgres"));
            await DemandAsync(["umount", "-l", disk]);
            TestFolders.Delete(folder);
        }
    }

    private static async Task<FullDiskReport> RunOnAsync(string folder, string data, int seed, Action<string> tell, CancellationToken cancellation)
    {
        var (address, keyFolder, ballast) = (HostProcess.FreeAddress(), Path.Combine(folder, "keys"), Path.Combine(folder, "disk", "ballast"));
        using var keys = InstallationKeys.Open(keyFolder);
        using var courier = new Courier([address], new TokenIssuer(keys, TimeProvider.System));
        var town = new Town(courier);
        using var host = HostProcess.Start(
            address,
            $"--EmbeddedPostgres:DataFolder={data}", $"--Identity:KeyFolder={keyFolder}", "--Logging:LogLevel:Default=Error",
            "--EmbeddedPostgres:Settings:track_commit_timestamp=on", "--EmbeddedPostgres:Settings:max_wal_size=48MB", "--EmbeddedPostgres:Settings:min_wal_size=32MB");
        await host.ReadyAsync(Patience, cancellation);
        await town.SettleAsync(4, 2, cancellation);
        using var stop = new CancellationTokenSource();
        var crowd = new Crowd(town, seed, mostOfAKind: 3).WorkAsync(stop.Token, cancellation);
        await Task.Delay(Work, cancellation);

        Fill(ballast);
        tell("the disk is full");
        for (var watch = Stopwatch.StartNew(); courier.Unavailable < Refusals; await Task.Delay(100, cancellation))
        {
            if (watch.Elapsed > Patience) throw new DrillException("Nobody ever heard 503: the disk was not full enough.");
            Fill(ballast);
            await SwitchLogAsync(data, cancellation);
            if (!host.Lives) throw new DrillException($"The host ended by itself. It said:\n{host.Said}");
        }

        var unavailable = courier.Unavailable;
        File.Delete(ballast);
        var back = await host.ReadyAsync(Patience, cancellation);
        tell($"there was room again, and the host was ready {back.TotalSeconds:0.0} s later");
        await Task.Delay(Work, cancellation);
        await stop.CancelAsync();
        await crowd.WaitAsync(Patience, cancellation);
        var inspection = new Inspection(() => Inspection.PrivateIn(data), courier, town);
        await inspection.DrainedAsync(cancellation);
        await inspection.LookAsync(cancellation);
        await host.EndAsync(cancellation);
        return new FullDiskReport(unavailable, courier.Ledger.Count(e => e.Fate == Fate.Acknowledged), back, host.Said, inspection.Findings);
    }

    /// <summary>Takes whatever room there is.</summary>
    private static void Fill(string ballast)
    {
        using var file = new FileStream(ballast, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        foreach (var size in new[] { 1 << 20, 1 << 12, 1 })
        {
            var block = new byte[size];
            try
            {
                while (true) file.Write(block);
            }
            catch (IOException)
            {
                // So much does not go in any more; less may.
            }
        }
    }

    /// <summary>The log needs a new file of 16 MB.</summary>
    private static async Task SwitchLogAsync(string data, CancellationToken cancellation)
    {
        try
        {
            var owner = new NpgsqlConnectionStringBuilder(Inspection.PrivateIn(data)) { Username = "postgres", Database = "postgres", Pooling = false };
            await using var connection = new NpgsqlConnection(owner.ConnectionString);
            await connection.OpenAsync(cancellation);
            await using var command = new NpgsqlCommand("select pg_switch_wal()", connection);
            await command.ExecuteNonQueryAsync(cancellation);
        }
        catch (Exception e) when (e is NpgsqlException or DrillException)
        {
            // It is down already.
        }
    }

    private static async Task DemandAsync(string[] command)
    {
        var outcome = await ChildProcess.RunAsync(command, null, "/", TimeSpan.FromSeconds(10), CancellationToken.None);
        if (!outcome.Succeeded) throw new DrillException($"This machine does not allow it: {string.Join(' ', command)}: {outcome.Output}");
    }
}
