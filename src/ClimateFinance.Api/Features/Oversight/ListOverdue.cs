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

    private const string Those =
        "f.region like $1 || '%' and f.due_on < $2 and ($3::uuid is null or f.bank_id = $3) and ($4::uuid is null or f.meeting_id = $4)";

    public static void Map(RouteGroupBuilder oversight) => oversight.MapGet("/overdue", Handle)
        .Query<Reply>(nameof(ListOverdue), "What is late: who owes which step since when, the latest first (at most 200)", "bankId", "meetingId")
        .For(Audience.Bureau);

    private static async Task<IResult> Handle(
        QueryCaller caller, Rulebook rules, IEventStore store, CancellationToken cancellation, Guid? bankId = null, Guid? meetingId = null)
    {
        var (scope, today) = (caller.Caller.Region!.Value.Prefix, rules.Today);
        var load = new Load();
        var total = load.Rows(new Sql($"select count(*) from deal_fact f where {Those}", scope, today, bankId, meetingId), row => row.GetInt64(0));
        var late = load.Rows(
            new Sql(
                $"""
                select f.id, f.version, e.name, b.name, f.stage, f.owing, f.step, f.due_on, $2 - f.due_on, f.line
                from deal_fact f join enterprise e on e.id = f.enterprise_id join bank b on b.id = f.bank_id
                where {Those} order by f.due_on, f.id limit {Most}
                """,
                scope, today, bankId, meetingId),
            Of);
        await store.LoadAsync(load, cancellation);
        return QueryReply.Of(new Reply(today, total.One, late.Rows));
    }

    private static Late Of(DbDataReader row) => new(
        row.GetGuid(0), row.GetInt64(1), row.GetString(2), row.GetString(3), EnumNames.Read<DealStage>(row.GetString(4)),
        EnumNames.Read<Owing>(row.GetString(5)), EnumNames.Read<DealStep>(row.GetString(6)), row.GetFieldValue<DateOnly>(7), row.GetInt32(8), row.GetDecimal(9));
}
