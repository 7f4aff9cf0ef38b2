using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;

namespace ClimateFinance.Api.Hosting.Identity;

/// <summary>
/// Name and password against the users. Every failure looks the same from outside and takes about the same time (one password hash): an
/// unknown name, a wrong password, a locked account and a deactivated one. Who is told that an account is locked knows that it exists, and
/// who is told so only with the right password can go on guessing while it is locked. Only who knows the password hears of a second factor; a wrong
/// code counts as a wrong password does, and the count begins anew only when both were right.
/// </summary>
internal sealed class SignIn(MarketUsers users, SecondFactors factors, Decoy decoy)
{
    private const string Wrong = "identity.wrong_credentials";

    /// <summary>The user, or the code of the refusal.</summary>
    /// <param name="enrolling">Whether somebody whose role needs a factor may come without one, to get one.</param>
    public async Task<(MarketUser? User, string? Refused)> CheckAsync(
        string userName, string password, string? code, bool enrolling, CancellationToken cancellation)
    {
        if (await KnownAsync(userName, password, cancellation) is not { } user) return (null, Wrong);
        if (await factors.HasAsync(user.Id, cancellation))
        {
            if (code is null) return (null, "identity.second_factor_needed");
            if (!await factors.SpendAsync(user.Id, code, cancellation))
            {
                await users.FailedAsync(user, cancellation);
                return (null, "identity.second_factor_wrong");
            }
        }
        else if (!enrolling && factors.IsDemandedOf(user.Role))
        {
            return (null, "identity.second_factor_to_enrol");
        }

        return await users.SucceededAsync(user, cancellation) ? (user, null) : (null, Wrong);
    }

    /// <summary>The user and its recovery codes; no user when name and password are wrong, no codes when the first code of the new secret is.</summary>
    public async Task<(MarketUser? User, IReadOnlyList<string>? Codes)> ConfirmAsync(string userName, string password, string code, CancellationToken cancellation)
    {
        if (await KnownAsync(userName, password, cancellation) is not { } user) return (null, null);
        var codes = await factors.ConfirmAsync(user.Id, code, cancellation);
        if (codes is null) await users.FailedAsync(user, cancellation);
        else await users.SucceededAsync(user, cancellation);
        return (user, codes);
    }

    /// <summary>Whether this is the password of somebody who is signed in; counted as at the sign-in.</summary>
    public async Task<bool> IsPasswordAsync(MarketUser user, string password, CancellationToken cancellation)
    {
        if (password.Length is 0 or > PasswordRules.Max || users.IsLockedOut(user)) return false;
        if (await users.IsPasswordAsync(user, password, cancellation)) return await users.SucceededAsync(user, cancellation);
        await users.FailedAsync(user, cancellation);
        return false;
    }

    private async Task<MarketUser?> KnownAsync(string userName, string password, CancellationToken cancellation)
    {
        var user = await users.FindByNameAsync(userName, cancellation);
        if (user is null || users.IsLockedOut(user))
        {
            decoy.Verify(password);
            return null;
        }

        if (await users.IsPasswordAsync(user, password, cancellation)) return user.DeactivatedAt is null ? user : null;
        await users.FailedAsync(user, cancellation);
        return null;
    }
}

/// <summary>A password hash of nobody, to spend on it the time that a user's would take.</summary>
internal sealed class Decoy(IPasswordHasher<MarketUser> hasher)
{
    private readonly Lazy<string> hash = new(() => hasher.HashPassword(MarketUsers.Nobody, RandomNumberGenerator.GetHexString(32)));

    public void Verify(string password) => hasher.VerifyHashedPassword(MarketUsers.Nobody, hash.Value, password);
}
