using ClimateFinance.Store.Postgres;
using Npgsql;

namespace ClimateFinance.Api.Features.Oversight.Cells;

/// <summary>Makes all cells anew from the facts, in one transaction; readers see the old ones until it is done. Over a large market this takes minutes.</summary>
internal sealed class CellsAnew(PostgresDatabase database)
{
    /// <summary>What the version before called its subscriber, and this one follows on from.</summary>
    private const string Before = "market-cells";

    /// <summary>True where a version before kept sums and this one has none yet.</summary>
    public const string AreUnbegun =
        $"exists (select 1 from subscription_checkpoint where name = '{Before}') and not exists (select 1 from subscription_checkpoint where name = '{CellFold.Checkpoint}')";

    /// <summary>
    /// The keys by which all rows are summed first: what several grains are then summed from is a fraction of the rows, and no grain goes through them
    /// all by itself.
    /// </summary>
    private static readonly string[][] Families =
    [
        ["industry", "month", "half", "bank"], ["industry", "month", "reason", "stage"], ["bank", "reason", "stage"], ["industry", "month", "meeting", "bank"],
    ];

    public Task RefoldAsync(CancellationToken cancellation) => RunAsync([CellFold.Alone, .. All()], cancellation);

    /// <summary>
    /// The first start of this version on a market: all is summed, and the subscriber goes on from where the one before stood. What happened since then
    /// it sums once more, which changes nothing.
    /// </summary>
    public Task BeginAsync(CancellationToken cancellation) => RunAsync(
        [
            CellFold.Alone,
            $"""
             create temp table sums_from on commit drop as select position, at from subscription_checkpoint where name = '{Before}'
             """,
            .. All(),
            $"insert into subscription_checkpoint (name, position, at) select '{CellFold.Checkpoint}', position, at from sums_from on conflict (name) do nothing",
        ],
        cancellation);

    private async Task RunAsync(IEnumerable<string> statements, CancellationToken cancellation)
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        foreach (var statement in (string[])["set local lock_timeout = 0", "set local work_mem = '64MB'", .. statements])
        {
            await using var command = new NpgsqlCommand(statement, connection, transaction) { CommandTimeout = 0 };
            await command.ExecuteNonQueryAsync(cancellation);
        }

        await transaction.CommitAsync(cancellation);
    }

    private static IEnumerable<string> All()
    {
        yield return "delete from market_sum";
        foreach (var source in CellSource.All)
        {
            yield return $"delete from {source.Summed}";
            yield return $"insert into {source.Summed} ({source.Listed()}) select {source.Listed()} from {source.Fact}";
        }

        var left = CellSource.Deals.Grains.ToList();
        foreach (var (family, keys) in Families.Index())
        {
            foreach (var source in CellSource.Followed) yield return Gathered(source, keys, $"{source.Summed}_{family}");
            foreach (var grain in left.Where(grain => grain.Keys.All(keys.Contains)))
            {
                var from = CellSource.Followed.Where(source => source.Grains.Contains(grain)).Select(source => Cells(grain, $"{source.Summed}_{family}"));
                yield return Inserted(grain.Keys.Length == 0 ? from.Concat(CellSource.Ground.Select(Ground)) : from);
            }

            left.RemoveAll(grain => grain.Keys.All(keys.Contains));
        }

        if (left.Count > 0) throw new InvalidOperationException($"No family holds the keys of {left[0].Name}.");
    }

    /// <summary>From the twin, not from the facts: they go on changing meanwhile, and the cells must hold just what is noted.</summary>
    private static string Gathered(CellSource source, string[] keys, string name)
    {
        string[] own = [.. keys.Where(key => source.Grains.Any(grain => grain.Keys.Contains(key)))];
        return
            $"""
             create temp table {name} on commit drop as
             select f.region, {string.Concat(keys.Select(key => $"{(own.Contains(key) ? CellSource.KeyOf(key) : "null::text")} as key_{key}, "))}{string.Join(", ", Measures.Names.Zip(source.SumsOf(Measures.Names), (measure, sum) => $"{sum} as {measure}"))}
             from {source.Summed} f {(keys.Contains("meeting") ? "where f.meeting_id is not null" : "")} group by {string.Join(", ", Enumerable.Range(1, keys.Length + 1))}
             """;
    }

    private static string Cells(Grain grain, string table) =>
        $"select {grain.Values(key => $"f.key_{key}")}, f.region, {string.Join(", ", Measures.Names)} from {table} f {(grain.Keys.Length == 0 ? "" : $"where {string.Join(" and ", grain.Keys.Select(key => $"f.key_{key} is not null"))}")}";

    private static string Ground(CellSource source) =>
        $"select 'total', '', '', '', f.region, {string.Join(", ", source.SumsOf(Measures.Names))} from {source.Summed} f group by f.region";

    /// <summary>In the order of the key: what is asked for together lies together.</summary>
    private static string Inserted(IEnumerable<string> from) =>
        $"""
         insert into market_sum (grain, region, k1, k2, k3, {string.Join(", ", Measures.Names)})
         select l.grain, s.scope, l.k1, l.k2, l.k3, {CellFold.SumsOf(Measures.Names, "l")}
         from ({string.Join(" union all ", from)}) l (grain, k1, k2, k3, region, {string.Join(", ", Measures.Names)})
         cross join lateral ({CellFold.Scopes("l.region")}) s (scope)
         group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5
         """;
}
