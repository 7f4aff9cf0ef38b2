using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Api.Hosting.Identity;

/// <summary>A promise that whoever holds its token chooses the password of one user: one to be, or one that is there (<see cref="UserId"/>).</summary>
internal sealed class Invitation
{
    /// <summary>Who invites at the first start.</summary>
    public const string ByTheInstallation = "installation";

    public required Guid Id { get; init; }

    public required byte[] Hash { get; init; }

    /// <summary>Whose password it renews; after the acceptance of another invitation, the user that came of it.</summary>
    public Guid? UserId { get; init; }

    public required string UserName { get; init; }

    public required string NormalizedUserName { get; init; }

    public required string DisplayName { get; init; }

    public required Role Role { get; init; }

    public Guid? OrganisationId { get; init; }

    public string? Region { get; init; }

    /// <summary>The user who invited.</summary>
    public required string InvitedBy { get; init; }

    /// <summary>The bureau for which that was; null for the operator.</summary>
    public Guid? SponsorId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? AcceptedAt { get; init; }

    public DateTimeOffset? RevokedAt { get; init; }
}
