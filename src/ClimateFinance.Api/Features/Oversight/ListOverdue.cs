using System.Data.Common;
using ClimateFinance.Api.Features.Deals;
using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Deals;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Oversight;

/// <summary>GET /oversight/overdue: the deals whose next step is late, the latest first, with who owes what.</summary>
internal static class ListOverdue
{
    private const int Most = 200;

    /// <param name="DaysLate">Calendar days since the deadline.</param>
    /// <param name="OfficerId">The bank's officer who answers for the deal.</param>
    /// <param name="InspectorId">The user of the bureau who watches it.</param>
    /// <param name="Reminders">How often the bureau reminded in this deal.</param>
    /// <param name="RemindedOn">The day (Shanghai) of the last time; null when it never did.</param>
    internal sealed record Late(
        Guid DealId, long Version, string EnterpriseName, string BankName, DealStage Stage, Owing Owing, DealStep Step, DateOnly DueOn, int DaysLate, decimal LineCny,
        Guid? OfficerId, string? InspectorId, long Reminders, DateOnly? RemindedOn);

    /// <param name="Total">How many are late in all; the list holds at most 200 of them.</param>
    internal sealed record Reply(DateOnly On, long Total, IReadOnlyList<Late> Items);

    private const string Those =
        "f.region like $1 || '%' and f.due_on < $2 and ($3::uuid is null or f.bank_id = $3) and ($4::uuid is null or f.meeting_id = $4)";

    public static void Map(RouteGroupBuilder oversight) => oversight.MapGet("/overdue", Handle)
        .Query<Reply>(nameof(ListOverdue), "What is late: who owes which step since when, the latest first (at most 200)", "bankId", "meetingId")
        .For(Audience.Bureau);

    private static async Task<IResult> Handle(
        QueryCaller caller, Rulebook rules, IEventStore store, Looks looks, CancellationToken cancellation, Guid? bankId = null, Guid? meetingId = null)
    {
        var (scope, today) = (caller.Caller.Region!.Value.Prefix, rules.Today);
        var load = new Load();
        var total = load.Rows(new Sql($"select count(*) from deal_fact f where {Those}", scope, today, bankId, meetingId), row => row.GetInt64(0));
        var late = load.Rows(
            new Sql(
                $"""
                select f.id, f.version, e.name, b.name, f.stage, f.owing, f.step, f.due_on, $2 - f.due_on, f.line, d.officer_id, d.inspector_id,
                    r.times, (r.last at time zone 'Asia/Shanghai')::date
                from (select f.* from deal_fact f where {Those} order by f.due_on, f.id limit {Most}) f
                join deal d on d.id = f.id join enterprise e on e.id = f.enterprise_id join bank b on b.id = f.bank_id
                cross join lateral (select count(*) as times, max(sent_at) as last from deal_reminder where deal_id = f.id) r
                order by f.due_on, f.id
                """,
                scope, today, bankId, meetingId),
            Of);
        await store.LoadAsync(load, cancellation);
        await looks.AtAsync(LookAt.List, [.. late.Rows.Select(row => row.DealId)], cancellation, "overdue");
        return QueryReply.Of(new Reply(today, total.One, late.Rows));
    }

    private static Late Of(DbDataReader row) => new(
        row.GetGuid(0), row.GetInt64(1), row.GetString(2), row.GetString(3), EnumNames.Read<DealStage>(row.GetString(4)),
        EnumNames.Read<Owing>(row.GetString(5)), EnumNames.Read<DealStep>(row.GetString(6)), row.GetFieldValue<DateOnly>(7), row.GetInt32(8), row.GetDecimal(9),
        row.IsDBNull(10) ? null : row.GetGuid(10), row.IsDBNull(11) ? null : row.GetString(11), row.GetInt64(12), row.IsDBNull(13) ? null : row.GetFieldValue<DateOnly>(13));
}
