using System.Text;
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

/// <summary>Of which deals sums are shown.</summary>
/// <param name="Scope">The digits of the region that count; empty for all of the market.</param>
/// <param name="From">The first month in which a deal opened (a pairing was proposed), as <c>2026-01</c>.</param>
/// <param name="To">The last month.</param>
internal sealed record CellFilter(string Scope, Guid? Meeting = null, Guid? Bank = null, string? Industry = null, string? From = null, string? To = null)
{
    public bool Period => From is not null || To is not null;
}

/// <summary>
/// Reads sums. Where a grain of the cells carries the question, its few rows are read and the facts not yet summed are added, all in one statement and
/// so from one moment; a question by several keys at once (one bank within one meeting) is small and is summed from its facts.
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
    public static SumsSlot Ask(Load load, CellBy by, CellFilter filter, MeasureSet measures, int? limit = null) =>
        load.Rows(new SumsSlot(Lines(by, filter, measures.Names, limit), measures));

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
        var arguments = new List<SqlArgument>();
        string Argument(SqlArgument value)
        {
            arguments.Add(value);
            return $"${arguments.Count}";
        }

        var scope = Argument(filter.Scope);
        var (bank, meeting) = (filter.Bank is { } b ? Argument(b.ToString()) : null, filter.Meeting is { } m ? Argument(m.ToString()) : null);
        var industry = filter.Industry is { } i ? Argument(i) : null;
        var (from, to) = (filter.From is { } first ? Argument(first) : null, filter.To is { } last ? Argument(last) : null);

        var facts = new StringBuilder($"f.region like {scope} || '%'");
        if (bank is not null) facts.Append($" and f.bank_id = {bank}::uuid");
        if (meeting is not null) facts.Append($" and f.meeting_id = {meeting}::uuid");
        if (industry is not null) facts.Append($" and f.industry like {industry} || '%'");
        if (from is not null) facts.Append($" and f.month >= {from}");
        if (to is not null) facts.Append($" and f.month <= {to}");

        var most = limit is { } at ? Argument(at) : null;
        var key = Key(by, filter.Scope.Length);
        var names = string.Join(", ", measures);
        var summed = string.Join(", ", measures.Select(name => $"sum({name})"));
        if (GrainOf(by, filter) is not { } grain)
        {
            var all = CellSource.Followed.Select(source => FromFacts(source, source.Fact, "", by, key, facts.ToString(), measures));
            return new Sql(
                $"""
                select k, count(*) over (), {summed} from ({string.Join(" union all ", all)}) s (k, {names}) where k is not null group by k
                {(most is null ? "" : $"order by sum(opened) desc, k limit {most}")}
                """,
                arguments);
        }

        var cells = FromCells(by, grain, filter, scope, new() { ["bank"] = bank, ["meeting"] = meeting, ["industry"] = industry }, from, to, measures);
        var changed = (grain == "total" ? CellSource.All : CellSource.Followed).SelectMany(source => new[]
        {
            FromFacts(source, source.Fact, "", by, key, $"{facts} and {IsUnsummed}", measures),
            FromFacts(source, source.Folded, "-", by, key, $"{facts} and {IsUnsummed}", measures),
        });
        var head =
            $"""
            {Unsummed},
            c (k, {names}) as not materialized ({cells}),
            x (k, {names}) as materialized (select k, {summed} from ({string.Join(" union all ", changed)}) s (k, {names}) where k is not null group by k)
            """;
        return new Sql(
            most is null
                ? $"{head} select k, 0::bigint, {names} from c union all select k, 0, {names} from x"
                : $"""
                   {head},
                   shown as (
                       select k, count(*) over () as keys from (select k, opened, proposed from c union all select k, opened, proposed from x) a
                       group by k having sum(opened) <> 0 or sum(proposed) <> 0 order by sum(opened) desc, k limit {most})
                   select k, keys, {names} from (select * from c union all select * from x) s join shown using (k)
                   """,
            arguments);
    }

    /// <summary>The grain whose keys are just what is asked for, and null where there is none.</summary>
    private static string? GrainOf(CellBy by, CellFilter filter)
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        if (by is not (CellBy.Total or CellBy.Region)) keys.Add(NameOf(by));
        if (filter.Bank is not null) keys.Add("bank");
        if (filter.Meeting is not null) keys.Add("meeting");
        if (filter.Industry is not null) keys.Add("industry");
        if (filter.Period) keys.Add("month");
        var grain = keys.Count == 0 ? "total" : string.Join('+', keys.Order(StringComparer.Ordinal));
        return CellSource.Deals.Grains.Contains(grain) ? grain : null;
    }

    private static string FromCells(
        CellBy by, string grain, CellFilter filter, string scope, Dictionary<string, string?> filters, string? from, string? to, IReadOnlyList<string> measures)
    {
        var keys = grain.Split('+');
        string Column(string key) => Array.IndexOf(keys, key) == 0 ? "c.k1" : "c.k2";
        var key = by switch
        {
            CellBy.Total => "'total'",
            CellBy.Region => "c.region",
            _ => Column(NameOf(by)),
        };
        var text = new StringBuilder($"select {key}, {string.Join(", ", measures.Select(name => $"c.{name}"))} from market_cell c where c.grain = '{grain}'");
        text.Append(by == CellBy.Region
            ? $" and c.region like {scope} || '%' and length(c.region) = {(filter.Scope.Length < 6 ? filter.Scope.Length + 2 : 6)}"
            : $" and c.region = {scope}");
        foreach (var (name, value) in filters)
        {
            if (value is not null) text.Append(name == "industry" ? $" and {Column(name)} like {value} || '%'" : $" and {Column(name)} = {value}");
        }

        if (from is not null) text.Append($" and {Column("month")} >= {from}");
        if (to is not null) text.Append($" and {Column("month")} <= {to}");
        return text.ToString();
    }

    private static string NameOf(CellBy by) => by.ToString().ToLowerInvariant();

    private static string FromFacts(CellSource source, string table, string sign, CellBy by, string key, string where, IReadOnlyList<string> measures)
    {
        // A pairing stands at no stage.
        if (by == CellBy.Stage && source == CellSource.Pairings) key = "null::text";
        return $"select {key}, {string.Join(", ", source.SharesOf(measures, sign))} from {table} f where {where}";
    }

    private static string Key(CellBy by, int scope) => by switch
    {
        CellBy.Total => "'total'",
        CellBy.Region => $"left(f.region, {(scope < 6 ? scope + 2 : 6)})",
        _ => CellSource.KeyOf(NameOf(by)),
    };
}
