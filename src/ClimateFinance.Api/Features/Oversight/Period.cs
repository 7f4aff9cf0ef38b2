using System.Globalization;
using ClimateFinance.Api.Http;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Api.Features.Oversight;

/// <summary>A span of calendar months: <c>2026-11</c>, <c>2026-Q4</c>, <c>2026-H2</c> (half a year 半年) or <c>2026</c>.</summary>
/// <param name="Name">As it was given.</param>
/// <param name="First">The first day (Shanghai).</param>
/// <param name="Last">The last day.</param>
internal sealed record Period(string Name, DateOnly First, DateOnly Last)
{
    public string From => First.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    public string To => Last.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    /// <summary>Null for what is no period.</summary>
    public static Period? Read(string given)
    {
        if (given.Length is < 4 or > 7 || !int.TryParse(given.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture, out var year) || year is < 2000 or > 2199)
            return null;
        var (month, months) = given[4..] switch
        {
            "" => (1, 12),
            "-H1" => (1, 6),
            "-H2" => (7, 6),
            ['-', 'Q', >= '1' and <= '4' and var quarter] => (((quarter - '1') * 3) + 1, 3),
            ['-', >= '0' and <= '1' and var tens, >= '0' and <= '9' and var ones] when ((tens - '0') * 10) + ones - '0' is >= 1 and <= 12 and var of => (of, 1),
            _ => (0, 0),
        };
        if (months == 0) return null;
        var first = new DateOnly(year, month, 1);
        return new Period(given, first, first.AddMonths(months).AddDays(-1));
    }
}

/// <summary>The questions that the bureau's figures have in common.</summary>
internal static class OversightChecks
{
    public static Period? Period(this Check check, string field, string? given)
    {
        if (given is null) return null;
        if (Oversight.Period.Read(given) is { } period) return period;
        check.Flawed(field, Refusal.Shape("period.wrong_form", ("given", given)));
        return null;
    }

    /// <summary>The digits of the region asked for, which must lie in the caller's own; without one, the caller's own.</summary>
    public static string Scope(this Check check, Caller caller, string? region)
    {
        var own = caller.Region!.Value;
        if (region is null) return own.Prefix;
        var asked = check.Region("region", region);
        if (check.Failed) return own.Prefix;
        if (!own.Covers(asked)) check.Flawed("region", Refusal.Shape("region.not_yours", ("given", region), ("own", own.Value)));
        return asked.Prefix;
    }
}
