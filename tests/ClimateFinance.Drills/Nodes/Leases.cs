using System.Diagnostics;
using System.Globalization;

namespace ClimateFinance.Drills.Nodes;

/// <summary>Which node works which subscription, as PostgreSQL's table of locks tells it.</summary>
internal sealed class Leases(Tables tables)
{
    private const string Holders =
        """
        select c.name, a.application_name
        from subscription_checkpoint c
        left join pg_locks l on l.locktype = 'advisory' and l.granted and l.objsubid = 1
            and ((l.classid::bigint << 32) | l.objid::bigint) = hashtextextended('market:subscription:' || c.name, 0)
        left join pg_stat_activity a on a.pid = l.pid
        order by c.name
        """;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>By subscription the process that works it; null: nobody does at the moment.</summary>
    public async Task<IReadOnlyDictionary<string, int?>> NowAsync(CancellationToken cancellation) =>
        (await tables.ReadAsync(Holders, row => (Name: row.GetString(0), Node: row.IsDBNull(1) ? (int?)null : PidOf(row.GetString(1))), cancellation))
        .ToDictionary(held => held.Name, held => held.Node);

    /// <summary>Waits until each subscription is worked by a node other than <paramref name="gone"/>; how long that took.</summary>
    public async Task<TimeSpan> TakenOverAsync(int gone, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            var now = await NowAsync(cancellation);
            if (now.Count > 0 && now.Values.All(node => node is { } pid && pid != gone)) return watch.Elapsed;
            if (watch.Elapsed > Patience)
                throw new DrillException($"Nobody took over: {string.Join(", ", now.Where(n => n.Value is null || n.Value == gone).Select(n => n.Key))}.");
            await Task.Delay(BetweenLooks, cancellation);
        }
    }

    private static int PidOf(string applicationName) => int.Parse(applicationName.Split(':')[^1], CultureInfo.InvariantCulture);
}
