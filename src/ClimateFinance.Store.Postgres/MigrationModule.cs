using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace ClimateFinance.Store.Postgres;

/// <summary>
/// A part of the software that brings tables: the numbered SQL files that lie embedded in its assembly as
/// <c>….Migrations.NNNN_what_it_does.sql</c>, numbered from 0001 without holes. A file that was released never changes again.
/// </summary>
public sealed class MigrationModule
{
    /// <param name="name">Pinned: the ledger keeps what was applied under it.</param>
    /// <param name="assembly">Where the files are embedded.</param>
    public MigrationModule(string name, Assembly assembly)
        : this(name, FilesIn(assembly))
    {
    }

    public MigrationModule(string name, IEnumerable<Migration> migrations)
    {
        Name = name;
        Migrations = [.. migrations.OrderBy(m => m.Number)];
        for (var i = 0; i < Migrations.Count; i++)
        {
            if (Migrations[i].Number != i + 1)
                throw new InvalidOperationException($"The migrations of '{name}' must be numbered 1, 2, 3, …: place {i + 1} has number {Migrations[i].Number}.");
        }
    }

    /// <summary>The event tables and what the default adapter keeps beside them. Comes first.</summary>
    public static MigrationModule Store { get; } = new("store", typeof(MigrationModule).Assembly);

    public string Name { get; }

    public IReadOnlyList<Migration> Migrations { get; }

    private static IEnumerable<Migration> FilesIn(Assembly assembly)
    {
        const string folder = ".Migrations.";
        foreach (var resource in assembly.GetManifestResourceNames())
        {
            var start = resource.IndexOf(folder, StringComparison.Ordinal);
            if (start < 0 || !resource.EndsWith(".sql", StringComparison.Ordinal)) continue;
            var file = resource[(start + folder.Length)..^".sql".Length];
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
            yield return new Migration(int.Parse(file.AsSpan(0, 4), CultureInfo.InvariantCulture), file, reader.ReadToEnd());
        }
    }
}

/// <summary>One numbered step of the schema.</summary>
/// <param name="Number">From 1, within its module.</param>
/// <param name="Name">The file's name without its ending.</param>
/// <param name="Sql">What it does; names no schema.</param>
public sealed record Migration(int Number, string Name, string Sql)
{
    /// <summary>SHA-256 of the text in lower-case hex; the kind of line end does not count.</summary>
    public string Checksum { get; } =
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql.Replace("\r\n", "\n", StringComparison.Ordinal))));
}

/// <summary>The database and the software do not fit together; a person must look.</summary>
public abstract class MigrationException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A migration that was applied has another text now.</summary>
public sealed class MigrationChangedException(string module, string name)
    : MigrationException($"Migration '{name}' of '{module}' was changed after it was applied here. Undo the change and add a new migration.");

/// <summary>The database holds migrations that this version of the software does not know.</summary>
public sealed class DatabaseNewerException(string module, int number)
    : MigrationException($"The database is newer than this software: it holds migration {number} of '{module}'. Start the version that made it, or a later one.");

/// <summary>A migration failed and left nothing behind; those before it stand.</summary>
public sealed class MigrationFailedException(string module, string name, Exception inner)
    : MigrationException($"Migration '{name}' of '{module}' failed and was rolled back: {inner.Message}", inner);
