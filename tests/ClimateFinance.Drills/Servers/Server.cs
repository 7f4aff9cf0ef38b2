using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ClimateFinance.Api.Hosting.Embedded;
using Npgsql;

namespace ClimateFinance.Drills.Servers;

/// <summary>
/// A PostgreSQL that a drill makes by PostgreSQL's own programs, as the administrator of a province would: nobody watches it and nothing starts
/// it again. It lies in a folder of its own, on a loopback port behind a password, and for its administrator on a socket.
/// </summary>
internal sealed class Server
{
    private const string Owner = "climate_finance";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Account? account;
    private readonly Binaries binaries;
    private readonly string root;
    private readonly string password;

    private Server(Account? account, Binaries binaries, string root, string name, int port, string password) =>
        (this.account, this.binaries, this.root, Name, Port, this.password) = (account, binaries, root, name, port, password);

    public string Name { get; }

    public int Port { get; }

    public string Data => Path.Combine(root, Name, "data");

    /// <summary>The folder that all servers of a drill lie in; it is theirs.</summary>
    public string Root => root;

    /// <summary>Settings beside those that a server needs; written anew with each <see cref="ConfigureAsync"/>.</summary>
    public Dictionary<string, string> Settings { get; } = new()
    {
        ["track_commit_timestamp"] = "on",
        ["max_connections"] = "200",
        ["max_prepared_transactions"] = "0",
    };

    /// <summary>For the host.</summary>
    public string ConnectionString => $"Host=127.0.0.1;Port={Port};{Login}";

    /// <summary>For the host, of several servers: it finds the primary by itself.</summary>
    public static string ConnectionStringOf(params IEnumerable<Server> servers) =>
        $"Host={string.Join(',', servers.Select(s => $"127.0.0.1:{s.Port}"))};{servers.First().Login}";

    private string Login => $"Username={Owner};Password={password};Database={Owner}";

    private string Administrator => new NpgsqlConnectionStringBuilder
    {
        Host = Path.Combine(root, Name),
        Port = Port,
        Username = "postgres",
        Database = "postgres",
        Pooling = false,
    }.ConnectionString;

    /// <summary>An empty one, not started, in a new folder.</summary>
    public static async Task<Server> CreateAsync(string root, string name, CancellationToken cancellation)
    {
        // Not every folder with a server has the programs that copy one.
        var folder = Binaries.Folders(new EmbeddedPostgresOptions()).FirstOrDefault(f => File.Exists(Path.Combine(f, "pg_basebackup")) && File.Exists(Path.Combine(f, "initdb")));
        var found = folder is null ? null : await Binaries.FindAsync(new EmbeddedPostgresOptions { BinPath = folder }, null, cancellation);
        if (found is null) throw new DrillException("There is no PostgreSQL with pg_basebackup here.");
        Directory.CreateDirectory(root);
        var server = new Server(Account.ForPostgres(null), found, root, name, FreePort(), Convert.ToHexStringLower(Guid.NewGuid().ToByteArray()));
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if (server.account is { } user) await server.DemandAsync(null, ["chown", user.Name, root], cancellation);
        await server.RunAsync(["mkdir", "-m", "700", name], cancellation);
        await server.RunAsync(
            [server.binaries.Program("initdb"), "-D", server.Data, "--username=postgres", "--encoding=UTF8", "--locale=C", "--auth-local=trust", "--auth-host=scram-sha-256", "--data-checksums", "-N"],
            cancellation);
        await File.AppendAllTextAsync(Path.Combine(server.Data, "postgresql.conf"), "\ninclude '../settings.conf'\n", cancellation);

        // The socket's folder is closed to others.
        await File.WriteAllTextAsync(
            Path.Combine(server.Data, "pg_hba.conf"), "local all all trust\nlocal replication all trust\nhost all all 127.0.0.1/32 scram-sha-256\n", cancellation);
        return server;
    }

    /// <summary>A copy of a running one (pg_basebackup), not started.</summary>
    /// <param name="standby">Whether it follows what the other goes on to write.</param>
    public Task<Server> CopyAsync(string name, bool standby, CancellationToken cancellation) => CopyAsync(name, FreePort(), standby, cancellation);

    /// <summary>A standby in the place, and at the port, of one that died.</summary>
    public Task<Server> CopyOverAsync(Server dead, CancellationToken cancellation) => CopyAsync(dead.Name, dead.Port, standby: true, cancellation);

    private async Task<Server> CopyAsync(string name, int port, bool standby, CancellationToken cancellation)
    {
        var copy = new Server(account, binaries, root, name, port, password);
        if (Directory.Exists(Path.Combine(root, name))) Directory.Delete(Path.Combine(root, name), recursive: true);
        await RunAsync(["mkdir", "-m", "700", name], cancellation);
        string[] follow = standby ? ["--write-recovery-conf"] : [];
        await RunAsync(
            [
                binaries.Program("pg_basebackup"), "-h", Path.Combine(root, Name), "-p", Port.ToString(CultureInfo.InvariantCulture), "-U", "postgres",
                "-D", copy.Data, "--wal-method=stream", "--checkpoint=fast", "--no-sync", .. follow,
            ],
            cancellation);
        return copy;
    }

    /// <summary>A folder of the server's user, beside the servers.</summary>
    public async Task<string> MakeFolderAsync(string name, CancellationToken cancellation)
    {
        await RunAsync(["mkdir", "-m", "700", name], cancellation);
        return Path.Combine(root, name);
    }

    /// <summary>An empty file in the data folder, which tells PostgreSQL how to start.</summary>
    public Task MarkAsync(string name, CancellationToken cancellation) => RunAsync(["touch", Path.Combine(Data, name)], cancellation);

    /// <summary>Makes the role and the database that the README asks for.</summary>
    public async Task FurnishAsync(CancellationToken cancellation)
    {
        await AdministerAsync($"create role {Owner} login password '{password}'", cancellation);
        await AdministerAsync($"create database {Owner} owner {Owner} encoding 'UTF8' template template0", cancellation);
    }

    public async Task StartAsync(CancellationToken cancellation)
    {
        WriteSettings();
        await RunAsync([binaries.Program("pg_ctl"), "start", "-s", "-w", "-D", Data, "-l", Path.Combine(root, Name, "log")], cancellation);
    }

    /// <summary>Makes it take up changed <see cref="Settings"/>.</summary>
    public async Task ConfigureAsync(CancellationToken cancellation)
    {
        WriteSettings();
        await RunAsync([binaries.Program("pg_ctl"), "reload", "-s", "-D", Data], cancellation);
    }

    /// <summary>A standby becomes a primary.</summary>
    public Task PromoteAsync(CancellationToken cancellation) => RunAsync([binaries.Program("pg_ctl"), "promote", "-s", "-w", "-D", Data], cancellation);

    public Task StopAsync(CancellationToken cancellation) => RunAsync([binaries.Program("pg_ctl"), "stop", "-s", "-w", "-m", "fast", "-D", Data], cancellation);

    /// <summary>SIGKILL to all of its processes, as when the machine dies.</summary>
    public void Kill()
    {
        var first = Postmaster.Read(Data)?.Pid ?? throw new DrillException($"Server {Name} does not run.");
        var children = File.ReadAllText($"/proc/{first}/task/{first}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        foreach (var pid in children.Select(c => int.Parse(c, CultureInfo.InvariantCulture)).Prepend(first))
        {
            try
            {
                using var process = Process.GetProcessById(pid);
                process.Kill();
                process.WaitForExit();
            }
            catch (Exception e) when (e is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
            {
                // It ended by itself meanwhile.
            }
        }
    }

    /// <summary>Runs a statement as the superuser, in no database of the host's.</summary>
    public async Task<object?> AdministerAsync(string sql, CancellationToken cancellation)
    {
        await using var connection = new NpgsqlConnection(Administrator);
        await connection.OpenAsync(cancellation);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(cancellation);
    }

    /// <summary>Waits until a question to the superuser is answered with true.</summary>
    public async Task UntilAsync(string question, CancellationToken cancellation)
    {
        for (var watch = Stopwatch.StartNew(); await AdministerAsync(question, cancellation) is not true; await Task.Delay(20, cancellation))
        {
            if (watch.Elapsed > Patience) throw new DrillException($"Server {Name} never said yes to: {question}");
        }
    }

    private void WriteSettings()
    {
        var all = new Dictionary<string, string>(Settings)
        {
            ["listen_addresses"] = "127.0.0.1",
            ["port"] = Port.ToString(CultureInfo.InvariantCulture),
            ["unix_socket_directories"] = Path.Combine(root, Name),
            ["cluster_name"] = Name,
            ["password_encryption"] = "scram-sha-256",
        };
        File.WriteAllLines(Path.Combine(root, Name, "settings.conf"), all.Select(setting => $"{setting.Key} = {SettingsText.Quoted(setting.Value)}"));
    }

    private Task RunAsync(string[] command, CancellationToken cancellation) => DemandAsync(account, command, cancellation);

    private async Task DemandAsync(Account? user, string[] command, CancellationToken cancellation)
    {
        var outcome = await ChildProcess.RunAsync(command, user, root, Patience, cancellation);
        if (!outcome.Succeeded) throw new DrillException($"{string.Join(' ', command)}: {outcome.Output}");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
