using System.Data.Common;
using ClimateFinance.Api.Http;
using ClimateFinance.Domain.Deals;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Api.Features.Inbox;

/// <summary>Something that waits for the caller.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Step">Of a deal: the step that is owed.</param>
/// <param name="Title">Whose it is: the other party, the project, the meeting.</param>
/// <param name="Since">The day (Shanghai) since when it waits.</param>
/// <param name="Until">The last day in time; null where nothing ends.</param>
/// <param name="Href">Where to go.</param>
/// <param name="Words">Of a reminder: what the bureau says.</param>
internal sealed record WaitingItem(
    InboxKind Kind, Guid Id, DealStep? Step, string Title, DateOnly Since, DateOnly? Until, bool Late, string Href, string? Words)
{
    public static WaitingItem Map(DbDataReader row, DateOnly today)
    {
        var (kind, id, until) = (EnumNames.Read<InboxKind>(row.GetString(0)), row.GetGuid(1), row.IsDBNull(5) ? (DateOnly?)null : row.GetFieldValue<DateOnly>(5));
        return new WaitingItem(
            kind, id, row.IsDBNull(2) ? null : EnumNames.Read<DealStep>(row.GetString(2)), row.GetString(3), row.GetFieldValue<DateOnly>(4), until, until < today,
            $"/api/v1/{row.GetString(6)}/{id}", row.IsDBNull(7) ? null : row.GetString(7));
    }
}

/// <summary>What waits, by role: each a list of kind, id, step, title, since, until, collection, words.</summary>
internal static class InboxRows
{
    /// <summary>Of <c>timestamptz</c>: the day in Shanghai.</summary>
    private const string Day = "at time zone 'Asia/Shanghai')::date";

    /// <summary><c>$1</c> the enterprise.</summary>
    private const string Enterprise =
        $"""
         select 'step', f.id, f.step, b.name, f.since, f.due_on, 'deals', null from deal_fact f join bank b on b.id = f.bank_id
         where f.enterprise_id = $1 and f.due_on is not null and f.owing in ('enterprise', 'both')
         union all
         select 'reminder', f.id, r.step, b.name, (r.sent_at {Day}, r.due_on, 'deals', r.words
         from deal_reminder r join deal_fact f on f.id = r.deal_id join bank b on b.id = f.bank_id
         where f.enterprise_id = $1 and r.stands and r.owing in ('enterprise', 'both') and (r.step is null or f.owing in ('enterprise', 'both'))
         union all
         select 'introduction', g.id, null, b.name, (g.proposed_at {Day}, null::date, 'pairings', null from pairing g join bank b on b.id = g.bank_id
         where g.enterprise_id = $1 and g.origin = 'introduction' and g.status = 'proposed'
         union all
         select 'drawdown', f.id, null, b.name, (f.changed_at {Day}, null::date, 'deals', null from deal_fact f join bank b on b.id = f.bank_id
         where f.enterprise_id = $1 and f.unanswered > 0 and f.closed_on is null
         union all
         select 'interest', g.id, null, b.name, (g.changed_at {Day}, null::date, 'pairings', null from pairing_fact g join bank b on b.id = g.bank_id
         where g.enterprise_id = $1 and g.bank_interested and not g.enterprise_interested and not g.mutual and g.outcome is null
         union all
         select 'reconfirmation', n.id, null, coalesce(p.title, n.purpose), n.stale_on, null::date, 'needs', null from need n left join project p on p.id = n.project_id
         where n.enterprise_id = $1 and n.status = 'stale' and n.stale_on is not null
         union all
         select 'returned', p.id, null, p.title, (p.changed_at {Day}, null::date, 'projects', null from project p where p.enterprise_id = $1 and p.status = 'returned'
         union all
         {Meetings}
         """;

    /// <summary><c>$1</c> the bank. Whose need it is stays hidden until interest is mutual.</summary>
    private const string Bank =
        $"""
         select 'step', f.id, f.step, e.name, f.since, f.due_on, 'deals', null from deal_fact f join enterprise e on e.id = f.enterprise_id
         where f.bank_id = $1 and f.due_on is not null and f.owing in ('bank', 'both')
         union all
         select 'reminder', f.id, r.step, e.name, (r.sent_at {Day}, r.due_on, 'deals', r.words
         from deal_reminder r join deal_fact f on f.id = r.deal_id join enterprise e on e.id = f.enterprise_id
         where f.bank_id = $1 and r.stands and r.owing in ('bank', 'both') and f.owing in ('bank', 'both')
         union all
         select 'introduction', g.id, null, p.name, (g.proposed_at {Day}, null::date, 'pairings', null from pairing g join product p on p.id = g.product_id
         where g.bank_id = $1 and g.origin = 'introduction' and g.status = 'proposed'
         union all
         select 'interest', g.id, null, p.name, (g.changed_at {Day}, null::date, 'pairings', null
         from pairing_fact g join pairing r on r.id = g.id join product p on p.id = r.product_id
         where g.bank_id = $1 and g.enterprise_interested and not g.bank_interested and not g.mutual and g.outcome is null
         union all
         {Meetings}
         """;

    /// <summary><c>$1</c> the region's digits, <c>$2</c> today.</summary>
    private const string Bureau =
        $"""
         select 'verification', e.id, null, e.name, (e.registered_at {Day}, null::date, 'enterprises', null from enterprise e where e.region like $1 || '%' and e.status = 'registered'
         union all
         select 'verification', b.id, null, b.name, (b.registered_at {Day}, null::date, 'banks', null from bank b where b.region like $1 || '%' and b.status = 'registered'
         union all
         select 'admission', p.id, null, p.title, (p.changed_at {Day}, null::date, 'projects', null from project p
         where p.region like $1 || '%' and p.status = 'submitted'
         union all
         (select 'dispute', f.id, f.step, e.name || ' · ' || b.name, f.since, f.due_on, 'deals', null
          from deal_fact f join enterprise e on e.id = f.enterprise_id join bank b on b.id = f.bank_id
          where f.region like $1 || '%' and f.stage = 'disputed' limit 200)
         union all
         (select 'overdue', f.id, f.step, e.name || ' · ' || b.name, f.since, f.due_on, 'deals', null
          from deal_fact f join enterprise e on e.id = f.enterprise_id join bank b on b.id = f.bank_id
          where f.region like $1 || '%' and f.due_on < $2 and f.stage <> 'disputed' order by f.due_on, f.id limit 200)
         """;

    private const string Meetings =
        $"""
         select 'meeting', m.id, null, m.title, (i.invited_at {Day}, m.held_on, 'meetings', null from meeting_invitation i join meeting m on m.id = i.meeting_id
         where i.organisation_id = $1 and m.status = 'planned'
         """;

    public static string Of(Role role) => role switch
    {
        Role.Enterprise => Enterprise,
        Role.Bank => Bank,
        Role.Bureau => Bureau,
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "Nothing waits for this role."),
    };
}
