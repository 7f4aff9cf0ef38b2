using System.Diagnostics;
using System.Text;

namespace ClimateFinance.Api.Tests.Tour;

/// <summary>Runs a tour's script as a reader would.</summary>
internal static class Bash
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <returns>How it ended, and all that it said.</returns>
    public static async Task<(int Code, string Said)> RunAsync(TourScript script, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("climate-finance-tour-").FullName;
        var (file, said) = (Path.Combine(folder, "tour.sh"), Path.Combine(folder, "said"));
        await File.WriteAllTextAsync(file, script.Text, new UTF8Encoding(false), cancellation);
        var start = new ProcessStartInfo("bash", [file, said]) { RedirectStandardInput = true, WorkingDirectory = folder };

        // Characters are cut, not bytes; and no proxy stands between this machine and itself.
        start.Environment["LC_ALL"] = "C.UTF-8";
        start.Environment["NO_PROXY"] = start.Environment["no_proxy"] = "localhost,127.0.0.1";

        using var process = Process.Start(start)!;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        process.StandardInput.Close();
        try
        {
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await File.ReadAllTextAsync(said, cancellation));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return (-1, $"Not over after {Patience}:{Environment.NewLine}{await File.ReadAllTextAsync(said, cancellation)}");
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            Directory.Delete(folder, recursive: true);
        }
    }
}
