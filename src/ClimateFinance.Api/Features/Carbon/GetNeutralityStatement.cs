using System.Text;
using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Problems;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Climate;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Carbon;

/// <summary>The forms of a statement.</summary>
internal enum StatementForm
{
    Json,

    /// <summary>One sheet for printing, in both languages.</summary>
    Html,

    /// <summary>The text that its digest is over.</summary>
    Canonical,
}

/// <summary>
/// GET /meetings/{id}/carbon-account/statement: the neutrality statement: what was counted, what was not and why, the units retired, and how to
/// hold it against the evidence chain. As a sheet for printing in both languages, or as the very text its digest is over.
/// </summary>
internal static class GetNeutralityStatement
{
    /// <param name="Html">A whole document that loads nothing from elsewhere.</param>
    /// <param name="Canonical">The text that the digest is over, UTF-8.</param>
    /// <param name="Sha256">Of that text, as the event that closed the account states it.</param>
    internal sealed record Reply(string Html, string Canonical, string Sha256, bool Neutral, Anchor Evidence);

    /// <summary>Where in the evidence the statement stands.</summary>
    /// <param name="EventId">Of the event that closed the account.</param>
    /// <param name="Stream">The account's.</param>
    /// <param name="Version">Its place in the account, from 1.</param>
    /// <param name="Sequence">Its number among all events.</param>
    /// <param name="Position">Its place in the tree, from 0; null for the moment until the evidence has taken it in.</param>
    /// <param name="Pack">The address of its proof.</param>
    internal sealed record Anchor(Guid EventId, Guid Stream, long Version, long Sequence, long? Position, string Pack);

    internal sealed record HeldMeeting(string Title, DateOnly On, string Place, bool Illustrative);

    public static void Map(RouteGroupBuilder api) => api.MapGet("/meetings/{meetingId:guid}/carbon-account/statement", Handle)
        .Query<Reply>(nameof(GetNeutralityStatement), "The statement of a closed account: a sheet for printing, the text of its digest, and where it stands in the evidence", "form")
        .WithMetadata(new TextFormsMetadata())
        .Refusing(409)
        .For(Audience.Everyone);

    private static async Task<IResult> Handle(Guid meetingId, IEventStore store, CancellationToken cancellation, Choice<StatementForm>? form = null)
    {
        var load = new Load();
        var slot = load.Stream<CarbonAccount>(AccountMove.StreamOf(meetingId));
        var meeting = load.Rows(
            new Sql("select title, held_on, place, illustrative from meeting where id = $1", meetingId),
            row => new HeldMeeting(row.GetString(0), row.GetFieldValue<DateOnly>(1), row.GetString(2), row.GetBoolean(3)));
        var anchors = load.Rows(
            new Sql(
                "select e.id, e.stream_id, e.version, e.seq_id, l.position from mt_events e left join evidence_leaf l on l.seq_id = e.seq_id where e.stream_id = $1 order by e.version desc limit 1",
                AccountMove.StreamOf(meetingId)),
            row => new Anchor(
                row.GetGuid(0), row.GetGuid(1), row.GetInt64(2), row.GetInt64(3), row.IsDBNull(4) ? null : row.GetInt64(4), $"/api/v1/evidence/carbon-accounts/{meetingId}/pack"));
        await store.LoadAsync(load, cancellation);
        if (slot.State.Meeting is null || meeting.Rows.Count == 0) return Problem.Of(Refusal.Unknown("carbon_account.unknown"));

        // Nothing happens to an account once it is closed, so its last event is the one that closed it.
        if (slot.State.Closed is not { } closed) return Problem.Of(Refusal.Rule("carbon_account.not_closed"));

        var canonical = NeutralityStatement.Canonical(slot.State, closed.Totals, closed.On);
        if (form?.Value is StatementForm.Canonical) return Results.Content(canonical, "text/plain; charset=utf-8", Encoding.UTF8);
        var html = NeutralitySheet.Write(slot.State, closed, meeting.One, anchors.One);
        return form?.Value is StatementForm.Html
            ? Results.Content(html, "text/html; charset=utf-8", Encoding.UTF8)
            : new QueryReply<Reply>(new Reply(html, canonical, closed.StatementSha256, closed.Totals.Neutral, anchors.One), slot.Version);
    }
}
