using ClimateFinance.Domain.Climate;
using ClimateFinance.Domain.Projects;
using ClimateFinance.Domain.Shared;
using Xunit;
using static ClimateFinance.Domain.Tests.Some;

namespace ClimateFinance.Domain.Tests.Climate;

public sealed class FactorBookSpec
{
    private static readonly string Sha = new('a', 64);

    private static readonly FactorRow Grid = new()
    {
        Id = "EF-GRID-130000-2023",
        Kind = EmissionFactorKind.GridElectricity,
        Name = "河北 2023年 电力平均",
        Value = 0.6516m,
        Unit = "tCO2/MWh",
        QuantityUnit = "MWh",
        RegionCode = new RegionCode("130000"),
        DataYear = 2023,
        PublishedOn = new DateOnly(2025, 12, 31),
        Status = SourceQuality.Code,
        Confirm = true,
        Source = "made for a test",
        Illustrative = [],
    };

    private static readonly FactorRow Coal = new()
    {
        Id = "EF-X-COAL",
        Kind = EmissionFactorKind.Fuel,
        Name = "煤",
        Value = new FuelComposition(25m, 0.025m, 0.98m).Tco2PerUnit,
        Unit = "tCO2/t",
        QuantityUnit = "t",
        Ncv = 25m,
        CarbonContent = 0.025m,
        Oxidation = 0.98m,
        Status = SourceQuality.Memory,
        Confirm = true,
        Source = "made for a test",
        Illustrative = ["*"],
    };

    private static ImportFactors File(params FactorRow[] rows) => new(Sha, [.. rows.Select(r => (Validated<FactorRow>)r)], [Grid]);

    private static ImportedLine Judged(params FactorRow[] rows) => FactorBook.Initial.Judge(File(rows))[^1];

    [Fact]
    public void A_new_row_is_version_one()
    {
        var state = Spec.Given<FactorBook>().When(File(Coal), Bureau).Then(new FactorsImported(1, Sha, [Coal], 0, 0));
        Assert.Equal([Coal], state.Rows);
        Spec.Given<FactorBook>().When(File(Coal), Some.Operator).Then(new FactorsImported(1, Sha, [Coal], 0, 0));
        foreach (var by in new[] { Owner, Officer, Some.System })
            Spec.Given<FactorBook>().When(File(Coal), by).Refused(RefusalKind.Forbidden, "factor.not_yours");
    }

    [Fact]
    public void The_same_row_again_changes_nothing()
    {
        var decision = Spec.Given<FactorBook>().When(File(Grid), Bureau).Decision;
        Assert.Null(decision.Refusal);
        Assert.Empty(decision.Events);
        Assert.Equal(ImportOutcome.Unchanged, Judged(Grid).Outcome);
    }

    [Fact]
    public void A_published_row_is_never_edited_in_place()
    {
        Assert.Equal("factor.would_edit", Judged(Grid with { Value = 0.6m }).Reason?.Code);
        Assert.Equal("factor.would_edit", Judged(Grid with { Value = 0.6m, PublishedOn = Grid.PublishedOn!.Value.AddDays(-1) }).Reason?.Code);
    }

    [Fact]
    public void A_later_publication_is_the_next_version_and_the_first_stays()
    {
        var corrected = Grid with { Value = 0.65m, PublishedOn = new DateOnly(2026, 3, 1) };
        var state = Spec.Given<FactorBook>().When(File(corrected), Bureau).Then(new FactorsImported(1, Sha, [corrected with { Version = 2 }], 0, 0));
        var again = state.Judge(File(corrected with { Value = 0.64m, PublishedOn = new DateOnly(2026, 4, 1) }))[0];
        Assert.Equal((ImportOutcome.Accepted, 3), (again.Outcome, again.Version));
    }

    [Fact]
    public void An_estimate_takes_the_version_that_was_public_and_shows_the_newer_beside_it()
    {
        var rows = new[] { Grid, Grid with { Version = 2, Value = 0.65m, PublishedOn = new DateOnly(2026, 3, 1) } };
        IReadOnlyList<EmissionFactor> factors = [.. rows.Select(r => r.ToFactor())];
        var then = ReductionEstimate.Of([new(Grid.Id, 1_000m, "MWh")], factors, Wuan, Today).Value;
        Assert.Equal((651.6m, 1), (then.TotalTco2ePerYear, then.Lines[0].FactorVersion));
        Assert.Null(RecountedEstimate.Of(then, factors, Today));

        var now = RecountedEstimate.Of(then, factors, new DateOnly(2026, 3, 1))!;
        Assert.Equal((650m, 2, 651.6m), (now.TotalTco2ePerYear, Assert.Single(now.Changed).Factor.Version, then.TotalTco2ePerYear));
    }

    [Fact]
    public void A_newer_data_year_is_shown_beside_the_older()
    {
        var then = ReductionEstimate.Of([new(Grid2022.Id, 10m, "MWh"), new(Coke.Id, 1m, "t")], Factors, Wuan, new DateOnly(2025, 6, 1)).Value;
        var now = RecountedEstimate.Of(then, Factors, Today)!;
        var changed = Assert.Single(now.Changed);
        Assert.Equal((1, Grid2023.Id, 6.516m), (changed.Number, changed.Factor.Id, changed.Tco2ePerYear));
        Assert.Equal(then.TotalTco2ePerYear - 7.252m + 6.516m, now.TotalTco2ePerYear);
    }

    [Fact]
    public void A_row_twice_in_a_file_counts_once()
    {
        var lines = FactorBook.Initial.Judge(File(Coal, Coal));
        Assert.Equal([ImportOutcome.Accepted, ImportOutcome.Refused], lines.Select(l => l.Outcome));
        Assert.Equal("factor.repeated", lines[1].Reason?.Code);
    }

    public static TheoryData<string, FactorRow> Flawed => new()
    {
        { "factor.source_missing", Coal with { Source = " " } },
        { "factor.id_wrong_form", Coal with { Id = "ef x" } },
        { "factor.value_out_of_range", Coal with { Value = 0m } },
        { "factor.value_out_of_range", Coal with { Value = 1_000_001m } },
        { "factor.uncertainty_out_of_range", Coal with { UncertaintyPercent = 0m } },
        { "factor.year_out_of_range", Coal with { DataYear = 1900 } },
        { "factor.unit_wrong", Coal with { QuantityUnit = "GJ" } },
        { "factor.unit_wrong", Coal with { QuantityUnit = null } },
        { "factor.unit_unlike", Coal with { Unit = "tCO2/kg" } },
        { "factor.grid_undated", Grid with { PublishedOn = null } },
        { "factor.id_without_year", Grid with { DataYear = 2024 } },
        { "factor.fuel_incomplete", Coal with { Oxidation = null } },
        { "factor.fuel_out_of_range", Coal with { Oxidation = 1.1m } },
        { "factor.fuel_unlike", Coal with { Value = 2m } },
        { "factor.kind_fixed", Grid with { Kind = EmissionFactorKind.Heat, QuantityUnit = "GJ", Unit = "tCO2/GJ" } },
        { "text.empty", Coal with { Name = " " } },
        { "text.too_long", Coal with { Note = Long(2_001) } },
    };

    [Theory]
    [MemberData(nameof(Flawed))]
    public void A_row_that_cannot_be_is_refused_with_its_reason(string code, FactorRow row)
    {
        var line = Judged(row);
        Assert.Equal((ImportOutcome.Refused, code), (line.Outcome, line.Reason?.Code));
    }

    [Fact]
    public void A_row_that_cannot_be_read_is_refused_and_the_others_come_in()
    {
        var file = new ImportFactors(Sha, [Refusal.Shape("factor.no_row"), Coal], [Grid]);
        Spec.Given<FactorBook>().When(file, Bureau).Then(new FactorsImported(1, Sha, [Coal], 0, 1));
        Spec.Given<FactorBook>().When(file with { Rows = [] }, Bureau).Refused(RefusalKind.Shape, "factor.wrong_count");
    }
}
