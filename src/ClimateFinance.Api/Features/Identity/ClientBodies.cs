using System.Data.Common;
using System.Text.Json;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Identity;

/// <summary>Whose systems may have credentials.</summary>
internal enum ClientRole
{
    Enterprise,
    Bank,
}

/// <summary>One of a client's secrets: never the secret itself.</summary>
/// <param name="LastUsedAt">When it last gave a token; null when never.</param>
internal sealed record ClientSecretView(
    Guid SecretId, string CreatedBy, DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt, DateTimeOffset? RevokedAt, string? RevokedBy);

/// <summary>A system with credentials of its own.</summary>
/// <param name="Scopes">read, write, or these of one area: deals:read.</param>
/// <param name="CreatedBy">The user who made it.</param>
internal sealed record ClientView(
    Guid ClientId, string Name, ClientRole Role, Guid OrganisationId, IReadOnlyList<string> Scopes, string CreatedBy, DateTimeOffset CreatedAt,
    DateTimeOffset? RevokedAt, string? RevokedBy, IReadOnlyList<ClientSecretView> Secrets)
{
    public const string Columns =
        """
        c.id, c.name, c.role, c.organisation_id, c.scopes, c.created_by, c.created_at, c.revoked_at, c.revoked_by,
        (select coalesce(json_agg(json_build_object('secretId', s.id, 'createdBy', s.created_by, 'createdAt', s.created_at, 'lastUsedAt', s.last_used_at,
            'revokedAt', s.revoked_at, 'revokedBy', s.revoked_by) order by s.id desc), '[]')::text from api_client_secret s where s.client_id = c.id)
        """;

    public static ClientView Map(DbDataReader row) => new(
        row.GetGuid(0), row.GetString(1), Enum.Parse<ClientRole>(row.GetString(2), ignoreCase: true), row.GetGuid(3), row.GetFieldValue<string[]>(4), row.GetString(5),
        row.GetFieldValue<DateTimeOffset>(6), row.IsDBNull(7) ? null : row.GetFieldValue<DateTimeOffset>(7), row.IsDBNull(8) ? null : row.GetString(8),
        JsonSerializer.Deserialize<ClientSecretView[]>(row.GetString(9), ApiJson.Options)!);

    public static ClientView Example { get; } = new(
        new Guid("0196c1a4-5b6e-7c01-9d3e-2f1a6b7c8da1"), "信贷系统", ClientRole.Bank, UserView.Example.OrganisationId!.Value, ["read", "deals:write"],
        UserView.Example.UserId.ToString(), new DateTimeOffset(2026, 1, 5, 1, 30, 0, TimeSpan.Zero), null, null,
        [
            new ClientSecretView(
                new Guid("0196c1a4-5b6e-7c01-9d3e-2f1a6b7c8da2"), UserView.Example.UserId.ToString(), new DateTimeOffset(2026, 1, 5, 1, 30, 0, TimeSpan.Zero),
                new DateTimeOffset(2026, 1, 6, 8, 0, 0, TimeSpan.Zero), null, null),
        ]);
}

/// <summary>A secret just made: shown this once and never again.</summary>
internal sealed record ClientSecretReceipt(Guid ClientId, Guid SecretId, string ClientSecret)
{
    public static ClientSecretReceipt Example { get; } = new(
        ClientView.Example.ClientId, ClientView.Example.Secrets[0].SecretId, "Zk3mBqv0bG3o1wq0m5X2u5p7c9r0aQ8yT1e4J6h8sKo");
}

/// <summary>Whose clients a caller looks after, in SQL: an organisation its own, a bureau those of its region's organisations.</summary>
internal static class ClientVisibility
{
    /// <summary><c>$1</c> the role, <c>$2</c> the organisation, <c>$3</c> the bureau's region as a pattern.</summary>
    public const string Rows =
        """
        ((c.role = $1 and c.organisation_id = $2) or ($1 = 'bureau' and (
            (c.role = 'enterprise' and exists (select from enterprise e where e.id = c.organisation_id and e.region like $3))
            or (c.role = 'bank' and exists (select from bank b where b.id = c.organisation_id and b.region like $3)))))
        """;

    public static Sql One(Guid client, Http.Queries.QueryCaller caller) => new(
        $"select {ClientView.Columns} from api_client c where {Rows} and c.id = $4", caller.Role, caller.Organisation, caller.RegionPattern, client);
}
