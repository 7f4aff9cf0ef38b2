using ClimateFinance.Api.Hosting.Embedded;
using Npgsql;
using Xunit;

namespace ClimateFinance.Api.Tests.Hosting;

/// <summary>Where the private PostgreSQL lies, who reaches it, and what it says when it cannot be had.</summary>
public sealed class EmbeddedPostgresPlaceTests(MadeCluster made)
{
    [Fact]
    public async Task It_is_durable_checked_private_and_its_owner_is_no_superuser()
    {
        using var folder = new PostgresFolder();
        await using var postgres = await PostgresFolder.StartAsync(folder.Durable);

        async Task Has(string setting, string value) =>
            Assert.Equal(value, await Sql.RunAsync(postgres.AdministratorConnectionString, $"SHOW {setting}"));

        await Has("fsync", "on");
        await Has("synchronous_commit", "on");
        await Has("full_page_writes", "on");
        await Has("data_checksums", "on");
        await Has("server_encoding", "UTF8");
        await Has("timezone", "UTC");
        if (!OperatingSystem.IsWindows())
        {
            await Has("listen_addresses", "");
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder.Data));
            Assert.Equal(File.GetUnixFileMode(folder.Data), File.GetUnixFileMode(Path.Combine(folder.Root, "run")));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(folder.Root, "password")));
        }

        Assert.Equal(false, await Sql.RunAsync(postgres.ConnectionString, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"));
    }

    [Theory]
    [InlineData("a folder, with 'quotes' \"and\" $(touch injected) `touch injected` ;touch injected")]
    [InlineData("钢铁/a-very-long-name-that-leaves-no-room-for-a-socket-0123456789-0123456789-0123456789-0123456789")]
    public async Task A_strange_or_long_folder_works(string below)
    {
        using var folder = new PostgresFolder(below);
        string socket;
        await using (var postgres = await folder.StartAsync())
        {
            socket = new NpgsqlConnectionStringBuilder(postgres.ConnectionString).Host!;
            Assert.Equal(1, await Sql.RunAsync(postgres.ConnectionString, "SELECT 1"));
            Assert.False(File.Exists(Path.Combine(folder.Root, "injected")));
            Assert.False(File.Exists(Path.Combine(folder.Data, "injected")));
        }

        await folder.NothingRunsAsync();
        Assert.False(Directory.Exists(socket));
    }

    [Fact]
    public async Task On_a_loopback_port_it_asks_for_the_password_and_moves_between_socket_and_port_with_its_data()
    {
        using var folder = await made.CopyAsync();
        var onPort = new EmbeddedPostgresOptions { DataFolder = folder.Root, Durable = false, UseSocket = false };
        await using (var first = await folder.StartAsync()) await Sql.RunAsync(first.ConnectionString, "CREATE TABLE kept (n int)");

        await using var second = await PostgresFolder.StartAsync(onPort);

        var connection = new NpgsqlConnectionStringBuilder(second.ConnectionString);
        Assert.Equal("127.0.0.1", connection.Host);
        Assert.Equal(1L, await Sql.CountTablesAsync(connection.ConnectionString));
        connection.Password = "wrong";
        var refused = await Assert.ThrowsAsync<PostgresException>(() => Sql.RunAsync(connection.ConnectionString, "SELECT 1"));
        Assert.Equal(PostgresErrorCodes.InvalidPassword, refused.SqlState);
    }

    [Theory]
    [InlineData("9.6", 9)]
    [InlineData("99", 99)]
    public async Task Data_of_another_version_is_named_and_not_touched(string written, int major)
    {
        using var folder = await made.CopyAsync();
        var version = Path.Combine(folder.Data, "PG_VERSION");
        var ours = (await File.ReadAllTextAsync(version)).Trim();
        await File.WriteAllTextAsync(version, $"{written}\n");
        var before = Snapshot(folder.Data);

        var refused = await Assert.ThrowsAsync<EmbeddedPostgresException>(folder.StartAsync);

        Assert.Contains($"written by PostgreSQL {major},", refused.Message);
        Assert.Contains($"only PostgreSQL {ours}", refused.Message);
        Assert.Equal(before, Snapshot(folder.Data));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_named()
    {
        using var folder = new PostgresFolder("file/database");
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetDirectoryName(folder.Root))!);
        await File.WriteAllTextAsync(Path.GetDirectoryName(folder.Root)!, "in the way");

        var refused = await Assert.ThrowsAsync<EmbeddedPostgresException>(folder.StartAsync);

        Assert.Contains(folder.Root, refused.Message);
        Assert.Contains("EmbeddedPostgres__DataFolder", refused.Message);
    }

    [Fact]
    public async Task A_folder_behind_a_closed_one_is_refused_with_the_reason_or_used_by_its_owner()
    {
        if (OperatingSystem.IsWindows()) return;
        using var folder = new PostgresFolder("closed/database");
        Directory.CreateDirectory(Path.GetDirectoryName(folder.Root)!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        if (!Environment.IsPrivilegedProcess)
        {
            await using var own = await folder.StartAsync();
            return;
        }

        var refused = await Assert.ThrowsAsync<EmbeddedPostgresException>(folder.StartAsync);
        Assert.Contains("must be able to reach that folder", refused.Message);
        Assert.False(Directory.Exists(folder.Data));
    }

    [Fact]
    public async Task A_folder_with_other_things_in_it_is_left_alone()
    {
        using var folder = new PostgresFolder();
        Directory.CreateDirectory(folder.Data);
        var precious = Path.Combine(folder.Data, "precious.txt");
        await File.WriteAllTextAsync(precious, "mine");

        var refused = await Assert.ThrowsAsync<EmbeddedPostgresException>(folder.StartAsync);

        Assert.Contains("holds files but no PostgreSQL cluster", refused.Message);
        Assert.Equal("mine", await File.ReadAllTextAsync(precious));
    }

    [Fact]
    public async Task The_data_folder_of_another_PostgreSQL_is_left_alone()
    {
        using var folder = new PostgresFolder();
        Directory.CreateDirectory(folder.Root);
        await File.WriteAllTextAsync(Path.Combine(folder.Root, "PG_VERSION"), "15\n");

        var refused = await Assert.ThrowsAsync<EmbeddedPostgresException>(folder.StartAsync);

        Assert.Contains("is itself the data folder", refused.Message);
        Assert.Equal(["PG_VERSION"], Directory.EnumerateFileSystemEntries(folder.Root).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Without_binaries_it_says_what_to_run(bool binPath)
    {
        using var folder = new PostgresFolder();
        var empty = Directory.CreateTempSubdirectory();
        var options = new EmbeddedPostgresOptions { DataFolder = folder.Root, BinPath = binPath ? empty.FullName : null, SearchUsualPlaces = false };

        var refused = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => PostgresFolder.StartAsync(options));

        empty.Delete();
        Assert.Contains("PostgreSQL 15 or newer was not found", refused.Message);
        Assert.Contains("install", refused.Message);
        Assert.Contains("ConnectionStrings__Market", refused.Message);
        Assert.Equal(binPath, refused.Message.Contains(empty.FullName, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_setting_PostgreSQL_refuses_ends_the_start_with_its_log()
    {
        using var folder = await made.CopyAsync();
        var options = new EmbeddedPostgresOptions
        {
            DataFolder = folder.Root,
            Durable = false,
            Settings = new Dictionary<string, string> { ["shared_buffers"] = "nonsense" },
        };

        var refused = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => PostgresFolder.StartAsync(options));

        Assert.Contains("shared_buffers", refused.Message);
        await folder.NothingRunsAsync();
    }

    private static string Snapshot(string folder) => string.Join('\n', Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Order(StringComparer.Ordinal)
        .Select(f => $"{f} {new FileInfo(f).Length} {File.GetLastWriteTimeUtc(f):O}"));
}
