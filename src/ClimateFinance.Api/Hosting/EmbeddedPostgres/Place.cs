using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace ClimateFinance.Api.Hosting.Embedded;

/// <summary>
/// The folder that belongs to one private PostgreSQL: <c>data</c> (its cluster), <c>run</c> (its socket), <c>settings.conf</c>,
/// <c>password</c> and the lock of the host that runs it. The folder is the host's; only <c>data</c> and <c>run</c> are PostgreSQL's.
/// </summary>
internal sealed class Place
{
    // A comma separates hosts in a connection string and folders in PostgreSQL's setting; quotes and spaces need quoting twice.
    private static readonly Regex SafePath = new(@"\A[A-Za-z0-9/._@+-]+\z");

    public const int SocketPort = 5432;

    // Linux allows 107 bytes for a socket's path, macOS 103.
    private const int LongestSocketPath = 100;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OthersPass = OwnerOnly | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private Place(string root) => Root = root;

    public string Root { get; }

    /// <summary>Who runs PostgreSQL; null: whoever runs this process.</summary>
    public Account? Account { get; private set; }

    public string Data => Path.Combine(Root, "data");

    public string SettingsFile => Path.Combine(Root, "settings.conf");

    public string PasswordFile => Path.Combine(Root, "password");

    // The user whom the data belongs to, when root runs the host.
    private string OwnerFile => Path.Combine(Root, "owner");

    /// <summary>Where the socket goes; null when no folder is fit for one, so that a loopback port must do.</summary>
    public string? Sockets { get; private set; }

    /// <summary>Finds the folder, and makes it where it is missing. Before anything else is done in it, it is to be locked.</summary>
    public static Place Claim(EmbeddedPostgresOptions options)
    {
        var place = new Place(Path.TrimEndingDirectorySeparator(options.DataFolder ?? DefaultRoot()));
        place.Guarded(() =>
        {
            if (Account.IsNeeded && options.DataFolder is null) LetOthersPass(Path.GetDirectoryName(place.Root)!);
            MakeFolder(place.Root, Account.IsNeeded ? OthersPass : OwnerOnly);
            place.RefuseStrangeFolder();
        });
        return place;
    }

    /// <summary>Settles who runs PostgreSQL and where its socket lies. Not before PostgreSQL is installed: that may bring the user along.</summary>
    public async Task FurnishAsync(EmbeddedPostgresOptions options, CancellationToken cancellation)
    {
        var owner = DataMajor() is not null && File.Exists(OwnerFile) ? (await File.ReadAllTextAsync(OwnerFile, cancellation)).Trim() : null;
        Account = Account.ForPostgres(owner);
        if (Account is not null) Guarded(() => File.WriteAllText(OwnerFile, Account.Name));
        if (options.UseSocket) Sockets = await MakeSocketFolderAsync(cancellation);
    }

    /// <summary>The major version that wrote the data; null when there is no data yet.</summary>
    public int? DataMajor()
    {
        var file = Path.Combine(Data, "PG_VERSION");
        if (!File.Exists(file)) return null;
        var text = File.ReadAllText(file).Trim();
        return int.TryParse(text.Split('.')[0], out var major)
            ? major
            : throw new EmbeddedPostgresException($"{file} says '{text}', which is no version of PostgreSQL. Nothing was touched.");
    }

    /// <summary>Hexadecimal, so that nothing in it needs quoting.</summary>
    public string Password() => File.ReadAllText(PasswordFile).Trim();

    /// <summary>Makes a folder or file PostgreSQL's own.</summary>
    public async Task GiveToPostgresAsync(string path, CancellationToken cancellation)
    {
        if (Account is null) return;
        var outcome = await ChildProcess.RunAsync(["chown", "-h", Account.Name, path], null, "/", TimeSpan.FromSeconds(10), cancellation);
        if (!outcome.Succeeded) throw new EmbeddedPostgresException($"{path} could not be given to the user '{Account.Name}': {outcome.Output}");
    }

    /// <summary>Removes the socket's folder where it lies apart from the rest: nobody would find it there later.</summary>
    public void RemoveOutsideSockets()
    {
        if (Sockets is null || Sockets.StartsWith(Root, StringComparison.Ordinal) || !Directory.Exists(Sockets)) return;
        Directory.Delete(Sockets, recursive: true);
    }

    /// <summary>Makes a folder that only its owner can enter, unless it is there already.</summary>
    /// <returns>Whether it was made.</returns>
    public static bool MakeFolder(string path, UnixFileMode mode = OwnerOnly)
    {
        if (Directory.Exists(path)) return false;
        Directory.CreateDirectory(path);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, mode);
        return true;
    }

    // The host's own folder for all it keeps, whoever made it and with whatever mask.
    private static void LetOthersPass(string folder)
    {
        if (OperatingSystem.IsWindows()) return;
        Directory.CreateDirectory(folder);
        File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | OthersPass);
    }

    // Root's home is closed to the user who runs PostgreSQL, so root's data lies where services keep theirs.
    internal static string DefaultRoot()
    {
        if (Account.IsNeeded) return "/var/lib/climate-finance/postgres";
        if (OperatingSystem.IsWindows() || OperatingSystem.IsMacOS())
            return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "climate-finance", "postgres");
        return Path.Combine(
            UnixDataHome(Environment.GetEnvironmentVariable, Environment.GetFolderPath(Environment.SpecialFolder.UserProfile)),
            "climate-finance",
            "postgres");
    }

    /// <summary>The user's data folder by the XDG rules, also where HOME is empty or missing.</summary>
    /// <param name="variable">An environment variable, or null.</param>
    /// <param name="profile">The home folder that the system's user table gives, or empty.</param>
    internal static string UnixDataHome(Func<string, string?> variable, string profile)
    {
        if (variable("XDG_DATA_HOME") is { } data && Path.IsPathFullyQualified(data)) return data;
        if (variable("HOME") is { Length: > 1 } home && Path.IsPathFullyQualified(home)) return Path.Combine(home, ".local", "share");
        if (profile.Length > 1) return Path.Combine(profile, ".local", "share");
        return Path.Combine("/var/tmp", $"climate-finance-{Environment.UserName}");
    }

    internal static bool IsFitForSocket(string folder) =>
        SafePath.IsMatch(folder) && folder.Length + $"/.s.PGSQL.{SocketPort}".Length < LongestSocketPath;

    private void Guarded(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new EmbeddedPostgresException(
                $"The folder {Root} for the database cannot be made or written: {e.Message} "
                + $"Choose another with {EmbeddedPostgresOptions.Section}__DataFolder.", e);
        }
    }

    // A typing mistake in the configuration must not spread our files over somebody's folder.
    private void RefuseStrangeFolder()
    {
        if (File.Exists(Path.Combine(Root, "PG_VERSION")))
            throw new EmbeddedPostgresException(
                $"{Root} is itself the data folder of a PostgreSQL. Nothing was touched. "
                + $"Set {EmbeddedPostgresOptions.Section}__DataFolder to an empty folder.");
        if (Directory.Exists(Data) && DataMajor() is null && Directory.EnumerateFileSystemEntries(Data).Any())
            throw new EmbeddedPostgresException(
                $"{Data} holds files but no PostgreSQL cluster. Nothing was touched. "
                + $"Set {EmbeddedPostgresOptions.Section}__DataFolder to an empty folder.");
    }

    private async Task<string?> MakeSocketFolderAsync(CancellationToken cancellation)
    {
        if (OperatingSystem.IsWindows()) return null;
        foreach (var folder in SocketFolders().Where(IsFitForSocket))
        {
            try
            {
                MakeFolder(folder);

                // Who may change the mode owns the folder: nobody else laid it out for us.
                if (new DirectoryInfo(folder).LinkTarget is not null) continue;
                File.SetUnixFileMode(folder, OwnerOnly);
                await GiveToPostgresAsync(folder, cancellation);
                return folder;
            }
            catch (Exception e) when (e is UnauthorizedAccessException or IOException)
            {
                // The next one may do.
            }
        }

        return null;
    }

    private IEnumerable<string> SocketFolders()
    {
        yield return Path.Combine(Root, "run");
        var name = "climate-finance-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Root)))[..12];
        if (Account is not null)
        {
            yield return Path.Combine("/run", name);
            yield break;
        }

        if (Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") is { Length: > 0 } runtime) yield return Path.Combine(runtime, name);
        yield return Path.Combine(Path.GetTempPath(), $"{name}-{Environment.UserName}");
        yield return Path.Combine("/tmp", $"{name}-{Environment.UserName}");
    }
}
