using ClimateFinance.Api.Hosting.Identity;
using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Problems;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Identity;

/// <summary>POST /identity/clients: credentials for a system of a bank or an enterprise.</summary>
internal static class CreateClient
{
    public const int MaxOpen = 50;
    private const int MaxName = 100;

    private const string Description =
        """
        The system gets tokens at `POST /identity/token` with `clientId` and `clientSecret`, which is shown this once. It acts for its organisation, in its role,
        as far as its scopes go: `read` (GET, and working out what is not stored) and `write` (all else), everywhere or in one area (`deals:write`). What
        it does is recorded under `client:` and its id. An organisation's users make clients of their own organisation; a bureau, for an organisation of its
        region, which it names with its role.
        """;

    internal sealed record Request(string Name, IReadOnlyList<string> Scopes, Guid? OrganisationId = null, ClientRole? Role = null);

    public static void Map(RouteGroupBuilder identity) => identity.MapPost("/clients", Handle)
        .Operation(nameof(CreateClient), "Give a system credentials", Description, 404, 409)
        .Produces<ClientSecretReceipt>(StatusCodes.Status201Created)
        .For(Audience.Parties)
        .Example(new Request(ClientView.Example.Name, ClientView.Example.Scopes), ClientSecretReceipt.Example);

    private static async Task<IResult> Handle(
        Body<Request> body, QueryCaller caller, IEventStore store, IdSource ids, TimeProvider time, Check check, HttpContext http, CancellationToken cancellation)
    {
        var (by, given) = (caller.Caller, body.Value);
        var name = check.Text("name", given.Name, MaxName);
        var scopes = check.Each("scopes", given.Scopes, (field, scope) =>
        {
            if (!Scopes.IsScope(scope)) check.Flawed(field, Refusal.Shape("client.scope_unknown", ("given", scope), ("areas", string.Join(", ", Scopes.Areas))));
            return scope;
        }, min: 1);
        var (role, organisation) = (by.Role == Role.Bank ? ClientRole.Bank : ClientRole.Enterprise, by.Organisation!.Value);
        if ((given.OrganisationId ?? organisation) != organisation) check.Flawed("organisationId", Refusal.Shape("client.not_your_organisation"));
        if ((given.Role ?? role) != role) check.Flawed("role", Refusal.Shape("client.not_your_organisation"));
        if (check.Failed) return check.Problem();

        var (client, secret, token, now) = (ids.Next(), ids.Next(), OneTimeToken.New(), time.GetUtcNow());
        var table = role == ClientRole.Bank ? "bank" : "enterprise";
        var made = await store.QueryAsync(
            new Sql(
                $"""
                with made as (
                    insert into api_client (id, name, role, organisation_id, scopes, created_by, created_at)
                    select $1, $2, $3, o.id, $5, $6, $7 from {table} o where o.id = $4 and (select count(*) from api_client c where c.organisation_id = $4 and c.revoked_at is null) < $10
                    returning id)
                insert into api_client_secret (id, client_id, hash, created_by, created_at) select $8, id, $9, $6, $7 from made returning client_id
                """,
                client, name, role.Wire(), organisation, scopes.ToArray(), by.Actor, now, secret, token.Hash, MaxOpen),
            row => row.GetGuid(0),
            cancellation);
        if (made.Count > 0)
            return IdentityReply.Secret(http, StatusCodes.Status201Created, $"/api/v1/identity/clients/{client}", new ClientSecretReceipt(client, secret, token.Value));
        var full = await store.QueryAsync(new Sql($"select 1 from {table} o where o.id = $1", organisation), _ => 1, cancellation);
        return full.Count > 0
            ? Problem.Of(Refusal.Rule("client.too_many", ("max", MaxOpen)))
            : Problem.Of(Refusal.Unknown(role == ClientRole.Bank ? "bank.unknown" : "enterprise.unknown"));
    }
}
