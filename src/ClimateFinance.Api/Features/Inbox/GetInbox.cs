using System.Text.Json;
using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Deals;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Inbox;

/// <summary>
/// GET /inbox: what waits for this caller, since when and until when, the most urgent first; and what others did in its deals since it last
/// looked (POST /inbox/looked). Kinds that the caller muted are left out.
/// </summary>
internal static class GetInbox
{
    private const int Most = 200;

    /// <summary>Who never looked is told of so many days.</summary>
    private const int FirstDays = 7;

    private const int LastFacts = 5_000;

    /// <param name="Name">The pinned name of the event.</param>
    /// <param name="By">The side that acted.</param>
    internal sealed record Fact(string Name, DateTimeOffset At, Role By);

    /// <param name="Facts">What others did since, oldest first; at most twenty.</param>
    internal sealed record Change(Guid DealId, string EnterpriseName, string BankName, DealStage Stage, DateTimeOffset ChangedAt, IReadOnlyList<Fact> Facts);

    /// <param name="AsOf">Say that you have seen this: POST /inbox/looked with <c>upTo</c> = this instant.</param>
    /// <param name="LookedAt">When this caller last looked; null when it never did, then the last seven days are shown.</param>
    /// <param name="WaitingTotal">How much waits in all; the list holds at most 200.</param>
    /// <param name="Changes">Newest first, at most 200.</param>
    internal sealed record Reply(
        DateTimeOffset AsOf, DateTimeOffset? LookedAt, long WaitingTotal, IReadOnlyList<WaitingItem> Waiting, IReadOnlyList<Change> Changes, bool MoreChanges);

    public static void Map(RouteGroupBuilder inbox) => inbox.MapGet("/", Handle)
        .Query<Reply>(nameof(GetInbox), "What waits for me, since when and until when; what changed since I last looked")
        .For(Audience.PartiesAndBureau);

    private static async Task<IResult> Handle(
        QueryCaller caller, CallerPreferences preferences, Rulebook rules, TimeProvider time, IEventStore store, CancellationToken cancellation)
    {
        // A change that commits while this is read bears an earlier instant: it is rather shown twice than never.
        // The database keeps microseconds.
        var asOf = time.GetUtcNow() - TimeSpan.FromSeconds(2);
        asOf = asOf.AddTicks(-(asOf.Ticks % TimeSpan.TicksPerMicrosecond));
        var own = await preferences.ReadAsync(cancellation);
        var looked = (await store.QueryAsync(
            new Sql("select looked_at from inbox_marker where actor = $1", caller.Caller.Actor), row => row.GetFieldValue<DateTimeOffset>(0), cancellation)).Cast<DateTimeOffset?>().SingleOrDefault();

        var load = new Load();
        var waiting = load.Rows(Waiting(caller, rules.Today, own.Muted), row => (Item: WaitingItem.Map(row, rules.Today), Total: row.GetInt64(8)));
        var changes = load.Rows(Changes(caller, looked ?? asOf.AddDays(-FirstDays)), MapChange);
        await store.LoadAsync(load, cancellation);
        return QueryReply.Of(new Reply(
            asOf, looked, waiting.Rows.Count == 0 ? 0 : waiting.Rows[0].Total, [.. waiting.Rows.Select(w => w.Item)],
            [.. changes.Rows.Take(Most).Where(change => change.Facts.Count > 0)], changes.Rows.Count > Most));
    }

    private static Sql Waiting(QueryCaller caller, DateOnly today, IReadOnlyList<InboxKind> muted)
    {
        var bureau = caller.Caller.Role == Role.Bureau;
        SqlArgument whose = bureau ? caller.Caller.Region!.Value.Prefix : caller.Organisation;
        return new Sql(
            $"""
            select w.*, count(*) over () from ({InboxRows.Of(caller.Caller.Role)}) w (kind, id, step, title, since, until, collection, words)
            where w.kind <> all ($3) and $2::date is not null order by w.until nulls last, w.since, w.id limit {Most}
            """,
            whose, today, muted.Select(kind => kind.Wire()).ToArray());
    }

    /// <summary>An enterprise is not told what its deal holds of the bank's quota; nobody is told what he did himself.</summary>
    private static Sql Changes(QueryCaller caller, DateTimeOffset since)
    {
        // A bureau's region may hold any number of deals: it is told of those among the last facts of the market.
        var (whose, mine) = caller.Caller.Role switch
        {
            Role.Enterprise => (caller.Organisation, "f.enterprise_id = $1"),
            Role.Bank => (caller.Organisation, "f.bank_id = $1"),
            _ => ((SqlArgument)caller.Caller.Region!.Value.Prefix,
                $"f.region like $1 || '%' and f.id = any (array(select distinct stream_id from (select stream_id from mt_events order by seq_id desc limit {LastFacts}) l))"),
        };
        return new Sql(
            $"""
            select f.id, e.name, b.name, f.stage, f.changed_at, h.facts
            from (select * from deal_fact f where {mine} and f.changed_at > $2 order by f.changed_at desc limit {Most + 1}) f
            join enterprise e on e.id = f.enterprise_id join bank b on b.id = f.bank_id
            cross join lateral (
                select coalesce(jsonb_agg(jsonb_build_object('name', v.type, 'at', v.timestamp, 'by', coalesce(v.headers ->> 'role', 'system')) order by v.version), '[]'::jsonb) as facts
                from (select version, type, timestamp, headers from mt_events
                      where stream_id = f.id and timestamp > $2 and user_name is distinct from $3 and type not in ('tombstone', 'deadline_set_v1')
                        and not (type in ('quota_hold_changed_v1', 'need_commitment_changed_v1') and $4)
                      order by version desc limit 20) v) h
            order by f.changed_at desc, f.id
            """,
            whose, since, caller.Caller.Actor, caller.Caller.Role == Role.Enterprise);
    }

    private static Change MapChange(System.Data.Common.DbDataReader row) => new(
        row.GetGuid(0), row.GetString(1), row.GetString(2), EnumNames.Read<DealStage>(row.GetString(3)), row.GetFieldValue<DateTimeOffset>(4),
        JsonSerializer.Deserialize<Fact[]>(row.GetString(5), EventJson.Options)!);
}
