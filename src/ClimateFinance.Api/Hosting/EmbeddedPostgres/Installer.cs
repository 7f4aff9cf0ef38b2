namespace ClimateFinance.Api.Hosting.Embedded;

/// <summary>Installs PostgreSQL with the system's package manager, where that needs no password.</summary>
internal static class Installer
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>What to run, as a shell would take it.</summary>
    /// <param name="Program">The package manager: where it is missing, the recipe is not for this system.</param>
    /// <param name="NeedsRoot">Whether only root may.</param>
    /// <param name="Script">For <c>sh -c</c>; a constant.</param>
    internal sealed record Recipe(string Program, bool NeedsRoot, string Script)
    {
        /// <summary>The line to tell a person.</summary>
        public required string ByHand { get; init; }
    }

    // Debian's package would make and start a cluster of its own on port 5432; nobody asked for it, so that is switched off meanwhile.
    internal static readonly IReadOnlyList<Recipe> Recipes =
    [
        new("apt-get", true, """
            set -e
            export DEBIAN_FRONTEND=noninteractive
            folder=/etc/postgresql-common/createcluster.d
            mkdir -p "$folder"
            echo 'create_main_cluster = false' > "$folder/climate-finance.conf"
            trap 'rm -f "$folder/climate-finance.conf"' EXIT
            apt-get update -q
            apt-get install -q -y --no-install-recommends postgresql
            """) { ByHand = "sudo apt-get update && sudo apt-get install -y postgresql" },
        new("dnf", true, "dnf -y -q module enable postgresql:16 || true; dnf -y -q install postgresql-server")
        {
            ByHand = "sudo dnf install -y postgresql-server",
        },
        new("apk", true, "apk add --no-cache postgresql") { ByHand = "sudo apk add postgresql" },
        new("brew", false, "brew install --quiet postgresql@17") { ByHand = "brew install postgresql@17" },
    ];

    /// <summary>Installs it, or throws an <see cref="EmbeddedPostgresException"/> that says what to run.</summary>
    public static async Task InstallAsync(EmbeddedPostgresOptions options, ILogger logger, CancellationToken cancellation)
    {
        var recipe = Recipes.FirstOrDefault(r => IsOnPath(r.Program));
        if (!options.AllowInstall || !options.SearchUsualPlaces || options.BinPath is not null || recipe is null)
            throw new EmbeddedPostgresException(Missing(options, recipe));
        if (await RightAsync(recipe, cancellation) is not { } prefix) throw new EmbeddedPostgresException(Missing(options, recipe));

        logger.LogWarning("PostgreSQL is not installed: installing it with {Program}. This happens once and takes a minute or so.", recipe.Program);
        var outcome = await ChildProcess.RunAsync([.. prefix, "sh", "-c", recipe.Script], null, "/", Patience, cancellation);
        if (outcome.Succeeded) return;
        throw new EmbeddedPostgresException(
            $"{Missing(options, recipe)}{Environment.NewLine}The attempt to do so failed:{Environment.NewLine}{LogTail.Of(outcome.Output)}");
    }

    internal static string Missing(EmbeddedPostgresOptions options, Recipe? recipe)
    {
        var where = options.BinPath is { } folder ? $" in {folder} ({EmbeddedPostgresOptions.Section}__BinPath)" : "";
        var how = recipe?.ByHand ?? "install it from https://www.postgresql.org/download/";
        return $"PostgreSQL {EmbeddedPostgresOptions.OldestMajor} or newer was not found{where}. Run this, then start again:{Environment.NewLine}"
            + $"    {how}{Environment.NewLine}"
            + "Or use a database that runs elsewhere: ConnectionStrings__Market=\"Host=…;Database=…;Username=…;Password=…\".";
    }

    // What must stand before the command so that it may install; null when a password would be asked for.
    private static async Task<IReadOnlyList<string>?> RightAsync(Recipe recipe, CancellationToken cancellation)
    {
        if (!recipe.NeedsRoot) return Environment.IsPrivilegedProcess ? null : [];
        if (Environment.IsPrivilegedProcess) return [];
        var free = await ChildProcess.RunAsync(["sudo", "-n", "true"], null, null, TimeSpan.FromSeconds(10), cancellation);
        return free.Succeeded ? ["sudo", "-n"] : null;
    }

    private static bool IsOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Any(folder => folder.Length > 0 && File.Exists(Path.Combine(folder, program)));
}
