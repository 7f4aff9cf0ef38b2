using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace ClimateFinance.Drills;

/// <summary>The built host in a process of its own, as a user starts it; with arguments for where its data lies.</summary>
internal sealed class HostProcess : IDisposable
{
    private const int LinesKept = 200;
    private static readonly TimeSpan BetweenQuestions = TimeSpan.FromMilliseconds(50);
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "ClimateFinance.Api.dll");

    // The dotnet that runs this program.
    private static readonly string DotNet =
        Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));

    private readonly Process process;
    private readonly Queue<string> said = new();
    private readonly HttpClient http;

    private HostProcess(Uri address, IEnumerable<string> arguments)
    {
        Address = address;
        http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(10) };
        string[] command = [DotNet, "exec", Program, $"--urls={address}", "--environment=Drill", "--Traffic:Limited=false", "--Preset=none", .. arguments];

        // The signals of a terminal may have been switched off for whoever runs this; a child inherits that.
        if (OperatingSystem.IsLinux()) command = ["env", "--default-signal=INT,TERM,HUP,QUIT", .. command];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var name in start.Environment.Keys.Where(IsOfTheHost).ToArray()) start.Environment.Remove(name);
        process = new Process { StartInfo = start };
        process.OutputDataReceived += Hear;
        process.ErrorDataReceived += Hear;
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public Uri Address { get; }

    public int Pid => process.Id;

    public bool Lives => !process.HasExited;

    /// <summary>The end of what it said.</summary>
    public string Said
    {
        get
        {
            lock (said) return string.Join('\n', said);
        }
    }

    public static HostProcess Start(Uri address, params IEnumerable<string> arguments) => new(address, arguments);

    /// <summary>An address on this machine that is free at the moment.</summary>
    public static Uri FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");
    }

    /// <summary>Waits until it answers that it is ready; how long that took.</summary>
    /// <exception cref="DrillException">It ended, or was not ready in time.</exception>
    public async Task<TimeSpan> ReadyAsync(TimeSpan patience, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        while (!await IsReadyAsync(cancellation))
        {
            if (process.HasExited) throw new DrillException($"The host ended by itself ({process.ExitCode}). It said:\n{Said}");
            if (watch.Elapsed > patience) throw new DrillException($"The host was not ready after {watch.Elapsed.TotalSeconds:0} s. It said:\n{Said}");
            await Task.Delay(BetweenQuestions, cancellation);
        }

        return watch.Elapsed;
    }

    /// <summary>SIGKILL to this process alone; whatever it started lives on.</summary>
    public void Kill()
    {
        process.Kill();
        process.WaitForExit();
    }

    /// <summary>Freezes it, or lets it go on: nothing in it runs, its connections stay open.</summary>
    public void Freeze(bool frozen)
    {
        if (Signal(process.Id, frozen ? 19 : 18) != 0) throw new DrillException("The host could not be frozen.");
    }

    /// <summary>SIGTERM, and waits until it has ended in good order.</summary>
    public async Task EndAsync(CancellationToken cancellation)
    {
        if (Signal(process.Id, 15) != 0) throw new DrillException("The host could not be told to end.");
        await process.WaitForExitAsync(cancellation).WaitAsync(TimeSpan.FromMinutes(1), cancellation);
        if (process.ExitCode != 0) throw new DrillException($"The host ended with {process.ExitCode}. It said:\n{Said}");
    }

    public void Dispose()
    {
        if (!process.HasExited) Kill();
        process.Dispose();
        http.Dispose();
    }

    private async Task<bool> IsReadyAsync(CancellationToken cancellation)
    {
        try
        {
            using var answer = await http.GetAsync("health/ready", cancellation);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return false;
        }
    }

    // Whatever the environment says about a host is about another one.
    private static bool IsOfTheHost(string name) =>
        name.StartsWith("ConnectionStrings", StringComparison.OrdinalIgnoreCase) || name.StartsWith("ASPNETCORE", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("EmbeddedPostgres", StringComparison.OrdinalIgnoreCase) || name.StartsWith("Identity", StringComparison.OrdinalIgnoreCase);

    private void Hear(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is null) return;
        lock (said)
        {
            said.Enqueue(line.Data);
            if (said.Count > LinesKept) said.Dequeue();
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int Signal(int pid, int signal);
}

/// <summary>A drill could not be held to its end; that is no finding, but no success either.</summary>
internal sealed class DrillException(string message) : Exception(message);
