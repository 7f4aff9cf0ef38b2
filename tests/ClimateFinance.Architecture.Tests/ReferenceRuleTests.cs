using System.Reflection;
using System.Text.RegularExpressions;
using ClimateFinance.Api.Hosting;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Matching;
using ClimateFinance.Store;
using ClimateFinance.Store.Postgres;
using Xunit;

namespace ClimateFinance.Architecture.Tests;

/// <summary>Who may know whom. Arrows point one way: Api → Store → Domain, Api → Matching → Domain.</summary>
public sealed partial class ReferenceRuleTests
{
    /// <summary>What one feature may use of another: a door each, with its reason.</summary>
    private static readonly IReadOnlyDictionary<(string From, string To), string> Doors = new Dictionary<(string, string), string>
    {
        [("Deals", "Products")] = "QuotaGuard: an offer holds quota of a product.",
        [("Deals", "Inbox")] = "CallerPreferences: the language of a table.",
        [("Oversight", "Inbox")] = "CallerPreferences: the language of a table.",
        [("Oversight", "Deals")] = "DealRow and Looks: a report shows deals as an export does, and is a look at each.",
        [("Carbon", "Inbox")] = "CallerPreferences: the language of a table.",
        [("Carbon", "Deals")] = "Looks: a bureau that reads a loan's balance or rate looks at its deal.",
        [("Projects", "Inbox")] = "CallerPreferences: the language of a table.",
        [("Meetings", "Oversight")] = "MarketCells: a meeting's own funnel is the bureau's, narrowed to it.",
        [("Meetings", "Pairings")] = "MeetingPairing: an intention at a meeting opens a deal as a mutual pairing does.",
        [("Pairings", "Products")] = "ProductTermsBody: a pairing shows the terms as the product shows them.",
        [("Evidence", "Deals")] = "DealVisibility: whose deal a pack may be of; Looks: that a bureau read it.",
        [("Matching", "Products")] = "The matches of a product stand under its address.",
        [("Operations", "Oversight")] = "CellsAnew: the board's sums are made anew with the read models.",
        [("Matching", "Pairings")] = "Proposals are pairings.",
        [("Pairings", "Matching")] = "MarketFacts: a claim is judged by the facts the engine sees.",
    };

    [Fact]
    public void The_domain_references_nothing_but_the_base_library() =>
        Assert.All(References(typeof(Cny).Assembly), name => Assert.StartsWith("System.", name, StringComparison.Ordinal));

    [Fact]
    public void Matching_references_the_domain_and_the_base_library() => OnlyOurs(typeof(PairEvaluator).Assembly, "ClimateFinance.Domain");

    [Fact]
    public void The_port_references_the_domain_and_the_base_library() => OnlyOurs(typeof(IEventStore).Assembly, "ClimateFinance.Domain");

    [Fact]
    public void The_adapter_references_the_port_and_the_domain_but_not_the_host()
    {
        var ours = References(typeof(PostgresEventStore).Assembly).Where(n => n.StartsWith("ClimateFinance.", StringComparison.Ordinal)).ToArray();

        Assert.NotEmpty(ours);
        Assert.All(ours, name => Assert.Contains(name, new[] { "ClimateFinance.Store", "ClimateFinance.Domain" }));
    }

    [Fact]
    public void A_feature_uses_another_only_through_a_stated_door()
    {
        var features = Repository.SourceFiles("src/ClimateFinance.Api/Features").ToArray();
        Assert.NotEmpty(features);

        var trespasses = new List<string>();
        foreach (var file in features)
        {
            var own = Path.GetRelativePath(Path.Combine(Repository.Root, "src/ClimateFinance.Api/Features"), file).Split(Path.DirectorySeparatorChar)[0];
            foreach (System.Text.RegularExpressions.Match use in UsesFeature().Matches(File.ReadAllText(file)))
            {
                var other = use.Groups[1].Value;
                if (other != own && !Doors.ContainsKey((own, other))) trespasses.Add($"{Path.GetFileName(file)}: {own} uses {other}");
            }
        }

        Assert.Empty(trespasses);
    }

    [Fact]
    public void Every_projection_and_every_subscriber_is_registered()
    {
        var projections = Concrete<Projection>();

        Assert.NotEmpty(projections);
        Assert.Equal(projections.Select(t => t.Name).Order(), MarketServices.Projections.Select(p => p.GetType().Name).Order());
    }

    [Fact]
    public void Public_types_of_the_libraries_say_what_they_are()
    {
        var assemblies = new[] { typeof(Cny).Assembly, typeof(PairEvaluator).Assembly, typeof(IEventStore).Assembly, typeof(PostgresEventStore).Assembly };
        var silent = new List<string>();
        foreach (var assembly in assemblies)
        {
            var documentation = File.ReadAllText(Path.ChangeExtension(assembly.Location, ".xml"));
            var types = assembly.GetExportedTypes();
            Assert.NotEmpty(types);
            silent.AddRange(types.Select(t => $"T:{t.FullName!.Replace('+', '.')}").Where(id => !documentation.Contains($"name=\"{id}\"", StringComparison.Ordinal)));
        }

        Assert.Empty(silent);
    }

    private static IReadOnlyList<Type> Concrete<T>() =>
        [.. typeof(MarketServices).Assembly.GetTypes().Where(t => !t.IsAbstract && typeof(T).IsAssignableFrom(t))];

    private static void OnlyOurs(Assembly assembly, string ours)
    {
        var references = References(assembly);
        Assert.Contains(ours, references);
        Assert.All(references, name => Assert.True(name == ours || name.StartsWith("System.", StringComparison.Ordinal), name));
    }

    private static string[] References(Assembly assembly) => [.. assembly.GetReferencedAssemblies().Select(a => a.Name!)];

    [GeneratedRegex(@"ClimateFinance\.Api\.Features\.(\w+)", RegexOptions.CultureInvariant)]
    private static partial Regex UsesFeature();
}
