using System.Diagnostics;
using System.Runtime.InteropServices;
using ClimateFinance.Api.Hosting.Embedded;
using Xunit;

namespace ClimateFinance.Api.Tests.Hosting;

/// <summary>The host of somebody who is not root: where the tests run as root, they put on that user for it.</summary>
public sealed class OrdinaryUserTests
{
    [Fact]
    public async Task An_ordinary_user_without_a_HOME_has_a_private_PostgreSQL_in_the_users_data_folder()
    {
        if (OperatingSystem.IsWindows()) return;
        using var folder = new PostgresFolder("home/climate-finance/postgres");
        var home = Path.GetDirectoryName(Path.GetDirectoryName(folder.Root))!;
        Directory.CreateDirectory(home);
        string[] command = [ChildHost.DotNet, "exec", ChildHost.Program];
        var account = Account.ForPostgres(null);
        if (account is not null)
        {
            await RunAsync("chown", account.Name, home);
            command = [.. account.Prefix, .. await ReachableAsync(Path.GetDirectoryName(home)!, account)];
        }

        using var host = ChildHost.Run(["env", "-u", "HOME", $"XDG_DATA_HOME={home}", .. command, "--EmbeddedPostgres:Durable=false"]);

        Assert.Equal(1, await Sql.RunAsync(await host.UpAsync(), "SELECT 1"));
        Assert.NotNull(folder.ServerPid);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder.Root));
        host.Signal(PosixSignal.SIGTERM);
        Assert.Equal(0, await host.EndAsync());
        await folder.NothingRunsAsync();
    }

    // The clone, and the runtime, may lie in a home that the other user cannot enter.
    private static async Task<string[]> ReachableAsync(string below, Account account)
    {
        var program = Path.Combine(below, "program");
        await RunAsync("cp", "-r", AppContext.BaseDirectory, program);
        await RunAsync("chmod", "-R", "a+rX", program);
        string[] command = [ChildHost.DotNet, "exec", Path.Combine(program, Path.GetFileName(ChildHost.Program))];
        using var asking = Process.Start(account.Prefix[0], [.. account.Prefix.Skip(1), "test", "-x", ChildHost.DotNet]);
        await asking.WaitForExitAsync();
        if (asking.ExitCode == 0) return command;

        var runtime = Path.Combine(below, "dotnet");
        await RunAsync("cp", "-r", Path.GetDirectoryName(ChildHost.DotNet)!, runtime);
        await RunAsync("chmod", "-R", "a+rX", runtime);
        return [Path.Combine(runtime, "dotnet"), .. command[1..]];
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }
}
