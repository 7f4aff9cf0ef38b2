using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Domain.Money;

/// <summary>One payment of a schedule.</summary>
/// <param name="Number">Counts from 1; that many months after the money was paid out.</param>
/// <param name="Principal">Of the principal.</param>
/// <param name="Interest">For the month that ends on this day.</param>
/// <param name="Balance">The principal that is left after it.</param>
public sealed record Instalment(int Number, DateOnly DueOn, Cny Principal, Cny Interest, Cny Balance)
{
    /// <summary>What is paid: principal and interest.</summary>
    public Cny Payment() => Principal + Interest;
}

/// <summary>
/// How a loan comes back, month by month, exact to the fen: the whole line is paid out on the first day, months count as equal
/// (the monthly rate is the annual rate ÷ 12, as banks quote their instalment loans), the interest of each month is rounded to the fen
/// (half up), and the last payment takes what rounding left, so that the principal always sums to what was lent.
/// </summary>
public sealed record RepaymentSchedule(Cny Principal, BasisPoints AnnualRate, RepaymentPlan Plan, IReadOnlyList<Instalment> Instalments)
{
    /// <summary>All interest together.</summary>
    public Cny Interest() => Instalments.Aggregate(Cny.Zero, (sum, it) => sum + it.Interest);

    /// <summary>
    /// Works a schedule out. The plans, with P the principal, r the monthly rate, n the months (the formulas that 中国人民银行 and the banks publish
    /// for housing and instalment loans):
    /// <list type="bullet">
    /// <item>bullet 到期一次还本, 按月付息: P·r each month, P with the last;</item>
    /// <item>equal principal 等额本金: P ÷ n each month, with r times what is left;</item>
    /// <item>equal instalment 等额本息: P·r·(1+r)ⁿ ÷ ((1+r)ⁿ − 1) each month, of which r times what is left is interest.</item>
    /// </list>
    /// </summary>
    /// <param name="annualRate">0 or more.</param>
    /// <param name="start">The day of the payout; a payment falls on the same day of the month, or on the month's last.</param>
    public static RepaymentSchedule Of(Cny principal, TermMonths term, BasisPoints annualRate, RepaymentPlan plan, DateOnly start)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(annualRate.Value);
        var months = term.Value;
        var share = Portion(principal.Value, months);
        var payment = plan == RepaymentPlan.EqualInstalment ? LevelPayment(principal.Value, annualRate, months) : 0m;
        var instalments = new Instalment[months];
        var balance = principal.Value;
        for (var number = 1; number <= months; number++)
        {
            var interest = MonthsInterest(balance, annualRate);
            var back = number == months ? balance : plan switch
            {
                RepaymentPlan.Bullet => 0m,
                RepaymentPlan.EqualPrincipal => share,
                RepaymentPlan.EqualInstalment => Math.Clamp(payment - interest, 0m, balance),
                _ => throw new ArgumentOutOfRangeException(nameof(plan), plan, "Unknown plan."),
            };
            balance -= back;
            instalments[number - 1] = new Instalment(number, start.AddMonths(number), new Cny(back), new Cny(interest), new Cny(balance));
        }

        return new RepaymentSchedule(principal, annualRate, plan, instalments);
    }

    /// <summary>A month's interest: multiplied first and divided once, so that a half of a fen is exactly one.</summary>
    internal static decimal MonthsInterest(decimal balance, BasisPoints annualRate) => Fen(balance * annualRate.Value / 120_000m);

    /// <summary>Half up to the fen.</summary>
    private static decimal Fen(decimal yuan) => decimal.Round(yuan, 2, MidpointRounding.AwayFromZero);

    /// <summary>The equal part, cut to the fen: the last one is then the largest, never negative.</summary>
    private static decimal Portion(decimal principal, int months) => decimal.Round(principal / months, 2, MidpointRounding.ToZero);

    private static decimal LevelPayment(decimal principal, BasisPoints annualRate, int months)
    {
        if (annualRate.Value == 0) return Portion(principal, months);

        // By the discount factors 1 ÷ (1+r)ᵏ, which stay between 0 and 1 where the powers of 1+r would not.
        var rate = annualRate.Value / 120_000m;
        var (factor, discount) = (1m / (1m + rate), 1m);
        for (var month = 0; month < months; month++) discount *= factor;
        return Fen(principal * rate / (1m - discount));
    }
}
