using System.Diagnostics.CodeAnalysis;

namespace ClimateFinance.Domain.Climate;

/// <summary>
/// Units of what is multiplied with a factor, and the exact ways between them. Only whole powers of ten within one dimension are converted:
/// electricity is never turned into heat and coal equivalent into nothing, because those ways depend on a convention, not on arithmetic.
/// </summary>
public static class Quantity
{
    /// <summary>Each unit with its dimension and the power of ten that leads to the dimension's base unit (kWh, MJ, kg, Nm3, km, …).</summary>
    private static readonly Dictionary<string, (string Dimension, int Power)> Units = new(StringComparer.Ordinal)
    {
        ["kWh"] = ("electricity", 0),
        ["MWh"] = ("electricity", 3),
        ["10^4kWh"] = ("electricity", 4),
        ["GWh"] = ("electricity", 6),
        ["MJ"] = ("energy", 0),
        ["GJ"] = ("energy", 3),
        ["TJ"] = ("energy", 6),
        ["kg"] = ("mass", 0),
        ["t"] = ("mass", 3),
        ["10^4t"] = ("mass", 7),
        ["Nm3"] = ("gas", 0),
        ["10^3Nm3"] = ("gas", 3),
        ["10^4Nm3"] = ("gas", 4),
        ["km"] = ("distance", 0),
        ["pkm"] = ("passengerDistance", 0),
        ["tkm"] = ("freightDistance", 0),
        ["personNight"] = ("lodging", 0),
        ["meal"] = ("meals", 0),
        ["m3"] = ("water", 0),
    };

    /// <summary>Every unit that is known.</summary>
    public static IReadOnlyCollection<string> Known => Units.Keys;

    /// <summary>Whether a unit is known.</summary>
    public static bool IsKnown(string unit) => Units.ContainsKey(unit);

    /// <summary>
    /// The same quantity in another unit of its dimension, exact; nothing when the two measure different things, or when the digits of the
    /// result do not fit a decimal, because a rounded conversion would be a hidden change.
    /// </summary>
    public static bool TryConvert(decimal quantity, string from, string to, [NotNullWhen(true)] out decimal? converted)
    {
        converted = null;
        if (from == to)
        {
            converted = quantity;
            return true;
        }

        if (!Units.TryGetValue(from, out var given) || !Units.TryGetValue(to, out var wanted) || given.Dimension != wanted.Dimension) return false;
        var result = quantity;
        for (var power = given.Power; power > wanted.Power; power--) result *= 10m;
        for (var power = given.Power; power < wanted.Power; power++)
        {
            var smaller = result / 10m;
            if (smaller * 10m != result) return false;
            result = smaller;
        }

        converted = result;
        return true;
    }
}
