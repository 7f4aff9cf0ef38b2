using System.Diagnostics;

namespace ClimateFinance.Api.Hosting.Embedded;

/// <summary>How a child process ended and what it said.</summary>
internal sealed record ChildOutcome(int ExitCode, string Output)
{
    public bool Succeeded => ExitCode == 0;
}

/// <summary>Runs a program to its end: no shell, no inherited stdin, bounded in time.</summary>
internal static class ChildProcess
{
    /// <summary>Exit code of a program that could not be started or did not end in time.</summary>
    private const int Never = -1;

    /// <param name="command">Program and arguments.</param>
    /// <param name="account">Who runs it; null: whoever runs this process.</param>
    /// <param name="folder">Working folder.</param>
    /// <param name="timeout">Afterwards it is killed.</param>
    /// <param name="cancellation">Kills it.</param>
    public static async Task<ChildOutcome> RunAsync(
        IReadOnlyList<string> command, Account? account, string? folder, TimeSpan timeout, CancellationToken cancellation)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(timeout);
        using var process = new Process { StartInfo = Describe(command, account, folder) };
        try
        {
            process.Start();
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or IOException)
        {
            return new ChildOutcome(Never, $"{command[0]}: {e.Message}");
        }

        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
        var errors = process.StandardError.ReadToEndAsync(deadline.Token);
        try
        {
            await process.WaitForExitAsync(deadline.Token);
            return new ChildOutcome(process.ExitCode, (await output + await errors).Trim());
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancellation.ThrowIfCancellationRequested();
            return new ChildOutcome(Never, $"{command[0]} did not end within {timeout.TotalSeconds:0} s.");
        }
    }

    /// <summary>The same for the last moments of the process, when nothing can be awaited any more. Its words are dropped.</summary>
    public static void RunNow(IReadOnlyList<string> command, Account? account, string? folder, TimeSpan timeout)
    {
        var start = Describe(command, account, folder);
        (start.RedirectStandardOutput, start.RedirectStandardError) = (false, false);
        using var process = Process.Start(start);
        process?.StandardInput.Close();
        process?.WaitForExit(timeout);
    }

    private static ProcessStartInfo Describe(IReadOnlyList<string> command, Account? account, string? folder)
    {
        string[] whole = [.. account?.Prefix ?? [], .. command];
        var start = new ProcessStartInfo(whole[0], whole[1..])
        {
            WorkingDirectory = folder ?? "",
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // The caller's PGPORT, PGDATA and the like are about another server, and messages are matched in English.
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("PG", StringComparison.OrdinalIgnoreCase)).ToArray())
            start.Environment.Remove(name);
        start.Environment["LC_ALL"] = "C";
        return start;
    }
}
