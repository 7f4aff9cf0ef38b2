using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Persons;

/// <summary>POST /banks/{id}/officers: a bank names a credit officer.</summary>
internal static class AddOfficer
{
    public static void Map(RouteGroupBuilder api) => api.MapPost("/banks/{bankId:guid}/officers", Handle)
        .Creation<PersonReceipt>(nameof(AddOfficer), "Name a credit officer of the bank")
        .For(Audience.Bank)
        .Example(PersonBody.Example, PersonReceipt.Example)
        .WithTags("Persons");

    private static Task<IResult> Handle(Guid bankId, Body<PersonBody> body, CommandRun run, PersonVault vault, Check check, CancellationToken cancellation) =>
        AddPerson.RunAsync(
            run, vault, check, body.Value, bankId, PersonKind.Officer, new Sql("select true from bank where id = $1", bankId),
            run.Caller.Is(new BankId(bankId)) ? null : Refusal.Forbidden("bank.not_yours"), "bank.unknown", cancellation);
}

/// <summary>POST /enterprises/{id}/contacts: an enterprise names a contact.</summary>
internal static class AddContact
{
    public static void Map(RouteGroupBuilder api) => api.MapPost("/enterprises/{enterpriseId:guid}/contacts", Handle)
        .Creation<PersonReceipt>(nameof(AddContact), "Name a contact of the enterprise")
        .For(Audience.Enterprise)
        .Example(PersonBody.Example with { Position = "财务部部长", Email = "finance@enterprise.example" }, PersonReceipt.Example)
        .WithTags("Persons");

    private static Task<IResult> Handle(Guid enterpriseId, Body<PersonBody> body, CommandRun run, PersonVault vault, Check check, CancellationToken cancellation) =>
        AddPerson.RunAsync(
            run, vault, check, body.Value, enterpriseId, PersonKind.Contact, new Sql("select true from enterprise where id = $1", enterpriseId),
            run.Caller.Is(new EnterpriseId(enterpriseId)) ? null : Refusal.Unknown("enterprise.unknown"), "enterprise.unknown", cancellation);
}

/// <summary>What both have in common: no event, one row, its answer under the idempotency key.</summary>
internal static class AddPerson
{
    public static async Task<IResult> RunAsync(
        CommandRun run, PersonVault vault, Check check, PersonBody body, Guid organisation, PersonKind kind, Sql exists, Refusal? notYours, string unknownCode,
        CancellationToken cancellation)
    {
        var person = body.Read(check);
        if (check.Failed) return check.Problem();

        var id = run.NewId();
        var (wrapped, kept) = vault.Seal(id, person);
        var known = run.Rows(exists, row => row.GetBoolean(0));
        return await run.RecordAsync(
            StatusCodes.Status201Created,
            $"/api/v1/persons/{id}",
            work =>
            {
                if (known.Rows.Count == 0) work.Refuse(Refusal.Unknown(unknownCode));
                if (notYours is not null) work.Refuse(notYours);
                work.Also(new Sql(
                    "insert into person (id, organisation_id, kind, sealed, created_at) values ($1, $2, $3, $4, $5)", id, organisation, kind.Wire(), kept, work.Circumstance.At));
                work.Also(PersonVault.KeepKey(id, wrapped));
            },
            _ => new PersonReceipt(id, "known"),
            cancellation);
    }
}
