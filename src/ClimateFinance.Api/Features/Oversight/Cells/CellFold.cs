using ClimateFinance.Domain.Deals;
using ClimateFinance.Domain.Needs;
using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Parties;
using ClimateFinance.Domain.Projects;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Oversight.Cells;

/// <summary>
/// Sums the deals and pairings that changed into the cells: takes off what a row counted for when it was last summed, puts on what it counts
/// for now, and notes the row. Done twice it changes nothing the second time. Commands never touch a cell, so no two deals wait for one another.
/// </summary>
internal sealed class CellFold(IEventStore store, TimeProvider time) : Subscriber
{
    /// <summary>Pinned: readers ask how far it is. A version that keeps other sums takes another name, and tables of its own.</summary>
    public const string Checkpoint = "market-sums";

    /// <summary>One at a time: a second one waits here and then sees what the first summed.</summary>
    public const string Alone = $"select pg_advisory_xact_lock(hashtextextended('{Checkpoint}', 0))";

    /// <summary>The statements are wide and their plan is the same whatever the ids: planning one anew took as long as running it.</summary>
    private const string PlannedOnce = "select set_config('plan_cache_mode', 'force_generic_plan', true)";

    private static readonly IReadOnlyDictionary<string, string> Folds = new (string Category, CellSource Source)[]
    {
        (Deal.Category, CellSource.Deals), (Pairing.Category, CellSource.Pairings), (Enterprise.Category, CellSource.Ground[0]),
        (Project.Category, CellSource.Ground[1]), (Need.Category, CellSource.Ground[2]),
    }.ToDictionary(f => f.Category, f => Text(f.Source));

    private readonly Dictionary<string, HashSet<Guid>> changed = Folds.Keys.ToDictionary(category => category, _ => new HashSet<Guid>());

    public override string Name => Checkpoint;

    public override IReadOnlyList<string> Categories { get; } = [.. Folds.Keys];

    public override Task HandleAsync(RecordedEvent happened, CancellationToken cancellation)
    {
        changed[happened.Category].Add(happened.Stream);
        return Task.CompletedTask;
    }

    public override async Task DrainedAsync(CancellationToken cancellation)
    {
        var commit = new Commit(time.GetUtcNow(), new EventContext(Checkpoint, Role.System, null)).With(new Sql(Alone)).With(new Sql(PlannedOnce));
        var before = commit.Also.Count;
        foreach (var (category, ids) in changed)
        {
            if (ids.Count > 0) commit.With(new Sql(Folds[category], ids.ToArray()));
        }

        if (commit.Also.Count == before) return;
        await store.CommitAsync(commit, cancellation);
        foreach (var ids in changed.Values) ids.Clear();
    }

    /// <summary>
    /// Of the rows <c>$1</c>: what they changed, a sum for each set of keys among them; of it every grain and region. What comes to nothing, as of most
    /// moves, touches no cell.
    /// </summary>
    private static string Text(CellSource source)
    {
        const string which = "f.id = any ($1)";
        string[] names = [.. source.Shares.Select(s => s.Name)];
        string[] keys = [.. source.Grains.SelectMany(grain => grain.Keys).Distinct()];
        return
            $"""
             with change as materialized (
                 select f.region, {string.Concat(keys.Select(key => $"{CellSource.KeyOf(key)} as key_{key}, "))}{string.Join(", ", source.Shares.Select(s => $"sum(f.sign * ({s.Share})) as {s.Name}"))}
                 from ({source.Changes(which)}) f group by {string.Join(", ", Enumerable.Range(1, keys.Length + 1))}),
             leaf as (
                 select g.grain, f.region, g.k1, g.k2, g.k3, {SumsOf(names, "f")}
                 from change f
                 cross join lateral (values {string.Join(", ", source.Grains.Select(grain => $"({grain.Values(key => $"f.key_{key}")})"))}) g (grain, k1, k2, k3)
                 where {Counts(names, "f")} and g.k1 is not null and g.k2 is not null and g.k3 is not null
                 group by 1, 2, 3, 4, 5),
             noted as (
                 insert into {source.Summed} ({source.Listed()}) select {source.Listed("f.")} from {source.Fact} f where {which}
                 on conflict (id) do update set {string.Join(", ", source.Columns.Skip(1).Select(c => $"{c} = excluded.{c}"))}
                 where ({source.Listed($"{source.Summed}.")}) is distinct from ({source.Listed("excluded.")}))
             insert into market_sum (grain, region, k1, k2, k3, {string.Join(", ", names)})
             select l.grain, s.scope, l.k1, l.k2, l.k3, {SumsOf(names, "l")}
             from leaf l cross join lateral ({Scopes("l.region")}) s (scope)
             where {Counts(names, "l")}
             group by 1, 2, 3, 4, 5
             on conflict (grain, region, k1, k2, k3) do update set {string.Join(", ", names.Select(name => $"{name} = market_sum.{name} + excluded.{name}"))}
             """;
    }

    /// <summary>The regions that a county lies in, and itself.</summary>
    internal static string Scopes(string region) => $"values (''), (left({region}, 2)), (left({region}, 4)), ({region})";

    internal static string SumsOf(IReadOnlyList<string> names, string of) => string.Join(", ", names.Select(name => $"sum({of}.{name}) as {name}"));

    private static string Counts(IReadOnlyList<string> names, string of) =>
        $"({string.Join(", ", names.Select(name => $"{of}.{name}"))}) is distinct from ({string.Join(", ", names.Select(_ => "0"))})";
}
