using System.Text.Json.Nodes;
using ClimateFinance.Api.Hosting;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;
using Xunit;

namespace ClimateFinance.Architecture.Tests;

/// <summary>
/// What was ever stored must read for ever: each event has a committed sample. A new event gets one by running these tests with
/// UPDATE_SAMPLES=1; an existing sample is never changed, a changed shape is a new event name with an upcaster.
/// </summary>
public sealed class EventSampleTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "ClimateFinance.Architecture.Tests", "Samples");

    public static TheoryData<string> Names => [.. EventRegistry.Domain.Kinds.Select(k => k.Name).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_committed_sample_reads_and_writes_back_the_same(string name)
    {
        var kind = EventRegistry.Domain.Kinds.Single(k => k.Name == name);
        var path = Path.Combine(Folder, $"{name}.json");
        if (!File.Exists(path) && Environment.GetEnvironmentVariable("UPDATE_SAMPLES") == "1") File.WriteAllText(path, SampleMaker.JsonOf(kind.Type));

        Assert.True(File.Exists(path), $"{name} has no sample. Make it with: UPDATE_SAMPLES=1 dotnet test tests/ClimateFinance.Architecture.Tests");
        var stored = File.ReadAllBytes(path);
        var happened = EventRegistry.Domain.Read(name, stored);

        Assert.IsType(kind.Type, happened);
        Assert.True(
            JsonNode.DeepEquals(JsonNode.Parse(stored), JsonNode.Parse(EventRegistry.Domain.Write(happened))),
            $"{name} loses or adds something when it is read and written again.");
    }

    [Fact]
    public void No_sample_is_without_an_event()
    {
        var names = EventRegistry.Domain.Kinds.Select(k => k.Name).ToHashSet(StringComparer.Ordinal);
        var samples = Directory.GetFiles(Folder, "*.json").Select(f => Path.GetFileNameWithoutExtension(f)).ToArray();

        Assert.NotEmpty(samples);
        Assert.All(samples, sample => Assert.Contains(sample, names));
    }

    [Fact]
    public void Names_are_pinned_snake_case_with_a_version()
    {
        Assert.NotEmpty(EventRegistry.Domain.Kinds);
        Assert.All(EventRegistry.Domain.Kinds, kind => Assert.Matches("^[a-z]+(_[a-z]+)*_v[1-9][0-9]*$", kind.Name));
    }

    [Fact]
    public void Every_event_of_a_followed_category_is_known_to_the_projection()
    {
        Assert.NotEmpty(MarketServices.Projections);
        foreach (var projection in MarketServices.Projections)
        {
            var known = EventRegistry.Domain.Kinds.Where(k => projection.Categories.Contains(k.Category)).ToArray();
            Assert.NotEmpty(known);
            foreach (var kind in known)
            {
                var happened = EventRegistry.Domain.Read(kind.Name, File.ReadAllBytes(Path.Combine(Folder, $"{kind.Name}.json")));
                var recorded = new RecordedEvent(
                    7, new Guid("0196c1a4-0000-7000-8000-00000000000f"), kind.Category, 3, happened, DateTimeOffset.UnixEpoch,
                    new EventContext("somebody", Role.Bank, null));
                var statements = new List<Sql>();
                var failure = Record.Exception(() => projection.Project(recorded, statements));
                Assert.True(failure is null, $"{projection.Name} does not know {kind.Name}: {failure?.Message}");
                Assert.All(statements, statement => AssertPlaceholders(projection, kind, statement));
            }
        }
    }

    [Fact]
    public void A_projection_refuses_an_event_it_does_not_know()
    {
        Assert.NotEmpty(MarketServices.Projections);
        var stranger = new RecordedEvent(1, Guid.Empty, "stranger", 1, new Stranger(), DateTimeOffset.UnixEpoch, new EventContext("x", Role.System, null));

        Assert.All(MarketServices.Projections, projection => Assert.Throws<UnknownEventException>(() => projection.Project(stranger, [])));
    }

    [Fact]
    public void Each_table_belongs_to_one_projection()
    {
        var tables = MarketServices.Projections.SelectMany(p => p.Tables).ToArray();

        Assert.NotEmpty(tables);
        Assert.Equal(tables.Length, tables.Distinct(StringComparer.Ordinal).Count());
    }

    private static void AssertPlaceholders(Projection projection, EventKind kind, Sql statement)
    {
        for (var i = 1; i <= statement.Arguments.Count; i++)
            Assert.True(statement.Text.Contains($"${i}", StringComparison.Ordinal), $"{projection.Name}, {kind.Name}: ${i} is not used in {statement.Text}");
        Assert.DoesNotContain($"${statement.Arguments.Count + 1}", statement.Text, StringComparison.Ordinal);
    }

    private sealed record Stranger : IEvent;
}
