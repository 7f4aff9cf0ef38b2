using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Domain.Climate;

/// <summary>The bank stated what of a deal's loan was outstanding on a day 贷款余额.</summary>
[EventName("loan_balance_reported_v1")]
public sealed record LoanBalanceReported(DealId Deal, BankId Bank, DateOnly On, decimal BalanceCny) : IEvent<Loan>;

/// <summary>State a balance. A later statement for the same day replaces the earlier one.</summary>
/// <param name="Bank">The deal's bank; null when there is no such deal.</param>
/// <param name="Drawn">What the enterprise had confirmed as drawn by that day.</param>
public sealed record ReportLoanBalance(DealId Deal, BankId? Bank, DateOnly On, decimal BalanceCny, decimal Drawn) : ICommand<Loan>;

/// <summary>What is outstanding of a deal's loan through time. One stream beside the deal's own.</summary>
public sealed record Loan(IReadOnlyList<BalanceStep> Balances) : IState<Loan>
{
    public static string Category => "loan";

    public static Loan Initial { get; } = new([]);

    public static Decision<Loan> Decide(Loan state, ICommand<Loan> command, Circumstance circumstance)
    {
        if (command is not ReportLoanBalance c) return Refusal.Rule("loan.wrong_state", ("move", command.GetType().Name));
        if (c.Bank is not { } bank || !circumstance.By.Is(bank)) return Refusal.Unknown("deal.unknown");
        if (c.BalanceCny < 0m || decimal.Round(c.BalanceCny, 2) != c.BalanceCny) return Refusal.Shape("loan.balance_wrong", ("given", c.BalanceCny));
        if (c.On > circumstance.Today) return Refusal.Rule("loan.in_future", ("on", c.On), ("today", circumstance.Today));
        return c.BalanceCny > c.Drawn
            ? Refusal.Rule("loan.above_drawn", ("balanceCny", c.BalanceCny), ("drawnCny", c.Drawn), ("on", c.On))
            : Decision<Loan>.Of(new LoanBalanceReported(c.Deal, bank, c.On, c.BalanceCny));
    }

    public static Loan Evolve(Loan state, IEvent<Loan> happened) => happened switch
    {
        LoanBalanceReported e => new Loan([.. state.Balances.Where(b => b.On != e.On), new BalanceStep(e.On, e.BalanceCny)]),
        _ => throw new UnknownEventException(state, happened),
    };
}

/// <summary>A balance from a day on.</summary>
public sealed record BalanceStep(DateOnly On, decimal BalanceCny);
