using ClimateFinance.Domain.Climate;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace ClimateFinance.Domain.Tests.Climate;

public sealed class QuantityTests
{
    private static readonly Gen<decimal> AnyQuantity = Gen.Choose(int.MinValue, int.MaxValue).Select(n => n / 1_000m);

    [Theory]
    [InlineData(1_500, "kWh", "MWh", 1.5)]
    [InlineData(2, "GWh", "MWh", 2_000)]
    [InlineData(3, "10^4kWh", "MWh", 30)]
    [InlineData(1, "kg", "t", 0.001)]
    [InlineData(1, "10^4t", "t", 10_000)]
    [InlineData(1, "TJ", "GJ", 1_000)]
    [InlineData(25_000, "Nm3", "10^4Nm3", 2.5)]
    [InlineData(7, "10^3Nm3", "10^4Nm3", 0.7)]
    [InlineData(-4, "MWh", "MWh", -4)]
    public void A_unit_leads_to_another_of_its_dimension_by_a_power_of_ten(decimal quantity, string from, string to, decimal expected)
    {
        Assert.True(Quantity.TryConvert(quantity, from, to, out var converted));
        Assert.Equal(expected, converted);
    }

    [Theory]
    [InlineData("MWh", "GJ")]
    [InlineData("GJ", "MWh")]
    [InlineData("t", "10^4Nm3")]
    [InlineData("tce", "GJ")]
    [InlineData("mwh", "MWh")]
    [InlineData("", "t")]
    public void What_measures_something_else_is_not_converted(string from, string to) => Assert.False(Quantity.TryConvert(1m, from, to, out _));

    [Fact]
    public void There_and_back_is_the_same_quantity()
    {
        var pairs = (from a in Quantity.Known from b in Quantity.Known where Quantity.TryConvert(1m, a, b, out _) select (a, b)).ToArray();
        Assert.True(pairs.Length > Quantity.Known.Count);
        Check.QuickThrowOnFailure(Prop.ForAll(AnyQuantity.ToArbitrary(), Gen.Elements(pairs).ToArbitrary(), (quantity, pair) =>
            Quantity.TryConvert(quantity, pair.a, pair.b, out var there)
            && Quantity.TryConvert(there.Value, pair.b, pair.a, out var back)
            && back == quantity));
    }

    [Fact]
    public void A_conversion_that_would_have_to_round_is_refused() =>
        Assert.False(Quantity.TryConvert(1.0000000000000000000000000001m, "kg", "10^4t", out _));
}
