using System.Diagnostics;
using System.Globalization;
using ClimateFinance.Api.Hosting.Identity;
using ClimateFinance.Drills.Servers;
using ClimateFinance.TestKit;

namespace ClimateFinance.Drills.Restore;

/// <summary>What a restore to a point in time brought back.</summary>
/// <param name="Kept">Events up to that moment.</param>
/// <param name="Left">Events after it, which are gone as they should be.</param>
/// <param name="Took">From the start of the restored PostgreSQL until a host on it was ready.</param>
internal sealed record RestoreReport(long Kept, long Left, int Acknowledged, TimeSpan Took, IReadOnlyList<string> Findings)
{
    public override string ToString() =>
        $"""
         restored to a moment with {Kept} events and {Acknowledged} acknowledged commands; the {Left} events after it are gone; a host was ready on it after {Took.TotalSeconds:0.0} s and went on
         findings: {(Findings.Count == 0 ? "none" : Findings.Count)}{string.Concat(Findings.Take(50).Select(f => $"\n  {f}"))}
         """;
}

/// <summary>
/// As the README tells it: a base backup while the host works, the write-ahead log archived, then the server is lost. The backup is brought to a
/// moment between two stretches of work, and a host goes on from there.
/// </summary>
internal static class RestoreDrill
{
    private const string Fingerprint = "select count(*) || ' ' || coalesce(md5(string_agg(seq_id || type || id, ',' order by seq_id)), '') from mt_events";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Work = TimeSpan.FromSeconds(2);

    public static async Task<RestoreReport> RunAsync(int seed, Action<string> tell, CancellationToken cancellation)
    {
        var folder = TestFolders.New();
        try
        {
            return await RunInAsync(folder, seed, tell, cancellation);
        }
        finally
        {
            TestFolders.Delete(Path.Combine(folder, "servers"));
            TestFolders.Delete(folder);
        }
    }

    private static async Task<RestoreReport> RunInAsync(string folder, int seed, Action<string> tell, CancellationToken cancellation)
    {
        var server = await Server.CreateAsync(Path.Combine(folder, "servers"), "first", cancellation);
        var archive = await server.MakeFolderAsync("archive", cancellation);
        server.Settings["archive_mode"] = "on";
        server.Settings["archive_command"] = $"test ! -f {archive}/%f && cp %p {archive}/%f";
        await server.StartAsync(cancellation);
        await server.FurnishAsync(cancellation);

        var (address, keyFolder) = (HostProcess.FreeAddress(), Path.Combine(folder, "keys"));
        using var keys = InstallationKeys.Open(keyFolder);
        var tokens = new TokenIssuer(keys, TimeProvider.System);
        string[] Arguments(Server on) =>
            [$"--ConnectionStrings:Market={on.ConnectionString}", $"--Identity:KeyFolder={keyFolder}", "--Logging:LogLevel:Default=Error"];

        // Work, the moment, more work, then the server is lost.
        using var courier = new Courier([address], tokens);
        var town = new Town(courier);
        using var host = HostProcess.Start(address, Arguments(server));
        await host.ReadyAsync(Patience, cancellation);
        await town.SettleAsync(3, 2, cancellation);
        var backup = await server.CopyAsync("second", standby: false, cancellation);
        tell("a base backup was made while the host worked");
        await WorkAsync(town, seed, cancellation);
        await new Inspection(() => server.ConnectionString, courier, town).DrainedAsync(cancellation);
        var kept = courier.Ledger.ToArray();
        await using var tables = new Tables(server.ConnectionString);
        var fingerprint = await TextAsync(tables, Fingerprint, cancellation);
        var moment = await TextAsync(tables, "select clock_timestamp()::text", cancellation);
        await WorkAsync(town, seed + 1, cancellation);
        var all = await tables.CountAsync("select count(*) from mt_events", cancellation);
        host.Kill();
        await ArchivedAsync(server, cancellation);
        server.Kill();

        var watch = Stopwatch.StartNew();
        backup.Settings["restore_command"] = $"cp {archive}/%f %p";
        backup.Settings["recovery_target_time"] = moment;
        backup.Settings["recovery_target_action"] = "promote";
        await backup.MarkAsync("recovery.signal", cancellation);
        await backup.StartAsync(cancellation);
        await backup.UntilAsync("select not pg_is_in_recovery()", cancellation);
        await using var restored = new Tables(backup.ConnectionString);
        var brought = await TextAsync(restored, Fingerprint, cancellation);
        var events = await restored.CountAsync("select count(*) from mt_events", cancellation);
        tell($"brought back to {moment}: {events} of {all} events");

        using var again = new Courier([address], tokens);
        using var next = HostProcess.Start(address, Arguments(backup));
        await next.ReadyAsync(Patience, cancellation);
        var took = watch.Elapsed;
        var after = new Town(again);
        var inspection = new Inspection(() => backup.ConnectionString, again, after, kept);
        await after.SettleAsync(2, 1, cancellation);
        await inspection.DrainedAsync(cancellation);
        await inspection.LookAsync(cancellation);
        string[] findings = brought == fingerprint ? [.. inspection.Findings] : [$"the events are {brought} where they were {fingerprint}", .. inspection.Findings];
        return new RestoreReport(events, all - events, kept.Count(e => e.Fate == Fate.Acknowledged), took, findings);
    }

    private static async Task WorkAsync(Town town, int seed, CancellationToken cancellation)
    {
        using var stop = new CancellationTokenSource(Work);
        await new Crowd(town, seed, mostOfAKind: 3).WorkAsync(stop.Token, cancellation).WaitAsync(Patience, cancellation);
    }

    private static async Task ArchivedAsync(Server server, CancellationToken cancellation)
    {
        var last = (string)(await server.AdministerAsync("select pg_walfile_name(pg_switch_wal())", cancellation))!;
        await server.UntilAsync(string.Create(CultureInfo.InvariantCulture, $"select coalesce(last_archived_wal, '') >= '{last}' from pg_stat_archiver"), cancellation);
    }

    private static async Task<string> TextAsync(Tables tables, string sql, CancellationToken cancellation) =>
        (await tables.ReadAsync(sql, row => row.GetString(0), cancellation))[0];
}
