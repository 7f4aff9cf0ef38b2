using System.Security.Cryptography;
using ClimateFinance.Domain.Shared;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace ClimateFinance.Api.Hosting.Identity;

/// <summary>
/// Name and password against the users. Every failure looks the same from outside and takes about the same time (one password hash): an
/// unknown name, a wrong password, a locked account and a deactivated one. Who is told that an account is locked knows that it exists, and
/// who is told so only with the right password can go on guessing while it is locked.
/// </summary>
internal sealed class SignIn(MarketUsers users, SignInManager<MarketUser> signIn, Decoy decoy)
{
    /// <summary>The user, or null.</summary>
    public async Task<MarketUser?> CheckAsync(string userName, string password)
    {
        var user = await users.FindByNameAsync(userName);
        if (user is null || await users.IsLockedOutAsync(user))
        {
            decoy.Verify(password);
            return null;
        }

        var result = await signIn.CheckPasswordSignInAsync(user, password, lockoutOnFailure: true);
        return result.Succeeded && user.DeactivatedAt is null ? user : null;
    }

    /// <summary>Whether this is the password of somebody who is signed in; counted as at the sign-in.</summary>
    public async Task<bool> IsPasswordAsync(MarketUser user, string password)
    {
        if (password.Length is 0 or > PasswordRules.Max || await users.IsLockedOutAsync(user)) return false;
        return (await signIn.CheckPasswordSignInAsync(user, password, lockoutOnFailure: true)).Succeeded;
    }
}

/// <summary>A password hash of nobody, to spend on it the time that a user's would take.</summary>
internal sealed class Decoy(IOptions<PasswordHasherOptions> options)
{
    private static readonly MarketUser Nobody = new() { Role = Role.System, DisplayName = string.Empty, CreatedAt = DateTimeOffset.UnixEpoch };

    private readonly PasswordHasher<MarketUser> hasher = new(options);
    private readonly Lazy<string> hash = new(() => new PasswordHasher<MarketUser>(options).HashPassword(Nobody, RandomNumberGenerator.GetHexString(32)));

    public void Verify(string password) => hasher.VerifyHashedPassword(Nobody, hash.Value, password);
}
