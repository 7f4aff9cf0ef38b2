using System.Security.Claims;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Api.Http.Security;

/// <summary>The claims of a token that the marketplace reads: subject, role, organisation, region.</summary>
internal static class CallerClaims
{
    public const string Subject = "sub";
    public const string Role = "role";
    public const string Organisation = "organisation";
    public const string Region = "region";

    /// <summary>The caller of an authenticated request. A token whose claims do not add up has no role, and the audience check refused it before.</summary>
    public static Caller Of(ClaimsPrincipal user)
    {
        var role = Enum.TryParse<Role>(user.FindFirstValue(Role), ignoreCase: true, out var parsed) && parsed != Domain.Shared.Role.System
            ? parsed
            : throw new InvalidOperationException("The token carries no role of the marketplace.");
        var organisation = Guid.TryParse(user.FindFirstValue(Organisation), out var id) ? id : (Guid?)null;
        RegionCode? region = user.FindFirstValue(Region) is { Length: 6 } code ? RegionCode.Hydrate(code) : null;
        return new Caller(user.FindFirstValue(Subject) ?? throw new InvalidOperationException("The token carries no subject."), role, organisation, region);
    }
}
