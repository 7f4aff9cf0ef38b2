using ClimateFinance.Api.Hosting.Identity;
using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Problems;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Identity;

/// <summary>GET /identity/clients: the caller's organisation's systems with credentials, newest first.</summary>
internal static class ListClients
{
    public static void Map(RouteGroupBuilder identity) => identity.MapGet("/clients", Handle)
        .List<ClientView>(nameof(ListClients), "Systems with credentials, newest first, and when each secret was last used", "organisationId")
        .Refusing(409)
        .For(Audience.PartiesAndBureau)
        .Example(null, new Page<ClientView>([ClientView.Example], null));

    private static async Task<Page<ClientView>> Handle(
        PageRequest page, QueryCaller caller, IEventStore store, CancellationToken cancellation, Guid? organisationId = null)
    {
        var rows = await store.QueryAsync(
            new Sql(
                $"""
                select {ClientView.Columns} from api_client c
                where {ClientVisibility.Rows} and ($4::uuid is null or c.organisation_id = $4) and ($5::uuid is null or c.id < $5) order by c.id desc limit $6
                """,
                caller.Role, caller.Organisation, caller.RegionPattern, organisationId, page.Before, page.Fetch),
            ClientView.Map,
            cancellation);
        return page.Page(rows, row => row.ClientId);
    }
}

/// <summary>GET /identity/clients/{id}</summary>
internal static class GetClient
{
    public static void Map(RouteGroupBuilder identity) => identity.MapGet("/clients/{clientId:guid}", Handle)
        .Query<ClientView>(nameof(GetClient), "One system with credentials")
        .Refusing(409)
        .For(Audience.PartiesAndBureau)
        .Example(null, ClientView.Example);

    private static async Task<IResult> Handle(Guid clientId, QueryCaller caller, IEventStore store, CancellationToken cancellation) =>
        QueryReply.OneOr404(await store.QueryAsync(ClientVisibility.One(clientId, caller), ClientView.Map, cancellation), _ => 0, "client.unknown");
}

/// <summary>POST /identity/clients/{id}/secrets: a further secret, so that one follows another without a pause.</summary>
internal static class AddClientSecret
{
    /// <summary>The old one, the new one, and some for more machines.</summary>
    private const int MaxGood = 5;

    private const string Description =
        """
        To rotate: add one, give it to the system, see by `lastUsedAt` that the old one rests, revoke that. The secret is shown this once. A client has five good
        ones at most.
        """;

    public static void Map(RouteGroupBuilder identity) => identity.MapPost("/clients/{clientId:guid}/secrets", Handle)
        .Operation(nameof(AddClientSecret), "Give a system a further secret", Description, 409)
        .Produces<ClientSecretReceipt>(StatusCodes.Status201Created)
        .For(Audience.Parties)
        .Example(null, ClientSecretReceipt.Example);

    private static async Task<IResult> Handle(
        Guid clientId, QueryCaller caller, IEventStore store, IdSource ids, TimeProvider time, HttpContext http, CancellationToken cancellation)
    {
        var (secret, token) = (ids.Next(), OneTimeToken.New());
        var made = await store.QueryAsync(
            new Sql(
                $"""
                insert into api_client_secret (id, client_id, hash, created_by, created_at)
                select $5, c.id, $6, $7, $8 from api_client c
                where {ClientVisibility.Rows} and c.id = $4 and c.revoked_at is null
                    and (select count(*) from api_client_secret s where s.client_id = c.id and s.revoked_at is null) < $9
                returning 1
                """,
                caller.Role, caller.Organisation, caller.RegionPattern, clientId, secret, token.Hash, caller.Caller.Actor, time.GetUtcNow(), MaxGood),
            _ => 1,
            cancellation);
        if (made.Count > 0)
            return IdentityReply.Secret(http, StatusCodes.Status201Created, $"/api/v1/identity/clients/{clientId}", new ClientSecretReceipt(clientId, secret, token.Value));
        return await store.QueryAsync(ClientVisibility.One(clientId, caller), ClientView.Map, cancellation) switch
        {
            [] => Problem.Of(Refusal.Unknown("client.unknown")),
            [{ RevokedAt: not null }] => Problem.Of(Refusal.Rule("client.revoked_already")),
            _ => Problem.Of(Refusal.Rule("client.too_many_secrets", ("max", MaxGood))),
        };
    }
}

/// <summary>POST /identity/clients/{id}/secrets/{secretId}/revocation: one secret and its tokens are good no more.</summary>
internal static class RevokeClientSecret
{
    private const string Description =
        "Tokens that came by it are refused too: on this node at once, on others within about a second. Doing it twice is no error; no `If-Match` is asked for.";

    public static void Map(RouteGroupBuilder identity) => identity.MapPost("/clients/{clientId:guid}/secrets/{secretId:guid}/revocation", Handle)
        .Operation(nameof(RevokeClientSecret), "Take a secret back", Description, 409)
        .Produces<ClientView>()
        .For(Audience.PartiesAndBureau)
        .Example(null, ClientView.Example);

    private static Task<IResult> Handle(
        Guid clientId, Guid secretId, QueryCaller caller, EndedSessions ended, IEventStore store, TimeProvider time, CancellationToken cancellation) =>
        ClientRevocation.RunAsync(
            new Sql(
                $"""
                update api_client_secret s set revoked_at = coalesce(s.revoked_at, $6), revoked_by = coalesce(s.revoked_by, $7) from api_client c
                where {ClientVisibility.Rows} and c.id = $4 and s.client_id = c.id and s.id = $5 returning s.id
                """,
                caller.Role, caller.Organisation, caller.RegionPattern, clientId, secretId, time.GetUtcNow(), caller.Caller.Actor),
            clientId, caller, ended, store, cancellation);
}

/// <summary>POST /identity/clients/{id}/revocation: the whole client is good no more.</summary>
internal static class RevokeClient
{
    private const string Description =
        "All its secrets and tokens are refused: on this node at once, on others within about a second. It goes one way; doing it twice is no error; no `If-Match` is asked for.";

    public static void Map(RouteGroupBuilder identity) => identity.MapPost("/clients/{clientId:guid}/revocation", Handle)
        .Operation(nameof(RevokeClient), "Take a system's credentials back", Description, 409)
        .Produces<ClientView>()
        .For(Audience.PartiesAndBureau)
        .Example(null, ClientView.Example);

    private static Task<IResult> Handle(
        Guid clientId, QueryCaller caller, EndedSessions ended, IEventStore store, TimeProvider time, CancellationToken cancellation) =>
        ClientRevocation.RunAsync(
            new Sql(
                $"""
                with gone as (
                    update api_client c set revoked_at = coalesce(c.revoked_at, $5), revoked_by = coalesce(c.revoked_by, $6)
                    where {ClientVisibility.Rows} and c.id = $4 returning c.id)
                update api_client_secret s set revoked_at = coalesce(s.revoked_at, $5), revoked_by = coalesce(s.revoked_by, $6) from gone
                where s.client_id = gone.id returning s.id
                """,
                caller.Role, caller.Organisation, caller.RegionPattern, clientId, time.GetUtcNow(), caller.Caller.Actor),
            clientId, caller, ended, store, cancellation);
}

/// <summary>What both have in common.</summary>
internal static class ClientRevocation
{
    public static async Task<IResult> RunAsync(
        Sql deed, Guid client, QueryCaller caller, EndedSessions ended, IEventStore store, CancellationToken cancellation)
    {
        var secrets = await store.QueryAsync(deed, row => row.GetGuid(0), cancellation);
        if (secrets.Count == 0) return Problem.Of(Refusal.Unknown("client.unknown"));
        ended.Add(secrets);
        return IdentityReply.Of((await store.QueryAsync(ClientVisibility.One(client, caller), ClientView.Map, cancellation))[0]);
    }
}
