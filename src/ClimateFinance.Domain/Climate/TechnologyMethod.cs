using ClimateFinance.Domain.Projects;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Domain.Climate;

/// <summary>Which way a carrier goes in a method.</summary>
public enum CarrierFlow
{
    /// <summary>Saved, generated or replaced: counts for the project.</summary>
    Saved,

    /// <summary>Used more of: counts against it.</summary>
    Used,

    /// <summary>Caused elsewhere: counts against it.</summary>
    Leakage,
}

/// <summary>One carrier that a method asks for.</summary>
/// <param name="Code">For example <c>electricityGenerated</c>.</param>
/// <param name="Kinds">The kinds of factor that fit.</param>
/// <param name="FactorPrefixes">When not empty, the factor's id must begin with one of these.</param>
/// <param name="Required">Whether an estimate without it is incomplete. A carrier that may be nil is asked for, not required.</param>
/// <param name="English">What is asked, for people.</param>
/// <param name="Chinese">The same in Chinese.</param>
public sealed record CarrierRule(
    string Code, CarrierFlow Flow, IReadOnlyList<EmissionFactorKind> Kinds, IReadOnlyList<string> FactorPrefixes, bool Required, string English, string Chinese)
{
    /// <summary>Whether an input is this carrier.</summary>
    public bool Fits(CarrierFlow flow, EmissionFactor factor) =>
        flow == Flow
        && Kinds.Contains(factor.Kind)
        && (FactorPrefixes.Count == 0 || FactorPrefixes.Any(prefix => factor.Id.StartsWith(prefix, StringComparison.Ordinal)));
}

/// <summary>How the reduction of a technology class is worked out: which carriers, against which baseline.</summary>
/// <param name="Id">For example <c>M-WHR</c>.</param>
/// <param name="Technologies">The classes of the steel and cement lists it is for.</param>
/// <param name="Baseline">What would be without the project, in English.</param>
/// <param name="BaselineChinese">The same in Chinese.</param>
/// <param name="Source">Where the method stands; "from memory, confirm" where it could not be read.</param>
public sealed record TechnologyMethod(
    string Id, IReadOnlyList<Technology> Technologies, string Baseline, string BaselineChinese, IReadOnlyList<CarrierRule> Carriers, string Source)
{
    /// <summary>The required carriers that none of these inputs is.</summary>
    public IReadOnlyList<CarrierRule> MissingFrom(IReadOnlyList<ReductionLine> lines, Func<string, EmissionFactor?> factorOf)
    {
        var there = lines.Select(line => (line.Flow, Factor: factorOf(line.FactorId))).Where(it => it.Factor is not null).ToArray();
        return [.. Carriers.Where(rule => rule.Required && !there.Any(it => rule.Fits(it.Flow, it.Factor!)))];
    }

    /// <summary>The carrier that an input is in this method, or null: it counts, and is shown as one the method does not ask for.</summary>
    public CarrierRule? CarrierOf(CarrierFlow flow, EmissionFactor factor) => Carriers.FirstOrDefault(rule => rule.Fits(flow, factor));
}
