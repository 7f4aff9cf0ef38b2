using System.Text.Json.Nodes;
using System.Xml.Linq;
using Xunit;

namespace ClimateFinance.Architecture.Tests;

/// <summary>
/// Every package that a lock file names, the transitive ones too, stands in <c>src/licences.csv</c> with a licence that lets the house be used and passed
/// on freely. After a change of packages run <c>UPDATE_LICENCES=1 dotnet test tests/ClimateFinance.Architecture.Tests --filter Licence</c> and read what changed.
/// </summary>
public sealed class LicenceTests
{
    private const string Header = "package,version,licence,from";

    /// <summary>SPDX.</summary>
    private static readonly string[] Allowed = ["MIT", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "PostgreSQL", "MS-PL OR Apache-2.0"];

    /// <summary>Packages that carry their licence as a file and not as an SPDX expression, by what the file says.</summary>
    private static readonly Dictionary<string, string> Stated = new(StringComparer.OrdinalIgnoreCase)
    {
        ["CommandLineParser"] = "MIT",
        ["Microsoft.DotNet.PlatformAbstractions"] = "MIT",
    };

    private static string ListFile => Path.Combine(Repository.Root, "src/licences.csv");

    [Fact]
    public void Every_locked_package_is_listed_with_a_licence_that_is_allowed()
    {
        var locked = Locked();
        Assert.True(locked.Count > 40, $"Only {locked.Count} packages were found: the lock files are not where they should be.");
        if (Environment.GetEnvironmentVariable("UPDATE_LICENCES") == "1") File.WriteAllText(ListFile, Written(locked));

        var listed = File.ReadAllLines(ListFile).Skip(1).Select(line => line.Split(',')).ToDictionary(cells => (cells[0], cells[1]), cells => cells[2]);
        Assert.Equal(Header, File.ReadLines(ListFile).First());
        Assert.Empty(locked.Except(listed.Keys));
        Assert.Empty(listed.Keys.Except(locked));
        Assert.Empty(listed.Where(entry => !Allowed.Contains(entry.Value, StringComparer.Ordinal)).Select(entry => $"{entry.Key}: {entry.Value}"));
    }

    [Fact]
    public void Every_project_of_the_solution_has_its_lock_file()
    {
        var projects = File.ReadAllLines(Path.Combine(Repository.Root, "ClimateFinance.sln")).Where(line => line.Contains(".csproj", StringComparison.Ordinal))
            .Select(line => Path.GetDirectoryName(Path.Combine(Repository.Root, line.Split('"').Single(part => part.EndsWith(".csproj", StringComparison.Ordinal)).Replace('\\', '/')))!).ToArray();
        Assert.True(projects.Length > 8, "The solution is all but empty.");
        Assert.All(projects, folder => Assert.True(File.Exists(Path.Combine(folder, "packages.lock.json")), folder));
    }

    [Fact]
    public void The_packages_that_a_test_takes_from_npm_are_pinned_by_content_and_free_too()
    {
        var lockFile = JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, "tests/ClimateFinance.Api.Tests/Identity/Certified/package-lock.json")))!;
        var packages = lockFile["packages"]!.AsObject().Where(p => p.Key.Length > 0).ToArray();
        Assert.True(packages.Length > 20, "The lock file is all but empty.");
        Assert.All(packages, p => Assert.StartsWith("sha512-", p.Value!["integrity"]!.GetValue<string>(), StringComparison.Ordinal));
        Assert.All(packages, p => Assert.Null(p.Value!["resolved"]));

        // "only" says it in its README alone, and it is MIT.
        Assert.All(packages.Where(p => p.Key != "node_modules/only"), p => Assert.Contains(p.Value!["license"]!.GetValue<string>(), Allowed));
    }

    private static SortedSet<(string Package, string Version)> Locked()
    {
        var found = new SortedSet<(string, string)>();
        foreach (var file in LockFiles())
        {
            foreach (var (_, packages) in JsonNode.Parse(File.ReadAllText(file))!["dependencies"]!.AsObject())
            {
                foreach (var (name, package) in packages!.AsObject())
                {
                    if (package!["type"]!.GetValue<string>() != "Project") found.Add((name, package["resolved"]!.GetValue<string>()));
                }
            }
        }

        return found;
    }

    private static IEnumerable<string> LockFiles() =>
        new[] { "src", "tests" }.SelectMany(part => Directory.EnumerateFiles(Path.Combine(Repository.Root, part), "packages.lock.json", SearchOption.AllDirectories))
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

    private static string Written(SortedSet<(string Package, string Version)> locked) =>
        $"{Header}\n{string.Concat(locked.Select(p => $"{p.Package},{p.Version},{LicenceOf(p.Package, p.Version)},{(InProduct(p.Package) ? "product" : "tests")}\n"))}";

    private static bool InProduct(string package) => LockFiles().Where(file => file.Contains("/src/", StringComparison.Ordinal))
        .Any(file => File.ReadAllText(file).Contains($"\"{package}\": {{", StringComparison.Ordinal));

    /// <summary>What the package itself says, in the folder where packages are kept once they were restored.</summary>
    private static string LicenceOf(string package, string version)
    {
        if (Stated.TryGetValue(package, out var stated)) return stated;
        var folder = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget/packages");
        var (name, number) = (package.ToLowerInvariant(), version.ToLowerInvariant());
        var nuspec = XDocument.Load(Path.Combine(folder, name, number, $"{name}.nuspec"));
        var licence = nuspec.Descendants().FirstOrDefault(e => e.Name.LocalName == "license" && (string?)e.Attribute("type") == "expression")?.Value;
        return licence ?? $"unknown ({nuspec.Descendants().FirstOrDefault(e => e.Name.LocalName is "licenseUrl" or "license")?.Value})";
    }
}
