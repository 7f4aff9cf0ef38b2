using ClimateFinance.Domain.Calendar;
using ClimateFinance.Domain.Deals;
using ClimateFinance.Domain.Policy;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Api.Http.Commands;

/// <summary>
/// The policy, the working-day calendar and the benchmark rates that decisions are taken under. Read from the store when the host starts and
/// whenever a policy is adopted; what a decision used is stored with it.
/// </summary>
internal sealed class Rulebook(WorkingDayCalendar calendar, BenchmarkRates rates, TimeProvider time)
{
    private readonly WorkingDayCalendar builtIn = calendar;
    private volatile WorkingDayCalendar calendar = calendar;
    private volatile CalendarBook notices = CalendarBook.Initial;
    private volatile IReadOnlyList<MarketPolicy> policies = [MarketPolicy.First(DateOnly.MinValue)];

    /// <summary>The calendar built into the host with the notices that were imported since.</summary>
    public WorkingDayCalendar Calendar => calendar;

    /// <summary>The notices that were imported.</summary>
    public CalendarBook Notices
    {
        get => notices;
        set
        {
            if (value.Imports == notices.Imports) return;
            (notices, calendar) = (value, value.Over(builtIn));
        }
    }

    public BenchmarkRates Rates => rates;

    public DateOnly Today => ShanghaiTime.DateOf(time.GetUtcNow());

    /// <summary>The policy in force today.</summary>
    public MarketPolicy Policy => InForce(Today);

    public DealClock DealClock
    {
        get
        {
            var policy = Policy;
            return new DealClock(
                calendar, policy.StageLimits, policy.LateSteps, new RateBounds(rates, new BasisPoints(policy.RateCapBp ?? MarketPolicy.DefaultRateCapBp)));
        }
    }

    /// <summary>Every version ever adopted, oldest first.</summary>
    public IReadOnlyList<MarketPolicy> Policies
    {
        get => policies;
        set => policies = value.Count > 0 ? value : throw new ArgumentException("At least one policy is needed.", nameof(value));
    }

    /// <summary>The newest version in force on a day; before the first, the first.</summary>
    public MarketPolicy InForce(DateOnly day) => policies.LastOrDefault(p => p.EffectiveFrom <= day) ?? policies[0];
}
