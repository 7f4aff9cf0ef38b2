using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Api.Hosting.Identity;

/// <summary>Somebody who signs in here with a name and a password, for one organisation in one role.</summary>
/// <param name="Role">Enterprise, bank, bureau or operator; never the system.</param>
/// <param name="OrganisationId">The enterprise, the bank, or the bureau of <paramref name="Region"/>; null for the operator.</param>
/// <param name="Region">The bureau's region, GB/T 2260; null for others.</param>
/// <param name="DisplayName">As others see the user: a name or a function.</param>
/// <param name="SponsorId">The bureau that let the user in; null when the operator did.</param>
/// <param name="LockoutEnd">Until then every password is wrong.</param>
/// <param name="DeactivatedAt">From then on nobody signs in as this user.</param>
internal sealed record MarketUser(
    Guid Id,
    string UserName,
    string DisplayName,
    Role Role,
    Guid? OrganisationId,
    string? Region,
    string PasswordHash,
    DateTimeOffset CreatedAt,
    Guid? SponsorId,
    DateTimeOffset? LockoutEnd = null,
    DateTimeOffset? DeactivatedAt = null,
    string? DeactivationReason = null);
