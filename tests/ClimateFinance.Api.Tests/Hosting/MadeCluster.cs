using System.Diagnostics;

namespace ClimateFinance.Api.Tests.Hosting;

/// <summary>A private PostgreSQL that was started and stopped once, to be copied by the tests that do not look at a first start.</summary>
public sealed class MadeCluster : IAsyncDisposable
{
    private readonly PostgresFolder original = new();
    private readonly Lazy<Task> made;

    public MadeCluster() => made = new(async () =>
    {
        await using var postgres = await original.StartAsync();
    });

    /// <summary>A folder of one's own with a copy in it.</summary>
    internal async Task<PostgresFolder> CopyAsync(string? below = null)
    {
        var copy = new PostgresFolder(below);
        if (OperatingSystem.IsWindows()) return copy;
        await made.Value;
        Directory.CreateDirectory(Path.GetDirectoryName(copy.Root)!);

        // Owners and modes are part of what is copied.
        using var copying = Process.Start("cp", ["-a", original.Root, copy.Root]);
        await copying.WaitForExitAsync();
        return copying.ExitCode == 0 ? copy : throw new IOException($"{original.Root} could not be copied.");
    }

    public ValueTask DisposeAsync()
    {
        original.Dispose();
        return ValueTask.CompletedTask;
    }
}
