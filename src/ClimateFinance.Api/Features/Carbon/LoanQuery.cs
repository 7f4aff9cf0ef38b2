using System.Text.Json;
using ClimateFinance.Domain.Climate;
using ClimateFinance.Domain.Projects;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Carbon;

/// <summary>A project with every loan on it, drawn and outstanding through time, and what was measured.</summary>
internal sealed record FinancedProject(
    Guid Id, string Title, decimal InvestmentCny, decimal? PromisedTco2ePerYear, DateOnly? CompletedOn, string Technology, string FilingNumber, bool Illustrative,
    IReadOnlyList<ProjectLoan> Loans, IReadOnlyList<MeasuredPeriod> Measured)
{
    /// <summary>
    /// The tonnes of a period, both ends counted: measured where a standing report covers the days, else the estimate for the days after
    /// completion that no report covers.
    /// </summary>
    public (decimal Measured, decimal Estimated) TonnesIn(DateOnly from, DateOnly to)
    {
        var measured = Measured.Sum(m => Attribution.Within(m, from, to));
        if (PromisedTco2ePerYear is not { } yearly || CompletedOn is not { } built) return (measured, 0m);
        var open = Enumerable.Range(0, to.DayNumber - from.DayNumber + 1).Select(from.AddDays).Count(day => day > built && !Measured.Any(m => m.From <= day && day <= m.To));
        return (measured, yearly * open / 365m);
    }
}

/// <summary>Reads loans and measurements of projects in one round trip.</summary>
internal static class LoanQuery
{
    /// <param name="where">On <c>p</c>; its arguments follow.</param>
    public static async Task<IReadOnlyList<FinancedProject>> ReadAsync(IEventStore store, string where, IReadOnlyList<SqlArgument> arguments, CancellationToken cancellation)
    {
        var load = new Load();
        var projects = load.Rows(
            new Sql(
                $"""
                select p.id, p.title, p.total_investment_cny, p.reduction_tco2e_per_year, p.completed_on, p.technology, p.filing_number, p.illustrative
                from project p where {where} order by p.id
                """,
                arguments),
            row => new FinancedProject(
                row.GetGuid(0), row.GetString(1), row.GetDecimal(2), row.IsDBNull(3) ? null : row.GetDecimal(3), row.IsDBNull(4) ? null : row.GetFieldValue<DateOnly>(4),
                row.GetString(5), row.GetString(6), row.GetBoolean(7), [], []));
        var drawn = load.Rows(
            new Sql(
                $"""
                select p.id, d.id, d.bank_id, w.drawn_on, w.amount_cny from project p join need n on n.project_id = p.id
                join deal d on d.need_id = n.id join deal_drawdown w on w.deal_id = d.id and w.status = 'confirmed' where {where}
                """,
                arguments),
            StepOf);
        var stated = load.Rows(
            new Sql(
                $"""
                select p.id, d.id, d.bank_id, b.on_day, b.balance_cny from project p join need n on n.project_id = p.id
                join deal d on d.need_id = n.id join loan_balance b on b.deal_id = d.id where {where}
                """,
                arguments),
            StepOf);
        var measured = load.Rows(
            new Sql(
                $"""
                select p.id, m.from_on, m.to_on, m.tco2e, m.verifier, m.report_number, m.evidence_sha256 from project p
                join project_measurement m on m.project_id = p.id and m.standing where {where} order by m.from_on
                """,
                arguments),
            row => (Project: row.GetGuid(0), Period: new MeasuredPeriod(
                row.GetFieldValue<DateOnly>(1), row.GetFieldValue<DateOnly>(2), row.GetDecimal(3), row.GetString(4), row.GetString(5), row.GetString(6), null)));
        await store.LoadAsync(load, cancellation);

        var statements = stated.Rows.ToLookup(s => s.Deal);
        var loans = drawn.Rows.GroupBy(s => (s.Project, s.Deal, s.Bank)).ToLookup(
            g => g.Key.Project,
            g => new ProjectLoan(new DealId(g.Key.Deal), new BankId(g.Key.Bank), [.. g.Select(s => s.Step)], [.. statements[g.Key.Deal].Select(s => s.Step)]));
        var periods = measured.Rows.ToLookup(m => m.Project, m => m.Period);
        return [.. projects.Rows.Select(p => p with { Loans = [.. loans[p.Id].OrderBy(l => l.Deal.Value)], Measured = [.. periods[p.Id]] })];
    }

    /// <summary>What a project itself emits by the project lines of its estimate: direct, and from bought electricity and heat; null without such lines.</summary>
    public static (decimal? Scope1, decimal? Scope2) OwnEmissions(string? reduction, Func<string, EmissionFactorKind?> kindOf)
    {
        var lines = reduction is null ? [] : JsonSerializer.Deserialize<ReductionEstimate>(reduction, EventJson.Options)!.Lines.Where(l => l.Part is ReductionPart.Project).ToArray();
        if (lines.Length == 0) return (null, null);
        var bought = lines.Where(l => kindOf(l.FactorId) is EmissionFactorKind.GridElectricity or EmissionFactorKind.Heat).Sum(l => -l.Tco2ePerYear);
        return (lines.Sum(l => -l.Tco2ePerYear) - bought, bought);
    }

    private static (Guid Project, Guid Deal, Guid Bank, BalanceStep Step) StepOf(System.Data.Common.DbDataReader row) =>
        (row.GetGuid(0), row.GetGuid(1), row.GetGuid(2), new BalanceStep(row.GetFieldValue<DateOnly>(3), row.GetDecimal(4)));
}
