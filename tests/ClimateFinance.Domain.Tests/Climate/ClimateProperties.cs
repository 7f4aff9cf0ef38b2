using ClimateFinance.Domain.Climate;
using ClimateFinance.Domain.Projects;
using FsCheck;
using FsCheck.Fluent;
using Xunit;
using static ClimateFinance.Domain.Tests.Some;

namespace ClimateFinance.Domain.Tests.Climate;

/// <summary>What holds of every climate figure, whatever goes in: units, additivity, shares.</summary>
public sealed class ClimateProperties
{
    private static readonly DateOnly First = new(2026, 1, 1);

    /// <summary>A kilowatt-hour is a thousandth of a megawatt-hour in whatever unit it is stated: the tonnes are the same to the last digit.</summary>
    [Fact]
    public void The_unit_in_which_a_quantity_is_stated_changes_no_tonne() =>
        Check.QuickThrowOnFailure(Prop.ForAll(Gen.Choose(1, int.MaxValue).ToArbitrary(), Gen.Elements("kWh", "MWh", "10^4kWh", "GWh").ToArbitrary(), (kilowattHours, unit) =>
        {
            Assert.True(Quantity.TryConvert(kilowattHours, "kWh", unit, out var stated));
            return Of(stated.Value, unit) == Of(kilowattHours / 1_000m, "MWh");
        }));

    [Fact]
    public void Baseline_project_and_leakage_come_to_the_total() =>
        Check.QuickThrowOnFailure(Prop.ForAll(Gen.Choose(1, 1_000_000).ToArbitrary(), Gen.Choose(1, 1_000_000).ToArbitrary(), Gen.Choose(1, 1_000_000).ToArbitrary(), (baseline, project, leakage) =>
        {
            var estimate = ReductionEstimate.Of(
                [
                    new(Grid2023.Id, baseline, "MWh", ReductionPart.Baseline), new(Coke.Id, project, "t", ReductionPart.Project), new(Coke.Id, leakage, "t", ReductionPart.Leakage),
                ],
                Factors, Wuan, Today).Value;
            return estimate.TotalTco2ePerYear == estimate.Of(ReductionPart.Baseline) - estimate.Of(ReductionPart.Project) - estimate.Of(ReductionPart.Leakage)
                && new[] { ReductionPart.Baseline, ReductionPart.Project, ReductionPart.Leakage }.All(part => estimate.Of(part) > 0m);
        }));

    /// <summary>Lenders who together hold no more than a project's investment are given no more than its emissions, and all of them where they hold it all.</summary>
    [Fact]
    public void Financed_emissions_of_all_lenders_are_never_more_than_there_are() =>
        Check.QuickThrowOnFailure(Prop.ForAll(Gen.Choose(1, 1_000_000).NonEmptyListOf().ToArbitrary(), Gen.Choose(0, 100_000_000).ToArbitrary(), (outstanding, kilos) =>
        {
            var (whole, emissions) = (outstanding.Sum(o => (decimal)o), kilos / 1_000m);
            var given = outstanding.Sum(o => FinancedEmissions.OfProject(o, whole, emissions, 0m).Scope1Tco2e!.Value);
            return Math.Abs(given - emissions) <= 0.0005m * outstanding.Count && FinancedEmissions.OfProject(whole * 2m, whole, emissions, 0m).Scope1Tco2e == emissions;
        }));

    /// <summary>A year's tonnes by quarters are the year's: no quarter counts a tonne of another one.</summary>
    [Fact]
    public void The_quarters_of_a_report_come_to_the_whole() =>
        Check.QuickThrowOnFailure(Prop.ForAll(Gen.Choose(0, 300).ToArbitrary(), Gen.Choose(0, 366).ToArbitrary(), Gen.Choose(-1_000_000, 1_000_000).ToArbitrary(), (start, length, kilos) =>
        {
            var report = new MeasuredPeriod(First.AddDays(start), First.AddDays(start + length), kilos / 1_000m, "核查机构", "HC-1", new string('a', 64), null);
            var quarters = Enumerable.Range(0, 12).Select(q => First.AddMonths(q * 3)).Select(from => Attribution.Within(report, from, from.AddMonths(3).AddDays(-1)));
            return Math.Abs(quarters.Sum() - report.Tco2e) < 0.000_000_000_001m;
        }));

    [Fact]
    public void Promises_of_several_projects_are_kept_together_as_they_are_apart() =>
        Check.QuickThrowOnFailure(Prop.ForAll(AnyKept.NonEmptyListOf().ToArbitrary(), kept =>
        {
            var together = PromiseKept.Sum(kept);
            var (low, high) = (kept.Min(k => k.Credibility() ?? 0), kept.Max(k => k.Credibility() ?? 10_000));
            return together.MeasuredTco2e == kept.Sum(k => k.MeasuredTco2e) && together.PromisedTco2e == kept.Sum(k => k.PromisedTco2e)
                && together.Credibility() is { } all && (kept.Any(k => k.MeasuredTco2e > k.PromisedTco2e) || (all >= low && all <= high));
        }));

    [Fact]
    public void An_account_comes_to_its_activities_and_its_units_to_its_blocks() =>
        Check.QuickThrowOnFailure(Prop.ForAll(Gen.Choose(1, 1_000_000).NonEmptyListOf().ToArbitrary(), Gen.Choose(1, 1_000).NonEmptyListOf().ToArbitrary(), (kilos, blocks) =>
        {
            var factor = new ActivityFactor("EF-T", 1, 1m, "t", "made for a test", SourceQuality.Official, 5m);
            var activities = kilos.Select((k, i) => new EventActivity(i + 1, EventPhase.Holding, EventSource.Power, "x", k / 1_000m, factor, ActivityBasis.Metered, 3m, k / 1_000m)).ToArray();
            var units = blocks.Select((b, i) => new RetiredUnits(i + 1, "CCER", "x", 2024, $"{i}-", 1, b, Today, new string('a', 64))).ToArray();
            var totals = AccountTotals.Of(activities, units);
            return totals.EmissionsTco2e == kilos.Sum(k => k / 1_000m) && totals.RetiredTco2e == blocks.Sum() && totals.Neutral == (blocks.Sum() >= kilos.Sum(k => k / 1_000m));
        }));

    private static readonly Gen<PromiseKept> AnyKept =
        from promised in Gen.Choose(1, 1_000_000)
        from days in Gen.Choose(1, 366)
        from measured in Gen.Choose(0, 2_000_000)
        select PromiseKept.Of(promised, days, measured / 1_000m);

    private static decimal Of(decimal quantity, string unit) => ReductionEstimate.Of([new(Grid2023.Id, quantity, unit)], Factors, Wuan, Today).Value.TotalTco2ePerYear;
}
