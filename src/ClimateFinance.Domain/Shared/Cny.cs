using System.Globalization;

namespace ClimateFinance.Domain.Shared;

/// <summary>Money in yuan (CNY), exact to the fen (0.01). What a caller states is positive and at most 10^12; sums and balances may be zero.</summary>
public readonly record struct Cny(decimal Value) : IScalar<Cny, decimal>, IComparable<Cny>
{
    /// <summary>The largest amount a caller may state: 10^12 yuan.</summary>
    public const decimal Max = 1_000_000_000_000m;

    public static readonly Cny Zero = new(0m);

    /// <summary>Checks an amount that a caller states: more than zero, at most <see cref="Max"/>, at most two decimals.</summary>
    public static Validated<Cny> Create(decimal yuan) => yuan switch
    {
        <= 0m => Refusal.Shape("amount.not_positive", ("given", yuan)),
        > Max => Refusal.Shape("amount.too_large", ("max", Max), ("given", yuan)),
        _ when decimal.Round(yuan, 2) != yuan => Refusal.Shape("amount.too_many_decimals", ("maxDecimals", 2), ("given", yuan)),
        _ => new Cny(yuan),
    };

    /// <summary>As <see cref="Create"/>, but zero is allowed (a fee, a subsidy, a balance).</summary>
    public static Validated<Cny> CreateOrZero(decimal yuan) => yuan == 0m ? Zero : Create(yuan);

    public static Cny Hydrate(decimal raw) => new(raw);

    /// <summary>1 万元 = 10 000 yuan, the unit most figures in this field are quoted in.</summary>
    public static Cny FromWan(decimal wan) => new(wan * 10_000m);

    public decimal Wan => Value / 10_000m;

    public static Cny Min(Cny a, Cny b) => a <= b ? a : b;

    public static Cny operator +(Cny a, Cny b) => new(a.Value + b.Value);

    public static Cny operator -(Cny a, Cny b) => new(a.Value - b.Value);

    public static bool operator <(Cny a, Cny b) => a.Value < b.Value;

    public static bool operator >(Cny a, Cny b) => a.Value > b.Value;

    public static bool operator <=(Cny a, Cny b) => a.Value <= b.Value;

    public static bool operator >=(Cny a, Cny b) => a.Value >= b.Value;

    public int CompareTo(Cny other) => Value.CompareTo(other.Value);

    public override string ToString() => Value.ToString("0.00", CultureInfo.InvariantCulture);
}
