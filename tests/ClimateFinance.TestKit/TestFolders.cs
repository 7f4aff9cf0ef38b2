using System.Diagnostics;
using ClimateFinance.Api.Hosting.Embedded;

namespace ClimateFinance.TestKit;

/// <summary>
/// Folders for throw-away clusters: below one that this process holds locked while it lives, so that the next run can tell, and clear
/// away, what a killed one left behind.
/// </summary>
public static class TestFolders
{
    private const string Prefix = "cf-tests-";
    private const string LockFile = "process.lock";
    private const UnixFileMode Passable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private static readonly TimeSpan Settled = TimeSpan.FromMinutes(1);

    // As root the user who runs PostgreSQL must be able to reach it, which a private temporary folder isn't.
    private static readonly string Parent =
        Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows() ? "/tmp" : Path.GetTempPath();

    private static readonly Lazy<string> OfThisProcess = new(Claim);

    /// <summary>The name of a folder that nobody else uses; it isn't made.</summary>
    public static string New() => Path.Combine(OfThisProcess.Value, Unique());

    /// <summary>Fast instead of safe, for many connections.</summary>
    public static EmbeddedPostgresOptions Options(string folder) => new()
    {
        DataFolder = folder,
        Durable = false,
        Settings = new Dictionary<string, string>
        {
            ["max_connections"] = "300",
            ["autovacuum_naptime"] = "10min",
            ["max_wal_size"] = "2GB",
            ["checkpoint_timeout"] = "1h",
        },
    };

    /// <summary>Kills the servers that still run in the folder or right below it, and removes it.</summary>
    public static void Delete(string folder)
    {
        if (!Directory.Exists(folder)) return;
        foreach (var place in Directory.EnumerateDirectories(folder).Append(folder)) KillServerIn(Path.Combine(place, "data"));
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Removes a process's folder, unless that process lives.</summary>
    public static void DeleteIfAbandoned(string folder)
    {
        try
        {
            using (new FileStream(Path.Combine(folder, LockFile), FileMode.Open, FileAccess.ReadWrite, FileShare.None)) Delete(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // In use, another user's, or no process's folder at all.
        }
    }

    /// <summary>Makes a folder this process's own. The lock lasts as long as the stream, or the process.</summary>
    public static FileStream Lock(string folder)
    {
        Directory.CreateDirectory(folder);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder, Passable);
        return new FileStream(Path.Combine(folder, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
    }

    private static string Claim()
    {
        // A folder so young may belong to a process that is about to lock it.
        foreach (var left in Directory.EnumerateDirectories(Parent, Prefix + "*"))
            if (Directory.GetCreationTimeUtc(left) < DateTime.UtcNow - Settled) DeleteIfAbandoned(left);

        var folder = Path.Combine(Parent, Prefix + Unique());
        var held = Lock(folder);
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            held.Dispose();
            DeleteIfAbandoned(folder);
        };
        return folder;
    }

    private static void KillServerIn(string data)
    {
        if (Postmaster.Read(data) is not { } left || !left.IsRunningIn(data)) return;
        try
        {
            using var server = Process.GetProcessById(left.Pid);
            server.Kill();
            server.WaitForExit(TimeSpan.FromSeconds(10));
        }
        catch (ArgumentException)
        {
            // It ended by itself meanwhile.
        }
    }

    private static string Unique() => Guid.NewGuid().ToString("N")[..12];
}
