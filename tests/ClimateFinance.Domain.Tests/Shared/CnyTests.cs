using System.Globalization;
using ClimateFinance.Domain.Shared;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace ClimateFinance.Domain.Tests.Shared;

public sealed class CnyTests
{
    /// <summary>Whole fen, 0.01 to 10^12 yuan.</summary>
    private static readonly Gen<long> AnyFen =
        from high in Gen.Choose(0, 99_999_999)
        from low in Gen.Choose(1, 1_000_000)
        select (high * 1_000_000L) + low;

    [Fact]
    public void Whole_fen_up_to_the_limit_are_amounts() =>
        Check.QuickThrowOnFailure(Prop.ForAll(AnyFen.ToArbitrary(), fen => Cny.Create(fen / 100m).Value.Value == fen / 100m));

    [Fact]
    public void Sums_and_differences_are_exact_to_the_fen() =>
        Check.QuickThrowOnFailure(Prop.ForAll(AnyFen.ArrayOf(50).ToArbitrary(), AnyFen.ToArbitrary(), (parts, last) =>
        {
            var sum = parts.Aggregate(Cny.Zero, (total, fen) => total + new Cny(fen / 100m));
            return sum.Value * 100m == parts.Sum(f => (decimal)f) && sum + new Cny(last / 100m) - new Cny(last / 100m) == sum;
        }));

    [Fact]
    public void Order_is_that_of_the_figures() =>
        Check.QuickThrowOnFailure(Prop.ForAll(AnyFen.ToArbitrary(), AnyFen.ToArbitrary(), (a, b) =>
        {
            var (x, y) = (new Cny(a / 100m), new Cny(b / 100m));
            return x < y == a < b && x > y == a > b && x <= y == a <= b && x >= y == a >= b
                && Math.Sign(x.CompareTo(y)) == a.CompareTo(b) && Cny.Min(x, y).Value == Math.Min(a, b) / 100m;
        }));

    [Fact]
    public void Anything_finer_than_a_fen_is_refused() =>
        Check.QuickThrowOnFailure(Prop.ForAll(AnyFen.ToArbitrary(), Gen.Choose(1, 9).ToArbitrary(), (fen, tenths) =>
            fen / 100m >= Cny.Max || Cny.Create((fen / 100m) + (tenths / 1_000m)).Flaw?.Code == "amount.too_many_decimals"));

    [Theory]
    [InlineData("0", "amount.not_positive")]
    [InlineData("-0.01", "amount.not_positive")]
    [InlineData("1000000000000.01", "amount.too_large")]
    [InlineData("0.001", "amount.too_many_decimals")]
    [InlineData("79228162514264337593543950335", "amount.too_large")]
    public void What_is_wrong_is_named(string yuan, string code)
    {
        var flaw = Cny.Create(decimal.Parse(yuan, CultureInfo.InvariantCulture)).Flaw;
        Assert.Equal((RefusalKind.Shape, code), (flaw?.Kind, flaw?.Code));
    }

    [Theory]
    [InlineData("0.01")]
    [InlineData("1000000000000")]
    [InlineData("1.2300")]
    public void The_edges_are_amounts(string yuan) => Assert.Null(Cny.Create(decimal.Parse(yuan, CultureInfo.InvariantCulture)).Flaw);

    [Fact]
    public void Zero_is_an_amount_only_where_it_may_be()
    {
        Assert.Equal(Cny.Zero, Cny.CreateOrZero(0m).Value);
        Assert.Equal("amount.not_positive", Cny.CreateOrZero(-1m).Flaw?.Code);
        Assert.Equal("amount.not_positive", Cny.Create(0m).Flaw?.Code);
    }

    [Fact]
    public void A_wan_is_ten_thousand_yuan()
    {
        Assert.Equal(new Cny(420_000_000m), Cny.FromWan(42_000m));
        Assert.Equal(42_000m, Cny.FromWan(42_000m).Wan);
    }

    [Fact]
    public void It_is_written_with_two_decimals() => Assert.Equal("1234.50", new Cny(1_234.5m).ToString());

    [Fact]
    public void Reading_the_value_of_a_refused_amount_is_a_bug() => Assert.Throws<InvalidOperationException>(() => Cny.Create(0m).Value);
}
