namespace ClimateFinance.Domain.Shared;

/// <summary>Whose side a caller stands on.</summary>
public enum Role
{
    /// <summary>Staff or system of an enterprise 企业.</summary>
    Enterprise,

    /// <summary>Officer or system of a bank branch 银行.</summary>
    Bank,

    /// <summary>Staff of the eco-environment bureau 生态环境局, scoped by region.</summary>
    Bureau,

    /// <summary>Runs the installation; sees no offer.</summary>
    Operator,

    /// <summary>The marketplace itself: the matching engine, the clocks.</summary>
    System,
}

/// <summary>Who gives a command. It comes in with the command; the domain never asks for it.</summary>
/// <param name="Actor">The user's id, or the name of the part of the system.</param>
/// <param name="Role">The side.</param>
/// <param name="Organisation">The enterprise's, bank's or bureau's id; null for the operator and the system.</param>
/// <param name="Region">The bureau's region; null for others.</param>
public sealed record Caller(string Actor, Role Role, Guid? Organisation, RegionCode? Region)
{
    public static Caller System(string part) => new(part, Role.System, null, null);

    public bool Is(EnterpriseId enterprise) => Role == Role.Enterprise && Organisation == enterprise.Value;

    public bool Is(BankId bank) => Role == Role.Bank && Organisation == bank.Value;

    /// <summary>Whether this is a bureau whose region covers <paramref name="region"/>.</summary>
    public bool Oversees(RegionCode region) => Role == Role.Bureau && Region is { } own && own.Covers(region);
}

/// <summary>When and by whom: what a decision needs besides the state and the command.</summary>
/// <param name="At">The instant of the command, UTC.</param>
/// <param name="By">Who gives it.</param>
public sealed record Circumstance(DateTimeOffset At, Caller By)
{
    /// <summary>The date in Shanghai (UTC+8, no daylight saving since 1991): dates and deadlines count there.</summary>
    public DateOnly Today => ShanghaiTime.DateOf(At);
}

/// <summary>Asia/Shanghai: the zone in which dates and deadlines count.</summary>
public static class ShanghaiTime
{
    public static readonly TimeSpan Offset = TimeSpan.FromHours(8);

    public static DateOnly DateOf(DateTimeOffset instant) => DateOnly.FromDateTime(instant.ToOffset(Offset).DateTime);
}
