namespace ClimateFinance.Api.Hosting.Embedded;

/// <summary>The unprivileged user who runs PostgreSQL when this process is root: PostgreSQL refuses to run as root.</summary>
/// <param name="Name">As in <c>/etc/passwd</c>.</param>
/// <param name="Prefix">Program and arguments that run what follows them as this user.</param>
internal sealed record Account(string Name, IReadOnlyList<string> Prefix)
{
    private static readonly string[] SystemFolders = ["/usr/sbin", "/usr/bin", "/sbin", "/bin"];

    /// <summary>Whether PostgreSQL needs another user than the one who runs this process.</summary>
    public static bool IsNeeded => !OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess;

    /// <summary>Null when this process may run PostgreSQL itself.</summary>
    /// <param name="owner">Whom the data belongs to, when there is data.</param>
    public static Account? ForPostgres(string? owner) =>
        !IsNeeded
            ? null
            : Unprivileged(File.ReadLines("/etc/passwd"), owner, name => SystemFolders.Select(f => Path.Combine(f, name)).FirstOrDefault(File.Exists));

    /// <summary>Chooses the user and the way to become it.</summary>
    /// <param name="passwd">Lines of <c>/etc/passwd</c>.</param>
    /// <param name="owner">Comes first, if such a user is still there.</param>
    /// <param name="find">The path of a system program, or null.</param>
    internal static Account Unprivileged(IEnumerable<string> passwd, string? owner, Func<string, string?> find)
    {
        var users = passwd.Select(line => line.Split(':')).Where(f => f.Length >= 4 && f[2] != "0").ToLookup(f => f[0]);
        string[] candidates = [owner ?? "", "postgres", "_postgres", "nobody"];
        var user = candidates.SelectMany(name => users[name]).FirstOrDefault()
            ?? throw new EmbeddedPostgresException(
                "PostgreSQL refuses to run as root and there is no user 'postgres' or 'nobody' to run it. "
                + "Make one (useradd --system postgres) or start this program as an ordinary user.");
        var (name, uid, gid) = (user[0], user[2], user[3]);

        if (find("setpriv") is { } setpriv && !IsBusyBox(setpriv))
            return new Account(name, [setpriv, $"--reuid={uid}", $"--regid={gid}", "--clear-groups", "--"]);
        if (find("runuser") is { } runuser) return new Account(name, [runuser, "-u", name, "--"]);
        if (find("su") is { } su) return new Account(name, [su, "-s", "/bin/sh", "--", name, "-c", "exec \"$0\" \"$@\""]);
        if (find("sudo") is { } sudo) return new Account(name, [sudo, "-n", "-u", name, "--"]);
        throw new EmbeddedPostgresException(
            "PostgreSQL refuses to run as root and none of setpriv, runuser, su and sudo is here to become another user. "
            + "Start this program as an ordinary user.");
    }

    // BusyBox has a setpriv that cannot change the user.
    private static bool IsBusyBox(string program) =>
        new FileInfo(program).ResolveLinkTarget(returnFinalTarget: true)?.Name.StartsWith("busybox", StringComparison.Ordinal) == true;
}
