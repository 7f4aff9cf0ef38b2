using System.Globalization;

namespace ClimateFinance.Domain.Shared;

/// <summary>The life of a credit in whole months, 1 to 360 (期限).</summary>
public readonly record struct TermMonths(int Value) : IScalar<TermMonths, int>, IComparable<TermMonths>
{
    public const int Min = 1;
    public const int Max = 360;

    public static Validated<TermMonths> Create(int months) =>
        months is >= Min and <= Max ? new TermMonths(months) : Refusal.Shape("term.out_of_range", ("min", Min), ("max", Max), ("given", months));

    public static TermMonths Hydrate(int raw) => new(raw);

    public static bool operator <(TermMonths a, TermMonths b) => a.Value < b.Value;

    public static bool operator >(TermMonths a, TermMonths b) => a.Value > b.Value;

    public static bool operator <=(TermMonths a, TermMonths b) => a.Value <= b.Value;

    public static bool operator >=(TermMonths a, TermMonths b) => a.Value >= b.Value;

    public int CompareTo(TermMonths other) => Value.CompareTo(other.Value);

    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
