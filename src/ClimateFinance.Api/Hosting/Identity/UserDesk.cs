using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Problems;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Shared;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ClimateFinance.Api.Hosting.Identity;

/// <summary>A user to be. For a bureau the organisation follows from the region and may be left out.</summary>
/// <param name="Id">For one who acts before being made; null for a new one.</param>
/// <param name="Sponsor">The bureau that lets the user in; null for the operator.</param>
internal sealed record NewUser(string UserName, string DisplayName, Role Role, Guid? Organisation, RegionCode? Region, string Password, Guid? Id = null, Guid? Sponsor = null);

/// <summary>The one way in which users come to be, for invitations, the operator's endpoint and the presets.</summary>
internal sealed class UserDesk(MarketUsers users, IdSource ids, TimeProvider time)
{
    /// <summary>Adds a user.</summary>
    /// <returns>The user; or what is wrong with which field; or neither when the name is taken.</returns>
    public async Task<(MarketUser? User, IReadOnlyList<Flaw> Flaws)> AddAsync(NewUser given)
    {
        Flaw[] flaws = [.. PasswordRules.FlawsOf("password", given.Password, given.UserName), .. FlawsOf(given.Role, given.Organisation, given.Region)];
        if (flaws.Length > 0) return (null, flaws);
        var user = new MarketUser
        {
            Id = given.Id ?? ids.Next(),
            UserName = given.UserName,
            DisplayName = given.DisplayName,
            Role = given.Role,
            OrganisationId = given.Region is { } region ? CallerClaims.BureauOf(region) : given.Organisation,
            Region = given.Region?.Value,
            CreatedAt = time.GetUtcNow(),
            SponsorId = given.Sponsor,
        };
        try
        {
            var result = await users.CreateAsync(user, given.Password);
            if (result.Succeeded) return (user, []);
            var errors = result.Errors.Select(e => e.Code).ToHashSet(StringComparer.Ordinal);
            if (errors.Contains(nameof(IdentityErrorDescriber.DuplicateUserName))) return (null, []);
            return (null, [.. errors.Select(FlawOf)]);
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: IdentityDb.NameIndex })
        {
            return (null, []);
        }
    }

    /// <summary>
    /// Adds a user unless the name is taken: then the one who has it stays as it is, password and all. Whether the organisation is registered
    /// is the caller's to know; a user may come before its organisation.
    /// </summary>
    /// <returns>The user's id.</returns>
    /// <exception cref="IdentitySetupException">Something is wrong with the user; the message says what.</exception>
    public async Task<Guid> EnsureUserAsync(NewUser given)
    {
        if (await users.FindByNameAsync(given.UserName) is { } present) return present.Id;
        var (user, flaws) = await AddAsync(given);
        if (user is not null) return user.Id;
        if (flaws.Count > 0)
            throw new IdentitySetupException($"The user '{given.UserName}' cannot be made: {string.Join(" ", flaws.Select(f => $"{f.Field}: {Words.English.Say(f.Why)}"))}");

        // Another host was faster by a moment.
        return (await users.FindByNameAsync(given.UserName))!.Id;
    }

    /// <summary>Whether role, organisation and region go together.</summary>
    public static IReadOnlyList<Flaw> FlawsOf(Role role, Guid? givenOrganisation, RegionCode? givenRegion)
    {
        var (organisation, region) = role switch
        {
            Role.Enterprise or Role.Bank => (givenOrganisation is null ? "user.organisation_needed" : null, givenRegion is null ? null : "user.region_not_for_role"),
            Role.Bureau => (
                givenOrganisation is { } given && givenRegion is { } own && given != CallerClaims.BureauOf(own) ? "user.organisation_not_for_role" : null,
                givenRegion is null ? "user.region_needed" : null),
            Role.Operator => (givenOrganisation is null ? null : "user.organisation_not_for_role", givenRegion is null ? null : "user.region_not_for_role"),
            _ => throw new ArgumentOutOfRangeException(nameof(role), role, "Nobody signs in as the system."),
        };
        var flaws = new List<Flaw>();
        if (organisation is not null) flaws.Add(Flaw.Of("organisationId", organisation, ("role", role)));
        if (region is not null) flaws.Add(Flaw.Of("region", region, ("role", role)));
        return flaws;
    }

    private static Flaw FlawOf(string identityError) => identityError switch
    {
        nameof(IdentityErrorDescriber.InvalidUserName) => Flaw.Of("userName", "user.name_wrong_form"),
        _ => throw new InvalidOperationException($"Identity refused a user: {identityError}."),
    };
}
