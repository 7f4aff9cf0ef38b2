using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Problems;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Inbox;

/// <summary>Preferences on the wire.</summary>
/// <param name="Language">zh-CN or en: of tables that are handed out where the request names no language; null: Chinese.</param>
/// <param name="Muted">Kinds that the inbox leaves out.</param>
internal sealed record PreferencesBody(string? Language, IReadOnlyList<InboxKind> Muted)
{
    public static PreferencesBody Example { get; } = new("zh-CN", [InboxKind.Meeting]);

    public static PreferencesBody Of(Preferences stated) => new(stated.Language, stated.Muted);
}

/// <summary>GET /identity/me/preferences: what I want to be told, and in which language.</summary>
internal static class GetPreferences
{
    public static void Map(RouteGroupBuilder me) => me.MapGet("/preferences", Handle)
        .Query<PreferencesBody>(nameof(GetPreferences), "My preferences")
        .For(Audience.Everyone)
        .Example(null, PreferencesBody.Example);

    private static async Task<IResult> Handle(CallerPreferences preferences, CancellationToken cancellation)
    {
        var own = await preferences.ReadAsync(cancellation);
        return new QueryReply<PreferencesBody>(PreferencesBody.Of(own), own.Version);
    }
}

/// <summary>PUT /identity/me/preferences: states them anew, as a whole.</summary>
internal static class StatePreferences
{
    public static void Map(RouteGroupBuilder me) => me.MapPut("/preferences", Handle)
        .Command<PreferencesBody>(nameof(StatePreferences), "State my preferences")
        .For(Audience.Everyone)
        .Example(PreferencesBody.Example, PreferencesBody.Example);

    private static async Task<IResult> Handle(Body<PreferencesBody> body, CommandRun run, Check check, HttpContext http, CancellationToken cancellation)
    {
        var muted = check.Each("muted", body.Value.Muted, (_, kind) => kind, max: Enum.GetValues<InboxKind>().Length);
        if (body.Value.Language is not (null or "zh-CN" or "en")) check.Flawed("language", Refusal.Shape("field.not_one_of", ("allowed", "zh-CN, en"), ("given", body.Value.Language)));
        if (check.Failed) return check.Problem();
        var (expected, problem) = ETags.Expected(http.Request);
        if (problem is not null) return problem;

        var known = run.Rows(new Sql(CallerPreferences.Text, run.Caller.Actor), CallerPreferences.Map);
        var stale = (long?)null;
        var answer = await run.RecordAsync(
            StatusCodes.Status200OK,
            null,
            work =>
            {
                var before = known.Rows.Count == 1 ? known.One.Version : CallerPreferences.Unstated.Version;
                stale = before == expected ? null : before;
                if (stale is not null) work.Refuse(Refusal.Rule("etag.stale", ("given", expected), ("current", before)));
                work.Also(new Sql(
                    """
                    insert into user_preference (actor, version, language, muted, changed_at) values ($1, $2, $3, $4, $5)
                    on conflict (actor) do update set version = $2, language = $3, muted = $4, changed_at = $5 where user_preference.version = $2 - 1
                    """,
                    run.Caller.Actor, expected!.Value + 1, body.Value.Language, muted.Select(kind => kind.Wire()).ToArray(), work.Circumstance.At));
                work.Require(new Guard("preferences", new Sql("select exists (select 1 from user_preference where actor = $1 and version = $2)", run.Caller.Actor, expected.Value + 1)));
            },
            _ => body.Value,
            cancellation);
        if (stale is { } current) return Problem.Of(StatusCodes.Status412PreconditionFailed, "etag.stale", ("given", expected), ("current", current));
        http.Response.Headers.ETag = ETags.Of(expected!.Value + 1);
        return answer;
    }
}
