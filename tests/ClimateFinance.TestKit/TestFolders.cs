using System.Diagnostics;
using ClimateFinance.Api.Hosting.Embedded;

namespace ClimateFinance.TestKit;

/// <summary>Folders of throw-away clusters: one per test process, and those that killed test runs left behind.</summary>
public static class TestFolders
{
    private const string Prefix = "cf-tests-";

    // As root the user who runs PostgreSQL must be able to reach it, which a private temporary folder isn't.
    private static readonly string Parent =
        Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows() ? "/tmp" : Path.GetTempPath();

    private static readonly TimeSpan Settled = TimeSpan.FromMinutes(1);

    /// <summary>The folder of this process's cluster.</summary>
    public static string OfThisProcess { get; } = New();

    /// <summary>The name of a folder that nobody else uses; it isn't made.</summary>
    public static string New() => Path.Combine(Parent, Prefix + Guid.NewGuid().ToString("N")[..12]);

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

    /// <summary>Kills what still runs in the folder, and removes it.</summary>
    public static void Delete(string folder)
    {
        var data = Path.Combine(folder, "data");
        if (Postmaster.Read(data) is { } left && left.IsRunningIn(data))
        {
            using var server = Process.GetProcessById(left.Pid);
            server.Kill();
            server.WaitForExit(TimeSpan.FromSeconds(10));
        }

        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }

    /// <summary>Removes the folders whose test process is dead.</summary>
    public static void DeleteAbandoned()
    {
        foreach (var folder in Directory.EnumerateDirectories(Parent, Prefix + "*"))
        {
            // A folder so young may belong to a process that is about to lock it.
            if (Directory.GetCreationTimeUtc(folder) > DateTime.UtcNow - Settled) continue;
            DeleteIfAbandoned(folder);
        }
    }

    /// <summary>Removes a folder unless a living process has its lock.</summary>
    public static void DeleteIfAbandoned(string folder)
    {
        try
        {
            using (FolderLock.Take(folder)) Delete(folder);
        }
        catch (Exception e) when (e is EmbeddedPostgresException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            // In use, or another user's.
        }
    }
}
