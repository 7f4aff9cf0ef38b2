using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Xunit;

namespace ClimateFinance.Api.Tests.Hosting;

/// <summary>The test kit's small host in a process of its own, to be ended in every way a host can end.</summary>
internal sealed class ChildHost : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Process process;
    private readonly StringBuilder said = new();
    private readonly TaskCompletionSource<string> up = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ChildHost(Process process) => this.process = process;

    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "ClimateFinance.TestKit.dll");

    /// <summary>The <c>dotnet</c> that runs these tests.</summary>
    public static string DotNet { get; } =
        Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));

    public int Pid => process.Id;

    public string Said
    {
        get
        {
            lock (said) return said.ToString();
        }
    }

    public static ChildHost Start(string folder, params string[] more) => Run([DotNet, "exec", Program, .. Arguments(folder), .. more]);

    public static string[] Arguments(string folder) => [$"--EmbeddedPostgres:DataFolder={folder}", "--EmbeddedPostgres:Durable=false", "--Logging:LogLevel:Default=Information"];

    public static ChildHost Run(string[] command)
    {
        // The signals of a terminal may have been switched off for whoever runs the tests; a child inherits that.
        string[] whole = OperatingSystem.IsLinux() ? ["env", "--default-signal=INT,TERM,HUP,QUIT", .. command] : command;
        var start = new ProcessStartInfo(whole[0], whole[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        var host = new ChildHost(new Process { StartInfo = start });
        host.process.OutputDataReceived += host.Hear;
        host.process.ErrorDataReceived += host.Hear;
        host.process.Start();
        host.process.BeginOutputReadLine();
        host.process.BeginErrorReadLine();
        return host;
    }

    /// <summary>Waits until it is up; its connection string.</summary>
    public async Task<string> UpAsync()
    {
        var first = await Task.WhenAny(up.Task, process.WaitForExitAsync()).WaitAsync(Patience);
        Assert.True(first == up.Task, $"The host ended before it was up: {Said}");
        return await up.Task;
    }

    public void Signal(PosixSignal signal)
    {
        var number = signal switch { PosixSignal.SIGINT => 2, PosixSignal.SIGHUP => 1, _ => 15 };
        Assert.Equal(0, Kill(process.Id, number));
    }

    /// <summary>SIGKILL: nothing in it runs any more.</summary>
    public void Kill() => process.Kill();

    public async Task<int> EndAsync()
    {
        await process.WaitForExitAsync().WaitAsync(Patience);
        return process.ExitCode;
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill();
        process.Dispose();
    }

    private void Hear(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is null) return;
        lock (said) said.AppendLine(line.Data);
        if (line.Data.StartsWith("up: ", StringComparison.Ordinal)) up.TrySetResult(line.Data[4..]);
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int Kill(int pid, int signal);
}
