using System.Globalization;
using System.Text.RegularExpressions;

namespace ClimateFinance.Api.Hosting.Embedded;

/// <summary>A PostgreSQL server installation.</summary>
/// <param name="Folder">Holds <c>initdb</c>, <c>pg_ctl</c> and <c>postgres</c>.</param>
/// <param name="Major">Major version.</param>
internal sealed record Binaries(string Folder, int Major)
{
    private static readonly Regex Digits = new(@"\d+");

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public string Program(string name) => Path.Combine(Folder, FileName(name));

    /// <summary>
    /// The installation to use: the one that fits the data when there is data, else the newest that is new enough. Null when there is none at all.
    /// </summary>
    /// <param name="options">Where to look.</param>
    /// <param name="dataMajor">The major version that wrote the data folder, or null.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<Binaries?> FindAsync(EmbeddedPostgresOptions options, int? dataMajor, CancellationToken cancellation)
    {
        var found = new List<Binaries>();
        foreach (var folder in Folders(options).Where(IsComplete).Distinct(StringComparer.Ordinal))
        {
            if (await VersionAsync(folder, cancellation) is not { } major) continue;
            found.Add(new Binaries(folder, major));
            if (major == (dataMajor ?? major) && major >= EmbeddedPostgresOptions.OldestMajor) return found[^1];
        }

        if (found.Count == 0) return null;
        var versions = string.Join(", ", found.Select(f => $"{f.Major} ({f.Folder})"));
        throw new EmbeddedPostgresException(dataMajor is { } needed
            ? $"The data was written by PostgreSQL {needed}, but only PostgreSQL {versions} is installed. Nothing was touched. "
                + $"Install PostgreSQL {needed}, or bring the data over with pg_upgrade, or choose another folder with {EmbeddedPostgresOptions.Section}__DataFolder."
            : $"PostgreSQL {EmbeddedPostgresOptions.OldestMajor} or newer is needed, but only {versions} is installed.");
    }

    internal static IEnumerable<string> Folders(EmbeddedPostgresOptions options)
    {
        if (options.BinPath is { } configured) return [configured];
        if (!options.SearchUsualPlaces) return [];
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Where(Path.IsPathFullyQualified);
        return path.Concat(UsualFolders());
    }

    private static IEnumerable<string> UsualFolders()
    {
        if (OperatingSystem.IsWindows())
            return Versions(Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles), "PostgreSQL"), "*", "bin");
        return
        [
            .. Versions("/usr/lib/postgresql", "*", "bin"),
            .. Versions("/usr", "pgsql-*", "bin"),
            .. Versions("/usr/libexec", "postgresql*", ""),
            .. Versions("/opt/homebrew/opt", "postgresql@*", "bin"),
            .. Versions("/usr/local/opt", "postgresql@*", "bin"),
            "/opt/homebrew/opt/postgresql/bin",
            "/usr/local/pgsql/bin",
        ];
    }

    // Newest first, by the number in the folder's name.
    private static IEnumerable<string> Versions(string parent, string pattern, string below) =>
        Directory.Exists(parent)
            ? Directory.EnumerateDirectories(parent, pattern).OrderByDescending(d => Number(Path.GetFileName(d))).Select(d => Path.Combine(d, below))
            : [];

    private static int Number(string text) => int.TryParse(Digits.Match(text).Value, CultureInfo.InvariantCulture, out var n) ? n : 0;

    private static bool IsComplete(string folder) =>
        new[] { "postgres", "initdb", "pg_ctl" }.All(name => File.Exists(Path.Combine(folder, FileName(name))));

    private static async Task<int?> VersionAsync(string folder, CancellationToken cancellation)
    {
        var answer = await ChildProcess.RunAsync([Path.Combine(folder, FileName("postgres")), "--version"], null, null, Patience, cancellation);
        return answer.Succeeded && Digits.Match(answer.Output) is { Success: true } first ? Number(first.Value) : null;
    }

    private static string FileName(string program) => OperatingSystem.IsWindows() ? program + ".exe" : program;
}
