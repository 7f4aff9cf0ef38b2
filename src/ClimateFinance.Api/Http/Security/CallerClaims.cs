using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Api.Http.Security;

/// <summary>The claims of a token that the marketplace reads: subject, role, organisation, region.</summary>
internal static class CallerClaims
{
    public const string Subject = "sub";
    public const string Role = "role";
    public const string Organisation = "organisation";
    public const string Region = "region";

    /// <summary>The sign-in that a token of ours comes from (the <c>sid</c> of OpenID Connect).</summary>
    public const string Session = "sid";

    private static readonly IReadOnlyList<Role> Roles = [Domain.Shared.Role.Enterprise, Domain.Shared.Role.Bank, Domain.Shared.Role.Bureau, Domain.Shared.Role.Operator];

    /// <summary>The words for them, for a message.</summary>
    public static string RoleNames { get; } = string.Join(", ", Roles.Select(Audiences.NameOf));

    /// <summary>Whether a claim's value is a role that a person or a program can have: the exact word, never a number.</summary>
    public static bool IsRole(string value) => Roles.Any(role => Audiences.NameOf(role) == value);

    /// <summary>
    /// Why these claims make no caller, in English, or null. One subject and one role; an enterprise or a bank comes with its organisation,
    /// a bureau with its region, the operator with neither.
    /// </summary>
    public static string? FlawOf(ClaimsIdentity claims)
    {
        foreach (var name in new[] { Subject, Role, Organisation, Region })
        {
            if (claims.FindAll(name).Skip(1).Any()) return $"More than one claim '{name}'.";
        }

        var organisation = claims.FindFirst(Organisation)?.Value;
        var region = claims.FindFirst(Region)?.Value;
        if (string.IsNullOrWhiteSpace(claims.FindFirst(Subject)?.Value)) return "No subject.";
        if (claims.FindFirst(Role)?.Value is not { } role || !IsRole(role)) return "No role of the marketplace.";
        if (organisation is not null && (!Guid.TryParseExact(organisation, "D", out var id) || id == Guid.Empty)) return "The organisation is no id.";
        if (region is not null && RegionCode.Create(region).Flaw is not null) return "The region is no code of GB/T 2260.";
        return role switch
        {
            "enterprise" or "bank" when organisation is null => $"A caller of the role {role} needs an organisation.",
            "bureau" when region is null => "A caller of the role bureau needs a region.",
            "operator" when organisation is not null || region is not null => "The operator has no organisation and no region.",
            _ => null,
        };
    }

    /// <summary>The sign-in that the caller's token comes from; null where the token names none.</summary>
    public static Guid? SessionOf(ClaimsPrincipal user) => Guid.TryParseExact(user.FindFirstValue(Session), "D", out var id) ? id : null;

    /// <summary>The caller of an authenticated request. A token whose claims do not add up (<see cref="FlawOf"/>) was refused before.</summary>
    public static Caller Of(ClaimsPrincipal user)
    {
        var role = user.FindFirstValue(Role) is { } word && IsRole(word)
            ? Enum.Parse<Role>(word, ignoreCase: true)
            : throw new InvalidOperationException("The token carries no role of the marketplace.");
        var organisation = Guid.TryParse(user.FindFirstValue(Organisation), out var id) ? id : (Guid?)null;
        RegionCode? region = role == Domain.Shared.Role.Bureau && user.FindFirstValue(Region) is { Length: 6 } code ? RegionCode.Hydrate(code) : null;
        if (region is { } own) organisation ??= BureauOf(own);
        return new Caller(user.FindFirstValue(Subject) ?? throw new InvalidOperationException("The token carries no subject."), role, organisation, region);
    }

    /// <summary>
    /// The id of a region's bureau 生态环境局. A bureau is not registered by anyone: there is one to a region, so its id follows from the
    /// region (RFC 9562 version 8, from SHA-256), the same on every node and installation.
    /// </summary>
    public static Guid BureauOf(RegionCode region)
    {
        var bytes = SHA256.HashData(Encoding.ASCII.GetBytes($"climate-finance/bureau/{region.Value}")).AsSpan(0, 16);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
