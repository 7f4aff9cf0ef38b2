using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Problems;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Hosting.Identity;

/// <summary>A user to be. For a bureau the organisation follows from the region and may be left out.</summary>
/// <param name="Id">For one who acts before being made; null for a new one.</param>
/// <param name="Sponsor">The bureau that lets the user in; null for the operator.</param>
/// <param name="PasswordHash">Of the password, where it is made already: hashing is slow, and many users of a demonstration have one password.</param>
internal sealed record NewUser(
    string UserName, string DisplayName, Role Role, Guid? Organisation, RegionCode? Region, string Password, Guid? Id = null, Guid? Sponsor = null,
    string? PasswordHash = null);

/// <summary>The one way in which users come to be, for invitations, the operator's endpoint and the presets.</summary>
internal sealed class UserDesk(MarketUsers users, IEventStore store, IdSource ids, TimeProvider time)
{
    /// <summary>What the user would be, or what is wrong with which field. Stores nothing.</summary>
    public (MarketUser? User, IReadOnlyList<Flaw> Flaws) Draw(NewUser given)
    {
        Flaw[] flaws = [.. PasswordRules.FlawsOf("password", given.Password, given.UserName), .. FlawsOf(given.Role, given.Organisation, given.Region)];
        if (flaws.Length > 0) return (null, flaws);
        var organisation = given.Region is { } region ? CallerClaims.BureauOf(region) : given.Organisation;
        return (
            new MarketUser(
                given.Id ?? ids.Next(), given.UserName, given.DisplayName, given.Role, organisation, given.Region?.Value,
                given.PasswordHash ?? users.HashOf(given.Password), time.GetUtcNow(), given.Sponsor),
            []);
    }

    /// <summary>Adds a user.</summary>
    /// <returns>The user; or what is wrong with which field; or neither when the name is taken.</returns>
    public async Task<(MarketUser? User, IReadOnlyList<Flaw> Flaws)> AddAsync(NewUser given, CancellationToken cancellation)
    {
        var (user, flaws) = Draw(given);
        if (user is null) return (null, flaws);
        var commit = new Commit(user.CreatedAt, new EventContext(user.Id.ToString(), Role.System, null)).With(MarketUsers.Insert(user));
        return await store.CommitAsync(commit, cancellation) switch
        {
            CommitOutcome.Done => (user, []),
            CommitOutcome.Taken { Constraint: MarketUsers.NameIndex } => (null, []),
            var other => throw new InvalidOperationException($"A user was not stored: {other}."),
        };
    }

    /// <summary>
    /// Adds a user unless the name is taken: then the one who has it stays as it is, password and all. Whether the organisation is registered
    /// is the caller's to know; a user may come before its organisation.
    /// </summary>
    /// <exception cref="IdentitySetupException">Something is wrong with the user; the message says what.</exception>
    public async Task EnsureUserAsync(NewUser given, CancellationToken cancellation)
    {
        var (_, flaws) = await AddAsync(given, cancellation);
        if (flaws.Count > 0)
            throw new IdentitySetupException($"The user '{given.UserName}' cannot be made: {string.Join(" ", flaws.Select(f => $"{f.Field}: {Words.English.Say(f.Why)}"))}");
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
}
