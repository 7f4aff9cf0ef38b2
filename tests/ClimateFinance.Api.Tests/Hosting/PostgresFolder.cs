using System.Diagnostics;
using ClimateFinance.Api.Hosting.Embedded;
using ClimateFinance.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ClimateFinance.Api.Tests.Hosting;

/// <summary>A folder for one test's private PostgreSQL; whatever runs in it at the end is killed, and it is removed.</summary>
internal sealed class PostgresFolder(string? below = null) : IDisposable
{
    private readonly string whole = TestFolders.New();

    public string Root => below is null ? whole : Path.Combine(whole, below);

    public string Data => Path.Combine(Root, "data");

    /// <summary>The number of the server that runs here; null when none does.</summary>
    public int? ServerPid => Postmaster.Read(Data) is { } it && it.IsRunningIn(Data) ? it.Pid : null;

    /// <summary>Without waiting for the disk, unless it matters to the test.</summary>
    public EmbeddedPostgresOptions Options => new() { DataFolder = Root, Durable = false };

    public EmbeddedPostgresOptions Durable => new() { DataFolder = Root };

    public Task<EmbeddedPostgres> StartAsync() => StartAsync(Options);

    public static Task<EmbeddedPostgres> StartAsync(EmbeddedPostgresOptions options) =>
        EmbeddedPostgres.StartAsync(options, NullLogger.Instance, TestContext.Current.CancellationToken);

    /// <summary>SIGKILL to the server.</summary>
    public void KillServer()
    {
        var pid = ServerPid ?? throw new InvalidOperationException("No server runs here.");
        using var server = Process.GetProcessById(pid);
        server.Kill();
    }

    /// <summary>Asserts that no process works in the data folder any more; one that is on its way out gets a moment.</summary>
    public async Task NothingRunsAsync()
    {
        for (var i = 0; i < 100 && Workers().Length > 0; i++) await Task.Delay(50);
        Assert.Empty(Workers());
        Assert.False(File.Exists(Postmaster.FileOf(Data)), "The server went without taking its pid file along.");
    }

    public void Dispose()
    {
        if (ServerPid is not null) KillServer();
        TestFolders.Delete(whole);
    }

    private string[] Workers() => OperatingSystem.IsLinux()
        ? [.. Directory.EnumerateDirectories("/proc").Where(p => char.IsAsciiDigit(Path.GetFileName(p)[0]) && WorkingFolder(p) == Data)]
        : ServerPid is { } pid ? [$"{pid}"] : [];

    private static string? WorkingFolder(string process)
    {
        try
        {
            return new FileInfo(Path.Combine(process, "cwd")).LinkTarget;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
