using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Domain.Climate;

/// <summary>A loan on a project: money paid out adds to the balance, a stated balance replaces it.</summary>
public sealed record ProjectLoan(DealId Deal, BankId Bank, IReadOnlyList<BalanceStep> Drawdowns, IReadOnlyList<BalanceStep> Stated)
{
    /// <summary>What is outstanding at the end of a day: the newest statement by then, and what was drawn after it.</summary>
    public decimal BalanceOn(DateOnly day)
    {
        var stated = Stated.Where(s => s.On <= day).MaxBy(s => s.On);
        return (stated?.BalanceCny ?? 0m) + Drawdowns.Where(d => d.On <= day && !(d.On <= stated?.On)).Sum(d => d.BalanceCny);
    }

    /// <summary>The days on which the balance changes.</summary>
    public IEnumerable<DateOnly> Changes => Drawdowns.Concat(Stated).Select(s => s.On);
}

/// <summary>What a loan has of a project's tonnes in a period.</summary>
/// <param name="AveragePercent">Of 100, to 0.0001, rounded down.</param>
/// <param name="Tco2e">To 0.001 t, rounded down: over all banks never more than there are.</param>
public sealed record LoanShare(DealId Deal, BankId Bank, decimal AveragePercent, decimal Tco2e);

/// <summary>
/// A bank's share of a project's reduction = its drawn balance ÷ total investment, day by day through a period. On a day on which the
/// balances of all banks come to more than the investment, each counts as its part of the balances, so that the sum is never above 100 %.
/// What nobody lent belongs to the enterprise's own capital and to no bank.
/// </summary>
public static class Attribution
{
    /// <summary>The shares of a period's tonnes, spread evenly over its days, both ends counted.</summary>
    public static IReadOnlyList<LoanShare> Of(decimal investmentCny, IReadOnlyList<ProjectLoan> loans, DateOnly from, DateOnly to, decimal tco2e)
    {
        var days = to.DayNumber - from.DayNumber + 1;
        if (days <= 0 || investmentCny <= 0m || loans.Count == 0) return [];
        var weights = new decimal[loans.Count];
        foreach (var (first, last) in Stretches(loans, from, to))
        {
            var balances = loans.Select(l => l.BalanceOn(first)).ToArray();
            var whole = Math.Max(investmentCny, balances.Sum());
            var length = last.DayNumber - first.DayNumber + 1;
            for (var i = 0; i < weights.Length; i++) weights[i] += balances[i] / whole * length;
        }

        return [.. loans.Select((loan, i) => new LoanShare(loan.Deal, loan.Bank, Down(weights[i] / days * 100m, 10_000m), Down(weights[i] / days * tco2e, 1_000m)))];
    }

    /// <summary>The part of a period's tonnes that falls into another period, by days.</summary>
    public static decimal Within(MeasuredPeriod measured, DateOnly from, DateOnly to)
    {
        var (first, last) = (Max(measured.From, from), Min(measured.To, to));
        return last < first ? 0m : measured.Tco2e * (last.DayNumber - first.DayNumber + 1) / measured.Days();
    }

    private static IEnumerable<(DateOnly First, DateOnly Last)> Stretches(IReadOnlyList<ProjectLoan> loans, DateOnly from, DateOnly to)
    {
        DateOnly[] starts = [from, .. loans.SelectMany(l => l.Changes).Where(day => day > from && day <= to).Distinct().Order()];
        for (var i = 0; i < starts.Length; i++) yield return (starts[i], i + 1 < starts.Length ? starts[i + 1].AddDays(-1) : to);
    }

    /// <summary>Towards nothing, whatever the sign.</summary>
    private static decimal Down(decimal value, decimal parts) => decimal.Truncate(value * parts) / parts;

    private static DateOnly Max(DateOnly a, DateOnly b) => a > b ? a : b;

    private static DateOnly Min(DateOnly a, DateOnly b) => a < b ? a : b;
}

/// <summary>Emissions that a loan finances, apart from what it avoids.</summary>
/// <param name="AssetClass"><c>projectFinance</c> or <c>businessLoans</c>.</param>
/// <param name="AttributionPercent">Outstanding ÷ (equity + debt), at most 100.</param>
/// <param name="DataQuality">The PCAF score, 1 to 5.</param>
/// <param name="Missing">What was not stated, where the figure could not be worked out.</param>
public sealed record FinancedEmissions(string AssetClass, decimal? AttributionPercent, decimal? Scope1Tco2e, decimal? Scope2Tco2e, int? DataQuality, string? Missing)
{
    /// <summary>
    /// PCAF, The Global GHG Accounting and Reporting Standard part A (2022), business loans: outstanding ÷ (equity + debt) × the company's
    /// emissions. Score 1 for verified, 2 for reported emissions.
    /// </summary>
    public static FinancedEmissions OfBusinessLoan(decimal outstandingCny, EnterpriseYear? year) => year switch
    {
        null => new("businessLoans", null, null, null, null, "enterpriseYear"),
        { EquityCny: null } or { DebtCny: null } => new("businessLoans", null, null, null, null, "equityAndDebt"),
        { Scope1Tco2e: null, Scope2Tco2e: null } => new("businessLoans", Percent(outstandingCny, year.EquityCny.Value + year.DebtCny.Value), null, null, null, "emissions"),
        _ => Attributed("businessLoans", outstandingCny, year.EquityCny.Value + year.DebtCny.Value, year.Scope1Tco2e, year.Scope2Tco2e, year.Verifier is null ? 2 : 1),
    };

    /// <summary>
    /// The same for project finance: outstanding ÷ total equity and debt of the project × the project's own emissions. Score 3 for emissions
    /// worked out from its planned activity.
    /// </summary>
    /// <param name="scope1Tco2e">The project's own direct emissions; null when its estimate states no project line.</param>
    public static FinancedEmissions OfProject(decimal outstandingCny, decimal investmentCny, decimal? scope1Tco2e, decimal? scope2Tco2e) =>
        scope1Tco2e is null && scope2Tco2e is null
            ? new("projectFinance", Percent(outstandingCny, investmentCny), null, null, null, "projectEmissions")
            : Attributed("projectFinance", outstandingCny, investmentCny, scope1Tco2e, scope2Tco2e, 3);

    private static FinancedEmissions Attributed(string assetClass, decimal outstanding, decimal whole, decimal? scope1, decimal? scope2, int quality)
    {
        if (whole <= 0m) return new(assetClass, null, null, null, null, "equityAndDebt");
        var part = Math.Min(1m, outstanding / whole);
        return new(assetClass, Percent(outstanding, whole), Part(scope1), Part(scope2), quality, null);

        decimal? Part(decimal? tonnes) => tonnes is { } t ? Exact.Round(t * part, 3) : null;
    }

    private static decimal? Percent(decimal outstanding, decimal whole) => whole <= 0m ? null : Exact.Round(Math.Min(1m, outstanding / whole) * 100m, 4);
}
