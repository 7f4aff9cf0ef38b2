using ClimateFinance.Domain.Projects;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Domain.Climate;

/// <summary>The three stages of a large event's carbon account (大型活动碳中和实施指南, MEE announcement no. 19 of 2019).</summary>
public enum EventPhase
{
    /// <summary>筹备</summary>
    Preparation,

    /// <summary>举办</summary>
    Holding,

    /// <summary>收尾</summary>
    Closing,
}

/// <summary>Where emissions of an event come from.</summary>
public enum EventSource
{
    /// <summary>交通</summary>
    Transport,

    /// <summary>住宿</summary>
    Lodging,

    /// <summary>餐饮</summary>
    Catering,

    /// <summary>用电</summary>
    Power,

    /// <summary>用热</summary>
    Heat,

    /// <summary>会议用品</summary>
    Materials,

    /// <summary>废弃物</summary>
    Waste,
}

/// <summary>A factor of an activity: a row of the factor table, or one that is stated with its source.</summary>
/// <param name="Id">The row's id; null for a stated one.</param>
/// <param name="Value">tCO2e per <paramref name="Unit"/>.</param>
public sealed record ActivityFactor(string? Id, int? Version, decimal Value, string Unit, string Source, SourceQuality Quality, decimal? UncertaintyPercent);

/// <summary>An activity of the event as it was counted: quantity × factor.</summary>
/// <param name="Quantity">In the factor's unit.</param>
/// <param name="Tco2e">To 0.001 t, halves away from zero.</param>
public sealed record EventActivity(
    int Number, EventPhase Phase, EventSource Source, string Words, decimal Quantity, ActivityFactor Factor, ActivityBasis Basis,
    decimal? UncertaintyPercent, decimal Tco2e);

/// <summary>A source that is not counted, and why.</summary>
public sealed record ExcludedSource(EventPhase Phase, EventSource Source, string Reason);

/// <summary>Units that were retired for the event 注销: a block of serial numbers, a tonne each.</summary>
/// <param name="Registry">Where they are registered, for example <c>CCER</c>.</param>
/// <param name="SerialPrefix">What stands before the counting digits; may be empty.</param>
/// <param name="DocumentSha256">Of the certificate of retirement, lower-case hex.</param>
public sealed record RetiredUnits(
    int Number, string Registry, string Project, int Vintage, string SerialPrefix, long First, long Last, DateOnly RetiredOn, string DocumentSha256)
{
    public const long MaxBlock = 10_000_000;

    /// <summary>Units in the block, tCO2e.</summary>
    public long Units => Last - First + 1;

    /// <summary>The registry and the prefix as they are compared: one serial is one, however it is typed.</summary>
    public string Series => $"{Challenge.Normal(Registry)}|{Challenge.Normal(SerialPrefix)}";

    internal Refusal? Flaw(DateOnly today)
    {
        var flaw = Text.LineFlaw("registry", Registry) ?? Text.LineFlaw("project", Project) ?? (SerialPrefix.Length == 0 ? null : Text.LineFlaw("serialPrefix", SerialPrefix));
        if (flaw is not null) return flaw;
        if (First < 0 || Last < First || Last - First >= MaxBlock) return Refusal.Shape("carbon_account.serials_wrong", ("first", First), ("last", Last), ("max", MaxBlock));
        if (Vintage < 2000 || Vintage > today.Year) return Refusal.Shape("carbon_account.vintage_wrong", ("min", 2000), ("max", today.Year), ("given", Vintage));
        if (RetiredOn > today) return Refusal.Rule("carbon_account.retired_in_future", ("retiredOn", RetiredOn), ("today", today));
        return DocumentSha256.Length == 64 && DocumentSha256.All(char.IsAsciiHexDigitLower) ? null : Refusal.Shape("carbon_account.document_wrong_form");
    }
}

/// <summary>What an account comes to.</summary>
/// <param name="UncertaintyPercent">By IPCC 2006 volume 1 chapter 3, as for reductions; null while a line's is not known.</param>
/// <param name="Neutral">Whether the retired units are at least the emissions.</param>
public sealed record AccountTotals(decimal EmissionsTco2e, long RetiredTco2e, decimal? UncertaintyPercent, bool Neutral)
{
    public static AccountTotals Of(IReadOnlyList<EventActivity> activities, IReadOnlyList<RetiredUnits> retired)
    {
        var lines = activities.Select(a => new ReductionLine(
            a.Factor.Id ?? $"stated-{a.Number}", string.Empty, a.Factor.Value, null, a.Factor.Source, a.Factor.Quality, a.Quantity, a.Factor.Unit, a.Tco2e, null,
            a.Factor.Version, ActivityUncertaintyPercent: a.UncertaintyPercent, FactorUncertaintyPercent: a.Factor.UncertaintyPercent)).ToArray();
        var (emissions, units) = (activities.Sum(a => a.Tco2e), retired.Sum(r => r.Units));
        return new(emissions, units, lines.Length == 0 ? null : Uncertainty.OfTotal(lines), units >= emissions);
    }
}
