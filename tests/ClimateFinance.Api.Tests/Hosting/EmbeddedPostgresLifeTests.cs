using System.Runtime.InteropServices;
using ClimateFinance.Api.Hosting.Embedded;
using ClimateFinance.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ClimateFinance.Api.Tests.Hosting;

/// <summary>Starts, stops and deaths of the private PostgreSQL.</summary>
public sealed class EmbeddedPostgresLifeTests(MadeCluster made)
{
    private const string Keep = "CREATE TABLE kept AS SELECT 42 AS n";
    private const string Kept = "SELECT n FROM kept";

    [Fact]
    public async Task A_second_start_finds_what_the_first_one_kept()
    {
        using var folder = new PostgresFolder();
        await using (var first = await folder.StartAsync()) await Sql.RunAsync(first.ConnectionString, Keep);
        await folder.NothingRunsAsync();

        await using var second = await folder.StartAsync();

        Assert.Equal(42, await Sql.RunAsync(second.ConnectionString, Kept));
    }

    [Fact]
    public async Task A_killed_server_comes_back_with_what_was_committed()
    {
        using var folder = new PostgresFolder();
        await using (var first = await PostgresFolder.StartAsync(folder.Durable))
        {
            await Sql.RunAsync(first.ConnectionString, Keep);
            folder.KillServer();
        }

        await using var second = await PostgresFolder.StartAsync(folder.Durable);

        Assert.Equal(42, await Sql.RunAsync(second.ConnectionString, Kept));
    }

    [Fact]
    public async Task A_killed_server_comes_back_though_its_number_is_that_of_another_server_now()
    {
        if (!OperatingSystem.IsLinux()) return;
        using var another = new PostgresFolder();
        await using var running = await PostgresFolder.StartAsync(another.Durable);
        using var folder = new PostgresFolder();
        Postmaster left;
        await using (var first = await PostgresFolder.StartAsync(folder.Durable))
        {
            await Sql.RunAsync(first.ConnectionString, Keep);
            left = Postmaster.Read(folder.Data)!;
            folder.KillServer();
        }

        foreach (var file in new[] { Postmaster.FileOf(folder.Data), Path.Combine(left.Sockets, $".s.PGSQL.{left.Port}.lock") })
        {
            var lines = await File.ReadAllLinesAsync(file);
            await File.WriteAllLinesAsync(file, [$"{another.ServerPid}", .. lines[1..]]);
        }

        await using var second = await PostgresFolder.StartAsync(folder.Durable);

        Assert.Equal(42, await Sql.RunAsync(second.ConnectionString, Kept));
    }

    [Fact]
    public async Task A_server_that_dies_under_its_host_is_started_again_where_it_was_with_what_was_committed()
    {
        using var folder = new PostgresFolder();
        await using var running = await PostgresFolder.StartAsync(folder.Durable);
        await Sql.RunAsync(running.ConnectionString, Keep);
        var first = folder.ServerPid;

        folder.KillServer();
        for (var i = 0; i < 1_200 && (folder.ServerPid is not { } pid || pid == first); i++) await Task.Delay(50);

        Assert.NotNull(folder.ServerPid);
        Assert.NotEqual(first, folder.ServerPid);
        Assert.Equal(42, await Sql.EventuallyAsync(running.ConnectionString, Kept));
    }

    [Fact]
    public async Task The_server_of_a_killed_host_is_taken_over_and_stopped_in_the_end()
    {
        using var folder = await made.CopyAsync();
        using var host = ChildHost.Start(folder.Root);
        await Sql.RunAsync(await host.UpAsync(), Keep);
        host.Kill();
        await host.EndAsync();
        var orphan = folder.ServerPid;
        Assert.NotNull(orphan);

        await using (var next = await folder.StartAsync())
        {
            Assert.Equal(orphan, folder.ServerPid);
            Assert.Equal(42, await Sql.RunAsync(next.ConnectionString, Kept));
        }

        await folder.NothingRunsAsync();
    }

    [Theory]
    [InlineData(PosixSignal.SIGINT)]
    [InlineData(PosixSignal.SIGTERM)]
    [InlineData(PosixSignal.SIGHUP)]
    public async Task A_host_that_is_told_to_end_takes_its_server_along(PosixSignal signal)
    {
        using var folder = await made.CopyAsync();
        using var host = ChildHost.Start(folder.Root);
        await host.UpAsync();
        Assert.NotNull(folder.ServerPid);

        host.Signal(signal);

        Assert.Equal(0, await host.EndAsync());
        await folder.NothingRunsAsync();
    }

    [Fact]
    public async Task A_host_that_cannot_start_takes_its_server_along()
    {
        using var folder = await made.CopyAsync();
        using var host = ChildHost.Start(folder.Root, "--Kestrel:Endpoints:Http:Url=ftp://127.0.0.1");

        Assert.NotEqual(0, await host.EndAsync());
        Assert.Contains("private PostgreSQL", host.Said);
        await folder.NothingRunsAsync();
    }

    [Fact]
    public async Task A_start_that_is_cancelled_leaves_nothing_running_and_the_next_one_works()
    {
        using var folder = await made.CopyAsync();
        foreach (var milliseconds in new[] { 1, 20, 60, 100, 140 })
        {
            using var soon = new CancellationTokenSource(milliseconds);
            try
            {
                await using var early = await EmbeddedPostgres.StartAsync(folder.Options, NullLogger.Instance, soon.Token);
            }
            catch (OperationCanceledException)
            {
                // What is asked for here; a start that was quicker is stopped in the usual way.
            }

            await folder.NothingRunsAsync();
        }

        await using var next = await folder.StartAsync();
        Assert.Equal(1, await Sql.RunAsync(next.ConnectionString, "SELECT 1"));
    }

    [Fact]
    public async Task A_second_host_in_the_same_folder_is_told_who_has_it_and_disturbs_nothing()
    {
        using var folder = await made.CopyAsync();
        using var first = ChildHost.Start(folder.Root);
        var connection = await first.UpAsync();

        using var second = ChildHost.Start(folder.Root);

        Assert.Equal(1, await second.EndAsync());
        Assert.Contains($"process {first.Pid}", second.Said);
        Assert.Equal(1, await Sql.RunAsync(connection, "SELECT 1"));
    }

    [Fact]
    public async Task Of_two_first_starts_at_once_one_wins_and_works()
    {
        using var folder = new PostgresFolder();
        var starts = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
        {
            try
            {
                return await folder.StartAsync();
            }
            catch (EmbeddedPostgresException e) when (e.Message.Contains("in use by another running host", StringComparison.Ordinal))
            {
                return null;
            }
        })));

        await using var winner = Assert.Single(starts, s => s is not null);
        Assert.Equal(1, await Sql.RunAsync(winner!.ConnectionString, "SELECT 1"));
    }

    [Fact]
    public async Task A_pid_file_whose_number_went_to_another_process_is_no_obstacle_and_that_process_lives_on()
    {
        using var folder = await made.CopyAsync();
        using var other = await made.CopyAsync();
        await using (var first = await folder.StartAsync()) await Sql.RunAsync(first.ConnectionString, Keep);
        await using var stranger = await other.StartAsync();
        var lines = await File.ReadAllLinesAsync(Postmaster.FileOf(other.Data));
        lines[1] = folder.Data;
        await File.WriteAllLinesAsync(Postmaster.FileOf(folder.Data), lines);

        await using (var second = await folder.StartAsync()) Assert.Equal(42, await Sql.RunAsync(second.ConnectionString, Kept));

        Assert.Equal(1, await Sql.RunAsync(stranger.ConnectionString, "SELECT 1"));
    }

    [Fact]
    public async Task What_an_interrupted_first_start_left_is_cleared_away()
    {
        using var folder = new PostgresFolder();
        var left = Path.Combine(folder.Root, "making-0123abcd");
        Directory.CreateDirectory(Path.Combine(left, "base"));

        await using var started = await folder.StartAsync();

        Assert.False(Directory.Exists(left));
        Assert.Equal(1, await Sql.RunAsync(started.ConnectionString, "SELECT 1"));
    }

    [Fact]
    public async Task A_test_run_that_was_killed_is_cleaned_up_after_and_one_that_lives_is_not()
    {
        using var folder = new PostgresFolder("database");
        var ofProcess = Path.GetDirectoryName(folder.Root)!;
        using var host = ChildHost.Start(folder.Root);
        var connection = await host.UpAsync();
        host.Kill();
        await host.EndAsync();

        using (TestFolders.Lock(ofProcess)) TestFolders.DeleteIfAbandoned(ofProcess);
        Assert.Equal(1, await Sql.RunAsync(connection, "SELECT 1"));

        TestFolders.DeleteIfAbandoned(ofProcess);
        Assert.False(Directory.Exists(ofProcess));
    }
}
