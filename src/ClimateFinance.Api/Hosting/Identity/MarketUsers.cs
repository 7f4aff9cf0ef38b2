using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClimateFinance.Api.Hosting.Identity;

/// <summary>
/// ASP.NET Core Identity's user manager, with two differences in the lockout: it counts in the database, so that guesses sent at once are
/// all counted (the original loses all but one of them to its concurrency stamp), and it goes by the host's clock.
/// </summary>
internal sealed class MarketUsers(
    IUserStore<MarketUser> store,
    IOptions<IdentityOptions> options,
    IPasswordHasher<MarketUser> hasher,
    IEnumerable<IUserValidator<MarketUser>> userValidators,
    IEnumerable<IPasswordValidator<MarketUser>> passwordValidators,
    ILookupNormalizer normalizer,
    IdentityErrorDescriber errors,
    IServiceProvider services,
    ILogger<MarketUsers> logger,
    IdentityDb db,
    TimeProvider time)
    : UserManager<MarketUser>(store, options, hasher, userValidators, passwordValidators, normalizer, errors, services, logger)
{
    /// <summary>So many failures one after the other lock the account.</summary>
    public const int MaxFailures = 5;

    public static readonly TimeSpan LockedFor = TimeSpan.FromMinutes(15);

    public override Task<bool> IsLockedOutAsync(MarketUser user) => Task.FromResult(user.LockoutEnd > time.GetUtcNow());

    public override async Task<IdentityResult> AccessFailedAsync(MarketUser user)
    {
        var now = time.GetUtcNow();
        var until = now + LockedFor;
        await NotLocked(user, now).ExecuteUpdateAsync(
            row => row
                .SetProperty(u => u.LockoutEnd, u => u.AccessFailedCount + 1 >= MaxFailures ? until : null)
                .SetProperty(u => u.AccessFailedCount, u => u.AccessFailedCount + 1 >= MaxFailures ? 0 : u.AccessFailedCount + 1),
            CancellationToken);
        return IdentityResult.Success;
    }

    /// <summary>Fails when the account was locked while the password was being looked at: a right guess among many at once is no sign-in.</summary>
    public override async Task<IdentityResult> ResetAccessFailedCountAsync(MarketUser user)
    {
        var reset = await NotLocked(user, time.GetUtcNow()).ExecuteUpdateAsync(
            row => row.SetProperty(u => u.AccessFailedCount, 0).SetProperty(u => u.LockoutEnd, (DateTimeOffset?)null), CancellationToken);
        return reset == 1 ? IdentityResult.Success : IdentityResult.Failed();
    }

    /// <summary>Sets a password that was found good (<see cref="PasswordRules"/>).</summary>
    /// <exception cref="InvalidOperationException">The user was changed by another at this moment.</exception>
    public async Task ChangeToAsync(MarketUser user, string password)
    {
        user.PasswordHash = PasswordHasher.HashPassword(user, password);
        var changed = await UpdateSecurityStampAsync(user);
        if (!changed.Succeeded) throw new InvalidOperationException($"The user was not changed: {string.Join(", ", changed.Errors.Select(e => e.Code))}.");
    }

    private IQueryable<MarketUser> NotLocked(MarketUser user, DateTimeOffset now) =>
        db.Users.Where(u => u.Id == user.Id && (u.LockoutEnd == null || u.LockoutEnd <= now));
}
