using ClimateFinance.Api.Hosting.Identity;
using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Identity;

/// <summary>
/// GET /identity/me/export: everything that is kept of the caller as a user (个人信息保护法 art. 45): the account, sign-ins, what was done to it, preferences,
/// and what it did and looked at. Long lists end at the newest 5 000 of each.
/// </summary>
internal static class ExportMe
{
    private const int Most = 5_000;

    internal sealed record SignInRow(Guid SessionId, string? Agent, DateTimeOffset SignedInAt, DateTimeOffset LastUsedAt, DateTimeOffset? EndedAt);

    internal sealed record DoneToMe(DateTimeOffset At, string By, IdentityAct What, string? Reason);

    /// <param name="Fact">The pinned name of the event.</param>
    internal sealed record DoneByMe(DateTimeOffset At, Guid SubjectId, string Fact);

    internal sealed record LookedAt(DateTimeOffset At, string What, string? Detail);

    /// <param name="UserId">The token's subject.</param>
    /// <param name="Account">Null for a user of another authority.</param>
    /// <param name="Language">As the user chose it; null when not.</param>
    internal sealed record Reply(
        DateTimeOffset ExportedAt, string UserId, UserView? Account, string? Language, IReadOnlyList<string> Muted, IReadOnlyList<SignInRow> SignIns,
        IReadOnlyList<DoneToMe> Record, IReadOnlyList<DoneByMe> Facts, IReadOnlyList<LookedAt> Looks);

    public static void Map(RouteGroupBuilder identity) => identity.MapGet("/me/export", Handle)
        .Query<Reply>(nameof(ExportMe), "Everything kept of me")
        .For(Audience.Everyone);

    private static async Task<IResult> Handle(QueryCaller query, HttpContext http, IEventStore store, TimeProvider time, CancellationToken cancellation)
    {
        var (actor, id) = (query.Caller.Actor, OwnSessions.UserOf(http));
        var load = new Load();
        var account = load.Rows(new Sql($"select {UserView.Columns} from market_user u where u.id = $1", id), UserView.Map);
        var preferences = load.Rows(
            new Sql("select language, muted from user_preference where actor = $1", actor),
            row => (Language: row.IsDBNull(0) ? null : row.GetString(0), Muted: row.GetFieldValue<string[]>(1)));
        var signIns = load.Rows(
            new Sql("select family, max(agent), min(issued_at), max(issued_at), max(revoked_at) from refresh_token where user_id = $1 group by family order by family desc limit $2", id, Most),
            row => new SignInRow(
                row.GetGuid(0), row.IsDBNull(1) ? null : row.GetString(1), row.GetFieldValue<DateTimeOffset>(2), row.GetFieldValue<DateTimeOffset>(3),
                row.IsDBNull(4) ? null : row.GetFieldValue<DateTimeOffset>(4)));
        var record = load.Rows(
            new Sql("select at, actor, act, reason from identity_act where user_id = $1 order by id desc limit $2", id, Most),
            row => new DoneToMe(row.GetFieldValue<DateTimeOffset>(0), row.GetString(1), EnumNames.Read<IdentityAct>(row.GetString(2)), row.IsDBNull(3) ? null : row.GetString(3)));
        var facts = load.Rows(
            new Sql("select timestamp, stream_id, type from mt_events where user_name = $1 order by seq_id desc limit $2", actor, Most),
            row => new DoneByMe(row.GetFieldValue<DateTimeOffset>(0), row.GetGuid(1), row.GetString(2)));
        var looks = load.Rows(
            new Sql("select at, what, detail from deal_look where actor = $1 order by id desc limit $2", actor, Most),
            row => new LookedAt(row.GetFieldValue<DateTimeOffset>(0), row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2)));
        await store.LoadAsync(load, cancellation);
        var (language, muted) = preferences.Rows.Count == 0 ? (null, []) : preferences.Rows[0];
        return QueryReply.Of(new Reply(
            time.GetUtcNow(), actor, account.Rows.Count == 0 ? null : account.Rows[0], language, muted, signIns.Rows, record.Rows, facts.Rows, looks.Rows));
    }
}
