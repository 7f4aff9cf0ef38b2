using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Persons;

/// <summary>
/// DELETE /persons/{id}: forgets the person (个人信息保护法 art. 47): its key is destroyed, and with it what backups hold of it; the id stays, with nothing
/// behind it. Doing it twice is no error.
/// </summary>
internal static class ErasePerson
{
    public static void Map(RouteGroupBuilder persons) => persons.MapDelete("/{personId:guid}", Handle)
        .Unversioned<PersonReceipt>(nameof(ErasePerson), "Forget the person; only the id stays")
        .For(Audience.Parties)
        .Example(null, PersonReceipt.Example with { Status = "erased" });

    private static Task<IResult> Handle(Guid personId, CommandRun run, CancellationToken cancellation)
    {
        var own = run.Rows(
            new Sql("select true from person where id = $1 and organisation_id = $2", personId, run.Caller.Organisation), row => row.GetBoolean(0));
        return run.RecordAsync(
            StatusCodes.Status200OK,
            null,
            work =>
            {
                if (own.Rows.Count == 0) work.Refuse(Refusal.Unknown("person.unknown"));
                work.Also(new Sql(
                    "delete from person_key k using person p where k.person_id = $1 and p.id = $1 and p.organisation_id = $2", personId, run.Caller.Organisation));
                work.Also(new Sql(
                    """
                    update person set sealed = null, name = null, position = null, phone = null, email = null, erased_at = $3
                    where id = $1 and organisation_id = $2 and erased_at is null
                    """,
                    personId, run.Caller.Organisation, work.Circumstance.At));
            },
            _ => new PersonReceipt(personId, "erased"),
            cancellation);
    }
}
