using System.Data.Common;
using System.Text.Json;
using ClimateFinance.Api.Http;
using ClimateFinance.Api.Reference;
using ClimateFinance.Domain.Climate;
using ClimateFinance.Domain.Deals;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Carbon;

/// <summary>A loan of a quarter's return.</summary>
/// <param name="Field">Of the tool, by the project's technology: GET /reference/technologies; null where the table does not say.</param>
/// <param name="StepBp">By how much a linked rate had been stepped by the last day; null where it is not linked or still open.</param>
/// <param name="RatePercent">The all-in annual rate by the LPR in force on that day; null before the signature.</param>
/// <param name="DrawnInQuarterCny">Confirmed drawdowns of the quarter.</param>
/// <param name="BalanceCny">Outstanding on the last day that is counted.</param>
/// <param name="SharePercent">Of the project's tonnes in the quarter.</param>
/// <param name="MeasuredTco2e">The bank's part of what was measured, to 0.001 t, rounded down.</param>
/// <param name="EstimatedTco2e">Its part of what no report covers: not verified.</param>
/// <param name="Verifiers">Who verified.</param>
internal sealed record CarbonReturnRow(
    Guid DealId, string EnterpriseName, string ProjectTitle, string FilingNumber, string Technology, string? Field, string? ContractNumber, DateOnly? SignedOn,
    decimal? LineCny, int? TermMonths, string? Benchmark, int? SpreadBp, int? StepBp, decimal? RatePercent, decimal DrawnInQuarterCny, decimal BalanceCny,
    decimal SharePercent, decimal MeasuredTco2e, decimal EstimatedTco2e, IReadOnlyList<string> Verifiers, bool Illustrative)
{
    /// <summary>The bank's loans on a project, as far as anything of them falls into the quarter.</summary>
    /// <param name="to">The last day that is counted; its balance, its LPR and the steps by then are shown.</param>
    public static IEnumerable<CarbonReturnRow> Of(
        FinancedProject project, IReadOnlyDictionary<Guid, ReturnedLoan> loans, Guid bank, DateOnly from, DateOnly to, ReferenceData reference,
        BenchmarkRates rates)
    {
        var (measured, estimated) = project.TonnesIn(from, to);
        var measuredShares = Attribution.Of(project.InvestmentCny, project.Loans, from, to, measured);
        var estimatedShares = Attribution.Of(project.InvestmentCny, project.Loans, from, to, estimated);
        var verifiers = project.Measured.Where(m => m.From <= to && from <= m.To).Select(m => m.Verifier).Distinct(StringComparer.Ordinal).ToArray();
        for (var i = 0; i < measuredShares.Count; i++)
        {
            var share = measuredShares[i];
            if (share.Bank.Value != bank) continue;
            var loan = loans[share.Deal.Value];
            var balance = project.Loans[i].BalanceOn(to);
            if (balance == 0m && loan.Drawn == 0m && share.AveragePercent == 0m) continue;
            var step = loan.Link is { } link ? RateStep.Of(link, project.Measured, to).StepBp : null;
            yield return new CarbonReturnRow(
                loan.Deal, loan.Enterprise, project.Title, project.FilingNumber, project.Technology, reference.Technologies.Find(project.Technology)?.CarbonToolField,
                loan.Contract, loan.SignedOn, loan.Line, loan.Term, loan.Rate?.Benchmark.Wire(), loan.Rate?.Spread.Value, step,
                loan.Rate is { } rate ? rates.AllIn(rate with { Spread = rate.Spread + new BasisPoints(step ?? 0) }, to).Percent : null,
                loan.Drawn, balance, share.AveragePercent, share.Tco2e, estimatedShares[i].Tco2e, verifiers, project.Illustrative);
        }
    }
}

/// <summary>What the return tells of a loan apart from its project.</summary>
/// <param name="Link">Of the accepted offer; null where its rate is not linked.</param>
internal sealed record ReturnedLoan(
    Guid Deal, string Enterprise, string? Contract, DateOnly? SignedOn, decimal? Line, int? Term, Rate? Rate, decimal Drawn, RateLink? Link)
{
    public const string Text =
        """
        select d.id, e.name, d.contract_number, d.signed_on, t.line_cny, t.term_months, t.benchmark, t.spread_bp,
            coalesce((select sum(w.amount_cny) from deal_drawdown w where w.deal_id = d.id and w.status = 'confirmed' and w.drawn_on between $2 and $3), 0),
            (select o.terms -> 'link' from deal_offer o where o.deal_id = d.id and o.status = 'accepted' order by o.number desc limit 1)
        from deal d join enterprise e on e.id = d.enterprise_id left join deal_terms t on t.deal_id = d.id and t.rung = 'signed'
        where d.bank_id = $1
        """;

    public static ReturnedLoan Map(DbDataReader row) => new(
        row.GetGuid(0), row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2), row.IsDBNull(3) ? null : row.GetFieldValue<DateOnly>(3),
        row.IsDBNull(4) ? null : row.GetDecimal(4), row.IsDBNull(5) ? null : row.GetInt32(5),
        row.IsDBNull(6) ? null : new Rate(EnumNames.Read<Benchmark>(row.GetString(6)), new BasisPoints(row.GetInt32(7))),
        row.GetDecimal(8), row.IsDBNull(9) ? null : JsonSerializer.Deserialize<RateLink?>(row.GetString(9), EventJson.Options));
}
