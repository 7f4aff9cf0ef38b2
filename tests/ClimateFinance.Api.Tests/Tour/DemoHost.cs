using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using ClimateFinance.Api.Tests.Hosting;
using Xunit;

namespace ClimateFinance.Api.Tests.Tour;

/// <summary>The host as <c>dotnet run</c> starts it: a process of its own in Development, with Handan's preset, on a free port.</summary>
internal sealed partial class DemoHost : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan BetweenQuestions = TimeSpan.FromMilliseconds(200);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("climate-finance-tour-");
    private readonly StringBuilder said = new();
    private readonly TaskCompletionSource<Uri> listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Process process;

    private DemoHost(string connectionString)
    {
        var start = new ProcessStartInfo(ChildHost.DotNet, ["exec", Path.Combine(AppContext.BaseDirectory, "ClimateFinance.Api.dll"), "--urls=http://127.0.0.1:0"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder.FullName,
            Environment =
            {
                ["ASPNETCORE_ENVIRONMENT"] = "Development",
                ["ConnectionStrings__Market"] = connectionString,
                ["Identity__KeyFolder"] = Path.Combine(folder.FullName, "keys"),
                ["Preset"] = "handan",
            },
        };
        process = new Process { StartInfo = start };
        process.OutputDataReceived += Hear;
        process.ErrorDataReceived += Hear;
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Starts it and waits until the preset is loaded.</summary>
    public static async Task<(DemoHost Host, Uri Address)> StartAsync(string connectionString, CancellationToken cancellation)
    {
        var host = new DemoHost(connectionString);
        try
        {
            return (host, await host.ReadyAsync(cancellation));
        }
        catch
        {
            host.Dispose();
            throw;
        }
    }

    /// <summary>What the host said so far; it may go on saying more meanwhile.</summary>
    public string Said()
    {
        lock (said) return said.ToString();
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        process.WaitForExit();
        process.Dispose();
        folder.Delete(recursive: true);
    }

    private async Task<Uri> ReadyAsync(CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        var ended = process.WaitForExitAsync(limit.Token);
        Assert.True(await Task.WhenAny(listening.Task, ended) == listening.Task, $"The host ended before it listened: {Said()}");
        var address = await listening.Task;

        using var http = new HttpClient { BaseAddress = address };
        while (true)
        {
            Assert.False(process.HasExited, $"The host ended before it was ready: {Said()}");
            using var answer = await http.GetAsync("health/ready", limit.Token);
            if (answer.StatusCode == HttpStatusCode.OK) return address;
            await Task.Delay(BetweenQuestions, limit.Token);
        }
    }

    private void Hear(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is null) return;
        lock (said) said.AppendLine(line.Data);
        if (Listening().Match(line.Data) is { Success: true } match) listening.TrySetResult(new Uri(match.Groups["address"].Value));
    }

    [GeneratedRegex(@"Now listening on: (?<address>\S+)")]
    private static partial Regex Listening();
}
