using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Oversight.Cells;

/// <summary>By what sums are shown.</summary>
internal enum CellBy
{
    Total,
    Meeting,
    Bank,
    Industry,
    Region,
    Month,
    Stage,

    /// <summary>The outcome and the coded reason of what ended, as <c>refused/rate</c>.</summary>
    Reason,
}

/// <summary>
/// Reads sums. Where a grain of the cells carries the question, its few rows are read and what changed since they were summed is added, all in one
/// statement and so from one moment; a question that no grain carries (the stages of one bank within one meeting) is small and is summed from its facts.
/// </summary>
internal static class MarketCells
{
    /// <summary>
    /// The streams with events that the fold has not passed, found once a statement and as an array: there are few, though the planner, who cannot know where the
    /// checkpoint stands, would read a third of all events for them.
    /// </summary>
    private const string Unsummed =
        $"""
        with d as materialized (select array(select stream_id from (
            select stream_id, seq_id from mt_events where seq_id > (select coalesce(max(position), 0) from subscription_checkpoint where name = '{CellFold.Checkpoint}')
            order by seq_id limit 1000000) e group by stream_id) as ids)
        """;

    private const string IsUnsummed = "f.id = any ((select ids from d)::uuid[])";

    /// <summary>Adds the question to a load.</summary>
    /// <param name="limit">At most so many keys, those with most deals; null for all.</param>
    public static SumsSlot Ask(Load load, CellBy by, CellFilter filter, MeasureSet measures, int? limit = null)
    {
        load.PlannedOnce = true;
        return load.Rows(new SumsSlot(Lines(by, filter, measures.Names, limit), measures));
    }

    /// <summary>The same as a query of its own.</summary>
    public static async Task<SumsSlot> AskAsync(IEventStore store, CellBy by, CellFilter filter, MeasureSet measures, CancellationToken cancellation)
    {
        var load = new Load();
        var sums = Ask(load, by, filter, measures);
        await store.LoadAsync(load, cancellation);
        return sums;
    }

    private static Sql Lines(CellBy by, CellFilter filter, IReadOnlyList<string> measures, int? limit)
    {
        var terms = new CellTerms(by, filter);
        var most = limit is { } at ? terms.Argument(at) : null;
        var names = string.Join(", ", measures);
        if (CellGrains.Of(by, filter) is not { } grain)
        {
            var all = CellSource.Followed.Select(source => Summed(source, $"{source.Fact} f where {terms.OfFacts}", terms, measures));
            return new Sql(
                $"""
                select k, count(*) over (), {CellFold.SumsOf(measures, "s")} from ({string.Join(" union all ", all)}) s (k, {names}) where k is not null group by k
                {(most is null ? "" : $"order by sum(opened) desc, k limit {most}")}
                """,
                terms.Arguments);
        }

        var (key, those) = (terms.KeyOfCells(grain), terms.OfCells(grain));

        // Several cells make a line where a key of the grain is neither shown nor held: it is better to add them up before they travel.
        var several = CellGrains.Several(grain, by, filter);
        var sums = several ? CellFold.SumsOf(measures, "c") : string.Join(", ", measures.Select(name => $"c.{name}"));
        var changes = (grain.Keys.Length == 0 ? CellSource.All : CellSource.Followed)
            .Select(source => Summed(source, $"({source.Changes($"{terms.OfFacts} and {IsUnsummed}")}) f", terms, measures, "f.sign * "));
        if (most is null)
        {
            return new Sql(
                $"""
                {Unsummed}
                select {key}, 0::bigint, {sums} from market_sum c where {those} {(several ? "group by 1" : "")}
                union all select k, 0, {names} from ({string.Join(" union all ", changes)}) x (k, {names}) where k is not null
                """,
                terms.Arguments);
        }

        // The cells of the lines shown are found by where they lie, which within a statement nothing moves: whatever the planner makes of the arguments,
        // which it does not see, none is looked for twice.
        return new Sql(
            $"""
            {Unsummed},
            x (k, {names}) as materialized ({string.Join(" union all ", changes)}),
            shown as materialized (
                select k, count(*) over () as keys, array_agg(place) as places
                from (select {key} as k, c.opened, c.proposed, c.ctid as place from market_sum c where {those} union all select k, opened, proposed, null from x where k is not null) a
                group by k having sum(opened) <> 0 or sum(proposed) <> 0 order by sum(opened) desc, k limit {most})
            select s.k, s.keys, {sums} from shown s cross join lateral unnest(s.places) p (place) join market_sum c on c.ctid = p.place {(several ? "group by 1, 2" : "")}
            union all select s.k, s.keys, {string.Join(", ", measures.Select(name => $"x.{name}"))} from shown s join x on x.k = s.k
            """,
            terms.Arguments);
    }

    private static string Summed(CellSource source, string from, CellTerms terms, IReadOnlyList<string> measures, string sign = "") =>
        $"select {terms.KeyOfFacts(source)}, {string.Join(", ", source.SumsOf(measures, sign))} from {from} group by 1";
}
