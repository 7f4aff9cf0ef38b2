using System.Data.Common;
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
    internal sealed record Late(
        Guid DealId, long Version, string EnterpriseName, string BankName, DealStage Stage, Owing Owing, DealStep Step, DateOnly DueOn, int DaysLate, decimal LineCny);

    /// <param name="Total">How many are late in all; the list holds at most 200 of them.</param>
    internal sealed record Reply(DateOnly On, long Total, IReadOnlyList<Late> Items);

    public static void Map(RouteGroupBuilder oversight) => oversight.MapGet("/overdue", Handle)
        .Query<Reply>(nameof(ListOverdue), "What is late: who owes which step since when, the latest first (at most 200)", "bankId", "meetingId")
        .For(Audience.Bureau);

    private static async Task<IResult> Handle(
        QueryCaller caller, Rulebook rules, IEventStore store, CancellationToken cancellation, Guid? bankId = null, Guid? meetingId = null)
    {
        var today = rules.Today;
        var late = await store.QueryAsync(
            new Sql(
                $"""
                select d.id, d.version, e.name, b.name, d.stage, d.owing, d.step, d.due_on, $2 - d.due_on, t.line_cny, count(*) over ()
                from deal d join enterprise e on e.id = d.enterprise_id join bank b on b.id = d.bank_id {GetBoard.HighestRung}
                where d.region like $1 and d.due_on < $2 and ($3::uuid is null or d.bank_id = $3) and ($4::uuid is null or d.meeting_id = $4)
                order by d.due_on, d.id limit {Most}
                """,
                caller.RegionPattern, today, bankId, meetingId),
            row => (Deal: Of(row), Total: row.GetInt64(10)),
            cancellation);
        return QueryReply.Of(new Reply(today, late.Count == 0 ? 0 : late[0].Total, [.. late.Select(row => row.Deal)]));
    }

    private static Late Of(DbDataReader row) => new(
        row.GetGuid(0), row.GetInt64(1), row.GetString(2), row.GetString(3), EnumNames.Read<DealStage>(row.GetString(4)),
        EnumNames.Read<Owing>(row.GetString(5)), EnumNames.Read<DealStep>(row.GetString(6)), row.GetFieldValue<DateOnly>(7), row.GetInt32(8), row.GetDecimal(9));
}
