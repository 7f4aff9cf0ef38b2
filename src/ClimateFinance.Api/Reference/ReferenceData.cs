using System.Collections.Frozen;
using ClimateFinance.Domain.Calendar;
using ClimateFinance.Domain.Projects;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Api.Reference;

/// <summary>
/// The tables that people outside keep: regions, industries, catalogues, the LPR, factors, the calendar. Loaded once at start from the
/// files built into the host, each replaceable by a file of the same name in <see cref="ReferenceOptions.Folder"/>.
/// </summary>
public sealed class ReferenceData
{
    private volatile FrozenSet<string> importedClasses = FrozenSet<string>.Empty;

    public required ReferenceTable<RegionRow> Regions { get; init; }

    public required ReferenceTable<IndustryRow> Industries { get; init; }

    public required ReferenceTable<GreenClassRow> GreenClasses { get; init; }

    public required ReferenceTable<TechnologyRow> Technologies { get; init; }

    public required ReferenceTable<FinancingRuleRow> FinancingRules { get; init; }

    public required ReferenceTable<BenchmarkRateRow> BenchmarkPrints { get; init; }

    /// <summary>The LPR as the domain computes with it.</summary>
    public required BenchmarkRates BenchmarkRates { get; init; }

    public required ReferenceTable<EmissionFactorRow> EmissionFactorRows { get; init; }

    /// <summary>The factors as the domain computes with them, in the order of the rows.</summary>
    public required IReadOnlyList<EmissionFactor> EmissionFactors { get; init; }

    public required ReferenceTable<TechnologyMethodRow> TechnologyMethods { get; init; }

    public required ReferenceTable<ClimateAssumptionRow> ClimateAssumptions { get; init; }

    /// <summary>Methods, uncertainties and limits of challenges as the domain computes with them.</summary>
    public required ClimateReference Climate { get; init; }

    /// <summary>What the bureau checks before a project is admitted.</summary>
    public required ReferenceTable<AdmissionCheckRow> AdmissionChecks { get; init; }

    /// <summary>Why projects are sent back.</summary>
    public required ReferenceTable<ReturnReasonRow> ReturnReasons { get; init; }

    /// <summary>The days that do not follow the week; the years it covers are those of its rows.</summary>
    public required ReferenceTable<CalendarRow> CalendarRows { get; init; }

    /// <summary>The calendar as the domain counts with it.</summary>
    public required WorkingDayCalendar Calendar { get; init; }

    public bool Exists(RegionCode region) => Regions.Exists(region.Value);

    public bool Exists(IndustryCode industry) => Industries.Exists(industry.Value);

    public bool Exists(GreenClass green) => GreenClasses.Exists(green.Value) || importedClasses.Contains(green.Value);

    public bool Exists(Technology technology) => Technologies.Exists(technology.Value);

    /// <summary>The region's name, or null when the table does not know it.</summary>
    public string? NameOf(RegionCode region) => Regions.Find(region.Value)?.Name;

    /// <summary>The newest average grid factor of the province that was public on a day; null when there is none.</summary>
    public EmissionFactor? GridFactor(RegionCode region, DateOnly on) =>
        EmissionFactors
            .Where(factor => factor.Kind == EmissionFactorKind.GridElectricity
                && factor.Region is { } province && province.Covers(region) && factor.PublicOn(on))
            .MaxBy(factor => factor.DataYear);

    /// <summary>Classes of catalogue editions that were imported since the start exist too.</summary>
    internal void Adopt(IEnumerable<GreenClass> imported) => importedClasses = imported.Select(c => c.Value).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Loads and checks every table.</summary>
    /// <exception cref="SeedFileException">A file is broken; the message names the file, the place and the fault.</exception>
    public static ReferenceData Load(ReferenceOptions options)
    {
        var folder = new OverrideFolder(options.Folder);
        var prints = folder.Read<BenchmarkRateRow>("benchmark-rates.json");
        var factors = folder.Read<EmissionFactorRow>("emission-factors.json");
        var days = folder.Read<CalendarRow>("calendar.json");
        var methods = folder.Read<TechnologyMethodRow>("technology-methods.json");
        var assumptions = folder.Read<ClimateAssumptionRow>("climate-assumptions.json");
        var data = new ReferenceData
        {
            Regions = new(folder.Read<RegionRow>("regions.json")),
            Industries = new(folder.Read<IndustryRow>("industries.json")),
            GreenClasses = new(folder.Read<GreenClassRow>("green-classes.json")),
            Technologies = new(folder.Read<TechnologyRow>("technologies.json")),
            FinancingRules = new(folder.Read<FinancingRuleRow>("financing-rules.json")),
            BenchmarkPrints = new(prints),
            BenchmarkRates = new(prints.Items.Select(row => new BenchmarkPrint(row.Date, row.Lpr1yBp, row.Lpr5yBp))),
            EmissionFactorRows = new(factors),
            EmissionFactors = [.. factors.Items.Select(row => row.ToFactor())],
            TechnologyMethods = new(methods),
            ClimateAssumptions = new(assumptions),
            Climate = new(methods.Items, assumptions.Items),
            AdmissionChecks = new(folder.Read<AdmissionCheckRow>("admission-checklist.json")),
            ReturnReasons = new(folder.Read<ReturnReasonRow>("return-reasons.json")),
            CalendarRows = new(days),
            Calendar = new(days.Items.Select(row => new CalendarDay(row.Date, row.Kind, row.Name, row.Source))),
        };
        folder.ExpectNothingElse();
        ReferenceChecks.Demand(data);
        return data;
    }
}
