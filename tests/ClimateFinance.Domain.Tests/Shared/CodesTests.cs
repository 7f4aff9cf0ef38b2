using ClimateFinance.Domain.Shared;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace ClimateFinance.Domain.Tests.Shared;

public sealed class CodesTests
{
    private static readonly Gen<RegionCode> AnyRegion =
        from province in Gen.Choose(11, 65)
        from city in Gen.Choose(0, 20)
        from county in Gen.Choose(0, 85)
        select new RegionCode($"{province:00}{city:00}{(city == 0 ? 0 : county):00}");

    [Theory]
    [InlineData("130000", "130481", true)]
    [InlineData("130400", "130481", true)]
    [InlineData("130481", "130481", true)]
    [InlineData("130481", "130400", false)]
    [InlineData("130400", "130000", false)]
    [InlineData("130400", "130500", false)]
    [InlineData("130000", "140000", false)]
    public void A_region_covers_what_lies_in_it(string region, string other, bool covers) =>
        Assert.Equal(covers, new RegionCode(region).Covers(new RegionCode(other)));

    [Fact]
    public void Every_region_covers_itself_and_is_covered_by_its_city_and_province() =>
        Check.QuickThrowOnFailure(Prop.ForAll(AnyRegion.ToArbitrary(), region =>
            region.Covers(region)
            && new RegionCode(region.Value[..4] + "00").Covers(region)
            && new RegionCode(region.Value[..2] + "0000").Covers(region)));

    [Fact]
    public void Two_regions_that_cover_each_other_are_one() =>
        Check.QuickThrowOnFailure(Prop.ForAll(AnyRegion.ToArbitrary(), AnyRegion.ToArbitrary(), (a, b) => !(a.Covers(b) && b.Covers(a)) || a == b));

    [Fact]
    public void What_covers_a_region_covers_all_in_it() =>
        Check.QuickThrowOnFailure(Prop.ForAll(AnyRegion.ToArbitrary(), AnyRegion.ToArbitrary(), AnyRegion.ToArbitrary(), (a, b, c) =>
            !(a.Covers(b) && b.Covers(c)) || a.Covers(c)));

    [Theory]
    [InlineData("13048")]
    [InlineData("1304811")]
    [InlineData("13o481")]
    [InlineData("１３０４８１")]
    [InlineData("")]
    public void A_region_is_six_digits(string given) => Assert.Equal("region.wrong_form", RegionCode.Create(given).Flaw?.Code);

    [Theory]
    [InlineData("C", "C3110", true)]
    [InlineData("C31", "C3110", true)]
    [InlineData("C3110", "C31", false)]
    [InlineData("C30", "C3110", false)]
    public void An_industry_covers_its_children(string industry, string other, bool covers) =>
        Assert.Equal(covers, new IndustryCode(industry).Covers(new IndustryCode(other)));

    [Theory]
    [InlineData("")]
    [InlineData("c3110")]
    [InlineData("3110")]
    [InlineData("C31100")]
    [InlineData("C31A0")]
    public void An_industry_is_a_letter_and_up_to_four_digits(string given) =>
        Assert.Equal("industry.wrong_form", IndustryCode.Create(given).Flaw?.Code);

    [Fact]
    public void A_term_is_1_to_360_months() =>
        Check.QuickThrowOnFailure(Prop.ForAll(Gen.Choose(-100, 500).ToArbitrary(), months =>
            months is >= 1 and <= 360 ? TermMonths.Create(months).Value.Value == months : TermMonths.Create(months).Flaw?.Code == "term.out_of_range"));

    [Fact]
    public void Every_grade_has_a_rank_and_the_order_is_stated()
    {
        EnvironmentalGrade[][] order =
        [
            [EnvironmentalGrade.D, EnvironmentalGrade.NonLeading], [EnvironmentalGrade.C], [EnvironmentalGrade.BMinus],
            [EnvironmentalGrade.B], [EnvironmentalGrade.Leading, EnvironmentalGrade.A],
        ];
        for (var rank = 0; rank < order.Length; rank++)
        {
            foreach (var grade in order[rank]) Assert.Equal(rank + 1, grade.Rank());
        }

        Assert.Equal(Enum.GetValues<EnvironmentalGrade>().Order(), order.SelectMany(g => g).Order());
        Assert.Throws<ArgumentOutOfRangeException>(() => ((EnvironmentalGrade)99).Rank());
    }

    [Fact]
    public void The_day_changes_at_midnight_in_Shanghai()
    {
        Assert.Equal(new DateOnly(2026, 1, 15), ShanghaiTime.DateOf(new DateTimeOffset(2026, 1, 15, 15, 59, 59, TimeSpan.Zero)));
        Assert.Equal(new DateOnly(2026, 1, 16), ShanghaiTime.DateOf(new DateTimeOffset(2026, 1, 15, 16, 0, 0, TimeSpan.Zero)));
    }
}
