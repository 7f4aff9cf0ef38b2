namespace ClimateFinance.Domain.Climate;

/// <summary>Roots without binary floating point, so that every machine gets the same digits.</summary>
internal static class Exact
{
    /// <summary>The square root of a number that is not negative, by Newton's method, to the last digits of a decimal.</summary>
    public static decimal Sqrt(decimal square)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(square);
        if (square == 0m) return 0m;
        var guess = (decimal)Math.Sqrt((double)square);
        if (guess == 0m) guess = 1m;
        for (var i = 0; i < 64; i++)
        {
            var next = (guess + (square / guess)) / 2m;
            if (Math.Abs(next - guess) <= 0.000_000_000_000_001m) return next;
            guess = next;
        }

        return guess;
    }

    /// <summary>Rounds halves away from zero, as people do by hand.</summary>
    public static decimal Round(decimal value, int decimals) => decimal.Round(value, decimals, MidpointRounding.AwayFromZero);
}
