using ClimateFinance.Api.Http;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Hosting.Identity;

/// <summary>
/// Tokens for systems of banks and enterprises (OAuth 2.0 client credentials, RFC 6749 section 4.4). A secret has 256 random bits, so no guessing is
/// counted. A client's token names the secret it came by: with the secret it ends, on this node at once, on others within about a second.
/// </summary>
internal sealed class ClientTokens(IEventStore store, TokenIssuer issuer, TimeProvider time)
{
    /// <summary>As the subject of tokens and the actor of facts: who reads one sees that no person did it.</summary>
    public const string ActorPrefix = "client:";

    private const string Use =
        """
        update api_client_secret s set last_used_at = $3 from api_client c
        where s.hash = $2 and s.client_id = $1 and s.revoked_at is null and c.id = s.client_id and c.revoked_at is null
        returning s.id, c.role, c.organisation_id, c.scopes
        """;

    /// <summary>The client that an actor is; null for a person.</summary>
    public static Guid? ClientOf(string actor) =>
        actor.StartsWith(ActorPrefix, StringComparison.Ordinal) && Guid.TryParse(actor[ActorPrefix.Length..], out var id) ? id : null;

    public static string ActorOf(Guid client) => $"{ActorPrefix}{client}";

    /// <summary>A token with the scopes asked for, or all that the client has; null when the secret is not good; none of the scopes when it has not all of them.</summary>
    public async Task<(AccessToken Token, string Scope)?> IssueAsync(Guid client, string secret, string? asked, CancellationToken cancellation)
    {
        var found = await store.QueryAsync(
            new Sql(Use, client, OneTimeToken.HashOf(secret), time.GetUtcNow()),
            row => (Secret: row.GetGuid(0), Role: EnumNames.Read<Role>(row.GetString(1)), Organisation: row.GetGuid(2), Scopes: row.GetFieldValue<string[]>(3)),
            cancellation);
        if (found is not [var known]) return null;
        var wanted = string.IsNullOrWhiteSpace(asked) ? known.Scopes : asked.Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal).ToArray();
        if (wanted.Except(known.Scopes, StringComparer.Ordinal).Any()) return (new AccessToken(string.Empty, 0), string.Empty);
        var scope = string.Join(' ', wanted);
        return (issuer.Issue(new Caller(ActorOf(client), known.Role, known.Organisation, null), known.Secret, scope), scope);
    }
}
