using ClimateFinance.Domain.Deals;
using ClimateFinance.Domain.Needs;
using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Parties;
using ClimateFinance.Domain.Projects;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;
using ClimateFinance.Store.Postgres;
using Npgsql;

namespace ClimateFinance.Api.Features.Oversight.Cells;

/// <summary>
/// Sums the deals and pairings that changed into the cells: takes off what a row counted for when it was last summed, puts on what it counts
/// for now, and notes the row. Done twice it changes nothing the second time. Commands never touch a cell, so no two deals wait for one another.
/// </summary>
internal sealed class CellFold(IEventStore store, PostgresDatabase database, TimeProvider time) : Subscriber
{
    /// <summary>Pinned: readers ask how far it is.</summary>
    public const string Checkpoint = "market-cells";

    private static readonly IReadOnlyDictionary<string, (CellSource Source, string Text)> Folds = new (string Category, CellSource Source)[]
    {
        (Deal.Category, CellSource.Deals), (Pairing.Category, CellSource.Pairings), (Enterprise.Category, CellSource.Ground[0]),
        (Project.Category, CellSource.Ground[1]), (Need.Category, CellSource.Ground[2]),
    }.ToDictionary(f => f.Category, f => (f.Source, Text(f.Source)));

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
        // One at a time: a second one waits here and then sees what the first summed.
        var commit = Begin();
        foreach (var (category, ids) in changed)
        {
            if (ids.Count > 0) commit.With(new Sql(Folds[category].Text, ids.ToArray()));
        }

        if (commit.Also.Count == 1) return;
        await store.CommitAsync(commit, cancellation);
        foreach (var ids in changed.Values) ids.Clear();
    }

    /// <summary>Makes all cells anew from the facts, in one transaction; readers see the old ones until it is done.</summary>
    public async Task RefoldAsync(CancellationToken cancellation)
    {
        // Over a large market this takes minutes, longer than a statement of a request may.
        await using var connection = await database.Source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        string[] statements = ["set local lock_timeout = 0", Alone, "delete from market_cell", .. CellSource.All.SelectMany(Anew)];
        foreach (var statement in statements)
        {
            await using var command = new NpgsqlCommand(statement, connection, transaction) { CommandTimeout = 0 };
            await command.ExecuteNonQueryAsync(cancellation);
        }

        await transaction.CommitAsync(cancellation);
    }

    private const string Alone = "select pg_advisory_xact_lock(hashtextextended('market-cells', 0))";

    private Commit Begin() => new Commit(time.GetUtcNow(), new EventContext(Checkpoint, Role.System, null))
        .With(new Sql(Alone));

    /// <summary>
    /// The keys by which all rows are summed first: what several grains are then summed from is a fraction of the rows, and no grain goes through them
    /// all by itself.
    /// </summary>
    private static readonly string[][] Families = [["bank", "industry", "month"], ["industry", "month", "reason", "stage"], ["industry", "meeting", "month"]];

    /// <summary>The statements that sum everything of a source.</summary>
    private static IEnumerable<string> Anew(CellSource source)
    {
        var (columns, names) = (string.Join(", ", source.Columns), string.Join(", ", source.Shares.Select(s => s.Name)));
        yield return $"delete from {source.Folded}";
        yield return $"insert into {source.Folded} ({columns}) select {columns} from {source.Fact}";
        var left = source.Grains.ToList();
        foreach (var family in Families)
        {
            var grains = left.Where(grain => grain == "total" || grain.Split('+').All(family.Contains)).ToArray();
            left.RemoveAll(grains.Contains);
            string[] keys = [.. grains.SelectMany(grain => grain.Split('+')).Distinct()];
            if (keys.Length == 0) continue;
            yield return
                $"""
                 with family as materialized (
                     select f.region, {string.Join(", ", keys.Select(key => $"{CellSource.KeyOf(key)} as key_{key}"))}, {string.Join(", ", source.Shares.Select(s => $"sum({s.Share}) as {s.Name}"))}
                     from {source.Fact} f {(family.Contains("meeting") ? "where f.meeting_id is not null" : "")} group by {string.Join(", ", Enumerable.Range(1, keys.Length + 1))}),
                 leaf as (
                     select g.grain, f.region, g.k1, g.k2, {string.Join(", ", source.Shares.Select(s => $"sum(f.{s.Name}) as {s.Name}"))}
                     from family f
                     cross join lateral (values {string.Join(", ", grains.Select(grain => $"({CellSource.ValuesOf(grain, key => $"f.key_{key}")})"))}) g (grain, k1, k2)
                     where g.k1 is not null and g.k2 is not null
                     group by 1, 2, 3, 4)
                 {IntoCells(source, names)}
                 """;
        }
    }

    private static string IntoCells(CellSource source, string names) =>
        $"""
         insert into market_cell (grain, region, k1, k2, {names})
         select l.grain, s.scope, l.k1, l.k2, {string.Join(", ", source.Shares.Select(s => $"sum(l.{s.Name})"))}
         from leaf l cross join lateral (values (''), (left(l.region, 2)), (left(l.region, 4)), (l.region)) s (scope)
         group by 1, 2, 3, 4
         on conflict (grain, region, k1, k2) do update set {string.Join(", ", source.Shares.Select(s => $"{s.Name} = market_cell.{s.Name} + excluded.{s.Name}"))}
         """;

    private static string Text(CellSource source)
    {
        const string which = "f.id = any ($1)";
        var columns = string.Join(", ", source.Columns);
        var of = string.Join(", ", source.Columns.Select(column => $"f.{column}"));
        var names = string.Join(", ", source.Shares.Select(s => s.Name));
        var rows = $"select f.*, 1 as sign from {source.Fact} f where {which} union all select f.*, -1 from {source.Folded} f where {which}";
        return
            $"""
             with changed as ({rows.Replace("f.*", Starred(source), StringComparison.Ordinal)}),
             leaf as (
                 select g.grain, f.region, g.k1, g.k2, {string.Join(", ", source.Shares.Select(s => $"sum(f.sign * ({s.Share})) as {s.Name}"))}
                 from changed f
                 cross join lateral (values {string.Join(", ", source.Grains.Select(grain => $"({CellSource.ValuesOf(grain, CellSource.KeyOf)})"))}) g (grain, k1, k2)
                 where g.k1 is not null and g.k2 is not null
                 group by 1, 2, 3, 4),
             noted as (
                 insert into {source.Folded} ({columns}) select {of} from {source.Fact} f where {which}
                 on conflict (id) do update set {string.Join(", ", source.Columns.Skip(1).Select(c => $"{c} = excluded.{c}"))})
             {IntoCells(source, names)}
             """;
    }

    /// <summary>All columns, those that the database works out among them.</summary>
    private static string Starred(CellSource source) =>
        string.Join(", ", (source == CellSource.Deals ? [.. source.Columns, "rung", "line", "term", "benchmark", "bp"] : source.Columns).Select(c => $"f.{c}"));
}
