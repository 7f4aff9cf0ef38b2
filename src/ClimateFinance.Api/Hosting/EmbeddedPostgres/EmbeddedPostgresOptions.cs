using System.Text.RegularExpressions;

namespace ClimateFinance.Api.Hosting.Embedded;

/// <summary>How the private PostgreSQL is found, kept and run. Section <c>EmbeddedPostgres</c> of the configuration; all of it is optional.</summary>
public sealed class EmbeddedPostgresOptions
{
    private static readonly Regex Identifier = new(@"\A[a-z][a-z0-9_]{0,62}\z");

    private static readonly Regex SettingName = new(@"\A[a-z][a-z0-9_.]{0,62}\z");

    public const string Section = "EmbeddedPostgres";

    /// <summary>The oldest major version that will do.</summary>
    public const int OldestMajor = 15;

    /// <summary>The folder of <c>initdb</c>, <c>pg_ctl</c> and <c>postgres</c>. When set, no other folder is looked at.</summary>
    public string? BinPath { get; init; }

    /// <summary>Whether PATH and the usual folders of the system are searched when <see cref="BinPath"/> is not set.</summary>
    public bool SearchUsualPlaces { get; init; } = true;

    /// <summary>Whether a missing PostgreSQL is installed with the system's package manager, where that asks for no password.</summary>
    public bool AllowInstall { get; init; } = true;

    /// <summary>Where the data is kept. Default: <c>climate-finance/postgres</c> in the user's data folder; for root in <c>/var/lib</c>.</summary>
    public string? DataFolder { get; init; }

    /// <summary>False: a loopback port behind a password, as on Windows, also where a Unix socket would do.</summary>
    public bool UseSocket { get; init; } = true;

    /// <summary>The database that <see cref="EmbeddedPostgres.ConnectionString"/> names; made when it is missing.</summary>
    public string Database { get; init; } = "climate_finance";

    /// <summary>How long a start may take, crash recovery included. 1 second to 1 hour.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long an orderly stop may take before it becomes an immediate one. 1 second to 10 minutes.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>False gives up the data's safety for speed. Tests only.</summary>
    public bool Durable { get; init; } = true;

    /// <summary>PostgreSQL settings that win over the built-in ones.</summary>
    public IDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Reads the section; a name it does not know is a typing mistake, not a wish to be ignored.</summary>
    public static EmbeddedPostgresOptions Read(IConfiguration configuration)
    {
        try
        {
            return configuration.GetSection(Section).Get<EmbeddedPostgresOptions>(b => b.ErrorOnUnknownConfiguration = true)
                ?? new EmbeddedPostgresOptions();
        }
        catch (InvalidOperationException e)
        {
            throw new EmbeddedPostgresException($"{Section}: {e.Message}", e);
        }
    }

    /// <summary>Throws when a value makes no sense.</summary>
    internal void Validate()
    {
        Demand(StartTimeout >= TimeSpan.FromSeconds(1) && StartTimeout <= TimeSpan.FromHours(1), "StartTimeout must be between 1 second and 1 hour.");
        Demand(StopTimeout >= TimeSpan.FromSeconds(1) && StopTimeout <= TimeSpan.FromMinutes(10), "StopTimeout must be between 1 second and 10 minutes.");
        Demand(Identifier.IsMatch(Database), "Database must be 1 to 63 lower-case letters, digits and underscores, and begin with a letter.");
        Demand(DataFolder is null || Path.IsPathFullyQualified(DataFolder), "DataFolder must be a full path.");
        Demand(BinPath is null || Path.IsPathFullyQualified(BinPath), "BinPath must be a full path.");
        foreach (var name in Settings.Keys) Demand(SettingName.IsMatch(name), $"Settings: '{name}' is no name of a PostgreSQL setting.");
    }

    private static void Demand(bool holds, string otherwise)
    {
        if (!holds) throw new EmbeddedPostgresException($"{Section}:{otherwise}");
    }
}

/// <summary>The private PostgreSQL could not be had. The message is for the person at the terminal: what is wrong and what to do.</summary>
public sealed class EmbeddedPostgresException(string message, Exception? inner = null) : Exception(message, inner);
