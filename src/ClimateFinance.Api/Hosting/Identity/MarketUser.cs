using ClimateFinance.Domain.Shared;
using Microsoft.AspNetCore.Identity;

namespace ClimateFinance.Api.Hosting.Identity;

/// <summary>Somebody who signs in here with a name and a password, for one organisation in one role.</summary>
internal sealed class MarketUser : IdentityUser<Guid>
{
    /// <summary>Enterprise, bank, bureau or operator; never the system.</summary>
    public required Role Role { get; init; }

    /// <summary>The enterprise, the bank, or the bureau of <see cref="Region"/>; null for the operator.</summary>
    public Guid? OrganisationId { get; init; }

    /// <summary>The bureau's region, GB/T 2260; null for others.</summary>
    public string? Region { get; init; }

    /// <summary>As others see the user: a name or a function.</summary>
    public required string DisplayName { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>From then on nobody signs in as this user.</summary>
    public DateTimeOffset? DeactivatedAt { get; set; }

    public string? DeactivationReason { get; set; }

    /// <summary>The bureau that let the user in; null when the operator did.</summary>
    public Guid? SponsorId { get; init; }
}
