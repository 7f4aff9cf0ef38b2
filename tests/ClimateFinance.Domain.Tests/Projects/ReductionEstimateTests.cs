using System.Globalization;
using ClimateFinance.Domain.Projects;
using ClimateFinance.Domain.Shared;
using FsCheck;
using FsCheck.Fluent;
using Xunit;
using static ClimateFinance.Domain.Tests.Some;

namespace ClimateFinance.Domain.Tests.Projects;

public sealed class ReductionEstimateTests
{
    // Thousandths, so that a quantity is never too fine to be told apart after rounding.
    private static readonly Gen<ReductionInput> AnyInput =
        from thousandths in Gen.Choose(-50_000_000, 50_000_000).Where(n => n != 0)
        from factor in Gen.Elements(Grid2022, Grid2023, Coke)
        select new ReductionInput(factor.Id, thousandths / 1_000m, factor.Unit);

    private static readonly Gen<ReductionInput[]> SomeInputs = Gen.Choose(1, 20).SelectMany(n => AnyInput.ArrayOf(n));

    private static ReductionEstimate Of(params ReductionInput[] inputs) => ReductionEstimate.Of(inputs, Factors, Wuan, Today).Value;

    [Fact]
    public void Two_lists_of_carriers_reduce_together_what_they_reduce_apart() =>
        Check.QuickThrowOnFailure(Prop.ForAll(SomeInputs.ToArbitrary(), SomeInputs.ToArbitrary(), (a, b) =>
            Of([.. a, .. b]).TotalTco2ePerYear == Of(a).TotalTco2ePerYear + Of(b).TotalTco2ePerYear));

    [Fact]
    public void The_order_of_the_carriers_changes_nothing() =>
        Check.QuickThrowOnFailure(Prop.ForAll(SomeInputs.ToArbitrary(), a => Of([.. a.Reverse()]).TotalTco2ePerYear == Of(a).TotalTco2ePerYear));

    [Fact]
    public void Extra_use_counts_exactly_against_a_saving() =>
        Check.QuickThrowOnFailure(Prop.ForAll(SomeInputs.ToArbitrary(), a =>
            Of([.. a, .. a.Select(i => i with { Quantity = -i.Quantity })]).TotalTco2ePerYear == 0m));

    [Fact]
    public void Times_the_carriers_is_times_the_reduction_within_the_rounding_of_the_lines() =>
        Check.QuickThrowOnFailure(Prop.ForAll(SomeInputs.ToArbitrary(), Gen.Choose(1, 1_000).ToArbitrary(), (a, times) =>
        {
            var once = Of(a).TotalTco2ePerYear;
            var many = Of([.. a.Select(i => i with { Quantity = i.Quantity * times })]).TotalTco2ePerYear;
            return Math.Abs(many - (once * times)) <= 0.0005m * a.Length * (times + 1);
        }));

    [Fact]
    public void What_is_shown_adds_up() =>
        Check.QuickThrowOnFailure(Prop.ForAll(SomeInputs.ToArbitrary(), a =>
        {
            var estimate = Of(a);
            return estimate.Lines.Count == a.Length
                && estimate.Lines.Sum(l => l.Tco2ePerYear) == estimate.TotalTco2ePerYear
                && estimate.Lines.All(l => decimal.Round(l.Tco2ePerYear, 3) == l.Tco2ePerYear);
        }));

    [Fact]
    public void A_line_keeps_the_factor_it_used()
    {
        var line = Assert.Single(Of(new ReductionInput(Grid2023.Id, 20_000m, "MWh")).Lines);
        Assert.Equal(
            new ReductionLine(Grid2023.Id, Grid2023.Name, 0.6516m, 2023, Grid2023.Source, SourceQuality.Media, 20_000m, "MWh", 13_032m, null, 1, DataQuality: 5), line);
    }

    [Theory]
    [InlineData(1, "0.001")]
    [InlineData(-1, "-0.001")]
    [InlineData(3, "0.002")]
    public void Lines_are_rounded_to_a_kilogram_with_halves_away_from_zero(int quantity, string tonnes)
    {
        var half = Grid2023 with { Value = 0.0005m };
        Assert.Equal(
            decimal.Parse(tonnes, CultureInfo.InvariantCulture),
            ReductionEstimate.Of([new(half.Id, quantity, "MWh")], [half], Wuan, Today).Value.TotalTco2ePerYear);
    }

    [Fact]
    public void Whole_tonnes_round_halves_up()
    {
        var one = Grid2023 with { Value = 1m };
        Assert.Equal(3m, ReductionEstimate.Of([new(one.Id, 2.5m, "MWh")], [one], Wuan, Today).Value.WholeTonnes());
        Assert.Equal(2m, ReductionEstimate.Of([new(one.Id, 2.499m, "MWh")], [one], Wuan, Today).Value.WholeTonnes());
    }

    [Fact]
    public void An_older_row_counts_but_the_newer_one_is_told()
    {
        var estimate = Of(new ReductionInput(Grid2022.Id, 1m, "MWh"), new ReductionInput(Grid2023.Id, 1m, "MWh"), new ReductionInput(Coke.Id, 1m, "t"));
        Assert.Equal([Grid2023.Id, null, null], estimate.Lines.Select(l => l.NewerFactorId));

        // On the day before the 2023 set came out nobody could know of it.
        var before = ReductionEstimate.Of([new(Grid2022.Id, 1m, "MWh")], Factors, Wuan, new DateOnly(2025, 12, 30)).Value;
        Assert.Null(before.Lines[0].NewerFactorId);
    }

    public static TheoryData<string, ReductionInput, RefusalKind> Uncountable => new()
    {
        { "reduction.factor_unknown", new("EF-NONE", 1m, "t"), RefusalKind.Rule },
        { "reduction.unit_mismatch", new(Grid2023.Id, 1m, "GJ"), RefusalKind.Rule },
        { "reduction.factor_not_countable", new("BM-1", 1m, "t"), RefusalKind.Rule },
        { "reduction.factor_not_yet_public", new("EF-GRID-130000-2024", 1m, "MWh"), RefusalKind.Rule },
        { "reduction.factor_of_other_region", new("EF-GRID-140000-2023", 1m, "MWh"), RefusalKind.Rule },
        { "reduction.quantity_out_of_range", new(Coke.Id, 0m, "t"), RefusalKind.Shape },
        { "reduction.quantity_out_of_range", new(Coke.Id, 1_000_000_000_001m, "t"), RefusalKind.Shape },
        { "reduction.quantity_out_of_range", new(Coke.Id, -1_000_000_000_001m, "t"), RefusalKind.Shape },
    };

    [Theory]
    [MemberData(nameof(Uncountable))]
    public void A_line_that_cannot_be_counted_is_named(string code, ReductionInput input, RefusalKind kind)
    {
        IReadOnlyList<EmissionFactor> factors =
        [
            .. Factors,
            Coke with { Id = "BM-1", Kind = EmissionFactorKind.Benchmark },
            Grid2023 with { Id = "EF-GRID-130000-2024", DataYear = 2024, PublishedOn = Today.AddDays(1) },
            Grid2023 with { Id = "EF-GRID-140000-2023", Region = new RegionCode("140000") },
        ];
        var flaw = ReductionEstimate.Of([new(Coke.Id, 1m, "t"), input], factors, Wuan, Today).Flaw;
        Assert.NotNull(flaw);
        Assert.Equal((kind, code, 2), (flaw.Kind, flaw.Code, flaw.Facts["line"]));
    }

    [Fact]
    public void There_are_one_to_fifty_lines()
    {
        Assert.Equal("reduction.inputs_missing", ReductionEstimate.Of([], Factors, Wuan, Today).Flaw?.Code);
        var line = new ReductionInput(Coke.Id, 1m, "t");
        Assert.Equal("reduction.too_many_lines", ReductionEstimate.Of([.. Enumerable.Repeat(line, 51)], Factors, Wuan, Today).Flaw?.Code);
        Assert.Null(ReductionEstimate.Of([.. Enumerable.Repeat(line, 50)], Factors, Wuan, Today).Flaw);
    }

    [Fact]
    public void A_factor_counts_from_the_day_it_is_public()
    {
        var day = Grid2023.PublishedOn!.Value;
        Assert.True(Grid2023.PublicOn(day));
        Assert.False(Grid2023.PublicOn(day.AddDays(-1)));
        Assert.True(Coke.PublicOn(new DateOnly(2000, 1, 1)));
    }

    [Theory]
    [InlineData("EF-GRID-130000-2023", 2023, "EF-GRID-130000")]
    [InlineData("EF-GRID-130000-2023", 2022, "EF-GRID-130000-2023")]
    [InlineData("EF-S-COKE", null, "EF-S-COKE")]
    public void A_series_is_the_id_without_its_data_year(string id, int? year, string series) =>
        Assert.Equal(series, (Coke with { Id = id, DataYear = year }).Series);

    [Theory]
    [InlineData(EmissionFactorKind.GridElectricity, true)]
    [InlineData(EmissionFactorKind.Fuel, true)]
    [InlineData(EmissionFactorKind.Heat, true)]
    [InlineData(EmissionFactorKind.Process, true)]
    [InlineData(EmissionFactorKind.Capture, true)]
    [InlineData(EmissionFactorKind.Conversion, false)]
    [InlineData(EmissionFactorKind.Reference, false)]
    [InlineData(EmissionFactorKind.Benchmark, false)]
    public void Only_emissions_are_counted(EmissionFactorKind kind, bool countable) =>
        Assert.Equal(countable, (Coke with { Kind = kind }).Countable);
}
