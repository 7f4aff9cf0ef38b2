using System.Text.Json.Nodes;
using ClimateFinance.Api.Hosting.Embedded;

namespace ClimateFinance.Drills;

/// <summary>What must not be changed by a second delivery of everything.</summary>
internal sealed record Delivered(long Events, long Leaves, IReadOnlyList<string> Cells);

/// <summary>Looks at a market from outside, when it has come to rest, and writes down what should not be.</summary>
/// <param name="connectionString">Of the database, where it is at the moment.</param>
/// <param name="courier">Whose commands are looked for.</param>
/// <param name="town">Whose bureau audits.</param>
/// <param name="earlier">What else was sent, before a restore.</param>
internal sealed class Inspection(Func<string> connectionString, Courier courier, Town town, IReadOnlyList<Errand>? earlier = null)
{
    private const string Behind =
        "select count(*) from subscription_checkpoint where position < (select coalesce(max(seq_id), 0) from mt_events where type <> 'tombstone')";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(200);

    private readonly List<string> findings = [];

    public IReadOnlyList<string> Findings => findings;

    /// <summary>Waits until every subscriber has worked on every event.</summary>
    public async Task DrainedAsync(CancellationToken cancellation)
    {
        await using var tables = Open();
        for (var (began, calm) = (Environment.TickCount64, 0); calm < 3;)
        {
            var all = await tables.CountAsync("select count(*) from subscription_checkpoint", cancellation);
            calm = all > 0 && await tables.CountAsync(Behind, cancellation) == 0 ? calm + 1 : 0;
            if (Environment.TickCount64 - began > Patience.TotalMilliseconds) throw new DrillException("The subscribers do not come to the end of the feed.");
            await Task.Delay(BetweenLooks, cancellation);
        }
    }

    /// <summary>Everything, by HTTP and in the tables.</summary>
    public async Task LookAsync(CancellationToken cancellation)
    {
        findings.AddRange(courier.Surprises.Select(surprise => $"unexpected answer: {surprise}"));
        await ResourcesAsync(cancellation);
        await AuditAsync(cancellation);

        await using var tables = Open();
        findings.AddRange(await Bookkeeping.CompareAsync(courier.Ledger.Concat(earlier ?? []), tables, cancellation));
        findings.AddRange(await Quotas.OverdrawnAsync(tables, cancellation));
        findings.AddRange((await tables.DifferencesAsync(cancellation)).Select(difference => $"read model: {difference}"));
        await DeliveryAsync(tables, cancellation);
    }

    /// <summary>Everything is delivered once more: what had been delivered the first time adds nothing now. The number of events.</summary>
    public async Task<long> DeliveredTwiceAsync(Action stopHosts, Func<Task> startHost, CancellationToken cancellation)
    {
        stopHosts();
        var before = await DeliverAgainAsync(cancellation);
        await startHost();
        await DrainedAsync(cancellation);
        await CompareAsync(before, cancellation);
        return before.Events;
    }

    /// <summary>Sends every subscriber back to the beginning; with no host at work.</summary>
    public async Task<Delivered> DeliverAgainAsync(CancellationToken cancellation)
    {
        await using var tables = Open();
        var now = await DeliveredAsync(tables, cancellation);
        await tables.RunAsync("update subscription_checkpoint set position = 0", cancellation);
        return now;
    }

    /// <summary>What the second delivery changed.</summary>
    public async Task CompareAsync(Delivered before, CancellationToken cancellation)
    {
        await using var tables = Open();
        var now = await DeliveredAsync(tables, cancellation);
        if (now.Events != before.Events) findings.Add($"delivered again, the events caused {now.Events - before.Events} more: they had not been delivered whole");
        if (now.Leaves != before.Leaves) findings.Add($"delivered again, the evidence took {now.Leaves - before.Leaves} more leaves");
        findings.AddRange(now.Cells.Except(before.Cells, StringComparer.Ordinal).Select(cell => $"delivered again, a sum changed to {cell}"));
    }

    private static async Task<Delivered> DeliveredAsync(Tables tables, CancellationToken cancellation) => new(
        await tables.CountAsync("select count(*) from mt_events", cancellation),
        await tables.CountAsync("select count(*) from evidence_leaf", cancellation),
        await tables.CellsAsync(cancellation));

    /// <summary>Each thing that was acknowledged can be read by whoever sent it, in that version or a later one; each note once.</summary>
    private async Task ResourcesAsync(CancellationToken cancellation)
    {
        var acknowledged = courier.Ledger.Where(e => e.Fate == Fate.Acknowledged && e.ETag is not null).ToArray();
        foreach (var group in acknowledged.GroupBy(e => (e.Caller, e.Resource)))
        {
            var known = group.Max(e => VersionOf(e.ETag!));
            if (await courier.GetAsync(group.Key.Caller, group.Key.Resource, cancellation) is not { } seen)
                findings.Add($"{group.Key.Resource} was acknowledged and cannot be read by {group.Key.Caller.Actor}");
            else if (VersionOf(seen.ETag!) < known)
                findings.Add($"{group.Key.Resource} was acknowledged in version {known} and has {seen.ETag}");
        }

        foreach (var notes in acknowledged.Where(e => e.Path.EndsWith("/notes", StringComparison.Ordinal)).GroupBy(e => e.Resource))
        {
            var timeline = await courier.GetAsync(notes.First().Caller, $"{notes.Key}/timeline", cancellation);
            foreach (var note in notes)
            {
                var words = JsonNode.Parse(note.Body)!["words"]!.GetValue<string>();
                var times = timeline is { } t ? t.Json.ToJsonString(Readable).Split(words).Length - 1 : 0;
                if (times != 1) findings.Add($"a note stands {times} times in the timeline: {note}");
            }
        }
    }

    private static readonly System.Text.Json.JsonSerializerOptions Readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private async Task AuditAsync(CancellationToken cancellation)
    {
        for (long? from = 0; from is { } position;)
        {
            if (await courier.GetAsync(town.Bureau, $"evidence/audit?fromPosition={position}", cancellation) is not { } audit)
            {
                findings.Add("the evidence could not be audited");
                return;
            }

            if (!audit.Json["sound"]!.GetValue<bool>()) findings.Add($"the evidence is not sound: {audit.Json["findings"]!.ToJsonString()}");
            from = audit.Json["next"]?.GetValue<long>();
        }
    }

    /// <summary>The evidence is a subscriber of everything: what it was given, and in which order, stands in its leaves.</summary>
    private async Task DeliveryAsync(Tables tables, CancellationToken cancellation)
    {
        await NoneAsync(tables, "events were not delivered to the evidence",
            "select count(*) from mt_events e where type <> 'tombstone' and not exists (select 1 from evidence_leaf l where l.seq_id = e.seq_id)", cancellation);
        await NoneAsync(tables, "events were delivered that are not there", "select count(*) from evidence_leaf l where not exists (select 1 from mt_events e where l.seq_id = e.seq_id)", cancellation);
        await NoneAsync(tables, "events were delivered out of order",
            "select count(*) from (select seq_id, lag(seq_id) over (order by position) as before from evidence_leaf) l where before >= seq_id", cancellation);
        await NoneAsync(tables, "deliveries left a gap", "select coalesce(max(position) + 1, 0) - count(*) from evidence_leaf", cancellation);
        await NoneAsync(tables, "events are parked", "select count(*) from parked_event", cancellation);
        await NoneAsync(tables, "pairs stand twice",
            "select count(*) from (select 1 from pairing where status <> 'superseded' group by need_id, need_revision, product_id, product_revision having count(*) > 1) twice", cancellation);
        await NoneAsync(tables, "streams have holes or another length than they say",
            """
            select count(*) from mt_streams s left join lateral (select count(*) as events, max(version) as last from mt_events e where e.stream_id = s.id) e on true
            where s.version is distinct from e.events or s.version is distinct from coalesce(e.last, 0)
            """, cancellation);
    }

    private async Task NoneAsync(Tables tables, string what, string sql, CancellationToken cancellation)
    {
        if (await tables.CountAsync(sql, cancellation) is not 0 and var count) findings.Add($"{count} {what}");
    }

    /// <summary>The database as it is reached now.</summary>
    public Tables Open() => new(connectionString());

    /// <summary>Where the private PostgreSQL of a folder is reached at the moment.</summary>
    public static string PrivateIn(string folder)
    {
        var place = Place.Claim(new EmbeddedPostgresOptions { DataFolder = folder });
        var server = Postmaster.Read(place.Data) ?? throw new DrillException("PostgreSQL does not run.");
        return Endpoint.Of(server, place).ConnectionString(Endpoint.Owner, "climate_finance");
    }

    private static long VersionOf(string etag) => long.Parse(etag.Trim('"').Split('-')[0], System.Globalization.CultureInfo.InvariantCulture);
}
