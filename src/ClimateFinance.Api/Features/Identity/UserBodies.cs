using System.Data.Common;
using ClimateFinance.Api.Hosting.Identity;
using ClimateFinance.Api.Http;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Api.Features.Identity;

/// <summary>The roles in which a person signs in.</summary>
internal enum UserRole
{
    Enterprise,
    Bank,
    Bureau,
    Operator,
}

/// <summary>A user as whoever looks after it sees it. No password, no hash, no token.</summary>
/// <param name="Region">The bureau's region, GB/T 2260.</param>
/// <param name="SecondFactor">Whether the user signs in with a second factor.</param>
/// <param name="LockedUntil">After too many wrong passwords; null or past when not locked.</param>
internal sealed record UserView(
    Guid UserId,
    string UserName,
    string DisplayName,
    UserRole Role,
    Guid? OrganisationId,
    string? Region,
    DateTimeOffset CreatedAt,
    DateTimeOffset? LockedUntil,
    DateTimeOffset? DeactivatedAt,
    string? DeactivationReason,
    bool SecondFactor)
{
    public const string Columns =
        """
        u.id, u.user_name, u.display_name, u.role, u.organisation_id, u.region, u.created_at, u.lockout_end, u.deactivated_at, u.deactivation_reason,
        exists (select from second_factor f where f.user_id = u.id and f.confirmed_at is not null)
        """;

    public static UserView Map(DbDataReader row) => new(
        row.GetGuid(0),
        row.GetString(1),
        row.GetString(2),
        Enum.Parse<UserRole>(row.GetString(3), ignoreCase: true),
        row.IsDBNull(4) ? null : row.GetGuid(4),
        row.IsDBNull(5) ? null : row.GetString(5),
        row.GetFieldValue<DateTimeOffset>(6),
        row.IsDBNull(7) ? null : row.GetFieldValue<DateTimeOffset>(7),
        row.IsDBNull(8) ? null : row.GetFieldValue<DateTimeOffset>(8),
        row.IsDBNull(9) ? null : row.GetString(9),
        row.GetBoolean(10));

    /// <summary>A user as it is made, without a second factor yet.</summary>
    public static UserView Of(MarketUser user) => new(
        user.Id, user.UserName!, user.DisplayName, UserBodies.RoleOf(user.Role), user.OrganisationId, user.Region,
        user.CreatedAt, user.LockoutEnd, user.DeactivatedAt, user.DeactivationReason, SecondFactor: false);

    public static UserView Example { get; } = new(
        new Guid("0196c1a4-5b6e-7c01-9d3e-2f1a6b7c8d90"), "boc.handan", "中国银行邯郸分行 客户经理", UserRole.Bank,
        new Guid("0196c1a4-5b6e-7c01-9d3e-2f1a6b7c8d91"), null, new DateTimeOffset(2026, 1, 5, 1, 30, 0, TimeSpan.Zero), null, null, null, false);
}

internal static class UserBodies
{
    public const int MaxUserName = 64;
    public const int MaxDisplayName = 100;

    /// <summary>A name to sign in with: what ASP.NET Core Identity takes.</summary>
    public static string Name(Check check, string field, string given)
    {
        var name = check.Text(field, given, MaxUserName);
        if (name.Length > 0 && !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '@' or '+')) check.Flawed(field, Refusal.Shape("user.name_wrong_form"));
        return name;
    }

    public static Refusal PasswordLength(int min) => Refusal.Shape("user.password_length", ("min", min), ("max", PasswordRules.Max));

    public static Role RoleOf(UserRole role) => role switch
    {
        UserRole.Enterprise => Role.Enterprise,
        UserRole.Bank => Role.Bank,
        UserRole.Bureau => Role.Bureau,
        UserRole.Operator => Role.Operator,
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "Unknown role."),
    };

    public static UserRole RoleOf(Role role) => role switch
    {
        Role.Enterprise => UserRole.Enterprise,
        Role.Bank => UserRole.Bank,
        Role.Bureau => UserRole.Bureau,
        Role.Operator => UserRole.Operator,
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "The system is no user."),
    };
}
