using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Problems;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Persons;

/// <summary>
/// GET /persons/{id}/export: everything that is kept of a person, for its organisation to hand over when the person asks (个人信息保护法 art. 45).
/// </summary>
internal static class ExportPerson
{
    /// <summary>More facts than this name no single contact.</summary>
    private const int MaxMentions = 5_000;

    /// <param name="Fact">The pinned name of the event that names the person's id.</param>
    internal sealed record Mention(Guid DealId, long Version, string Fact, DateTimeOffset At);

    /// <param name="Mentions">The facts of deals that name the person, by id alone; they stay when the person is erased.</param>
    internal sealed record Reply(DateTimeOffset ExportedAt, PersonView Person, IReadOnlyList<Mention> Mentions);

    public static void Map(RouteGroupBuilder persons) => persons.MapGet("/{personId:guid}/export", Handle)
        .Query<Reply>(nameof(ExportPerson), "Everything kept of a person of one's own organisation")
        .For(Audience.Parties);

    private static async Task<IResult> Handle(Guid personId, QueryCaller caller, IEventStore store, PersonVault vault, TimeProvider time, CancellationToken cancellation)
    {
        var load = new Load();
        var person = load.Rows(
            new Sql(
                $"select {PersonVault.Columns} from {PersonVault.Tables} where p.id = $1 and p.organisation_id = $2 and p.kind = $3",
                personId, caller.Organisation, caller.Caller.Role == Role.Bank ? PersonKind.Officer.Wire() : PersonKind.Contact.Wire()),
            vault.Read);
        var mentions = load.Rows(
            new Sql(
                """
                select e.stream_id, e.version, e.type, e.timestamp from deal d join mt_events e on e.stream_id = d.id
                where (d.bank_id = $1 or d.enterprise_id = $1) and e.data::text like '%' || $2 || '%' order by e.seq_id limit $3
                """,
                caller.Organisation, personId.ToString(), MaxMentions),
            row => new Mention(row.GetGuid(0), row.GetInt64(1), row.GetString(2), row.GetFieldValue<DateTimeOffset>(3)));
        await store.LoadAsync(load, cancellation);
        return person.Rows.Count == 0
            ? Problem.Of(Refusal.Unknown("person.unknown"))
            : QueryReply.Of(new Reply(time.GetUtcNow(), person.Rows[0], mentions.Rows));
    }
}
