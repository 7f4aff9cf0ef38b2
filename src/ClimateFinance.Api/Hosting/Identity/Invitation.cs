using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Api.Hosting.Identity;

/// <summary>A promise that whoever holds its token chooses the password of one user: one to be, or one that is there.</summary>
/// <param name="UserId">Whose password it renews; after the acceptance of another invitation, the user that came of it.</param>
/// <param name="SponsorId">The bureau for which somebody invited; null for the operator.</param>
internal sealed record Invitation(
    Guid Id, Guid? UserId, string UserName, string DisplayName, Role Role, Guid? OrganisationId, string? Region, Guid? SponsorId, DateTimeOffset ExpiresAt)
{
    /// <summary>Who invites at the first start.</summary>
    public const string ByTheInstallation = "installation";
}
