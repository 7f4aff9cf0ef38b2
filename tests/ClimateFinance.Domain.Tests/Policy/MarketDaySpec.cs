using ClimateFinance.Domain.Policy;
using ClimateFinance.Domain.Shared;
using Xunit;
using static ClimateFinance.Domain.Tests.Some;

namespace ClimateFinance.Domain.Tests.Policy;

public sealed class MarketDaySpec
{
    [Fact]
    public void A_day_begins_once_and_days_go_forward()
    {
        var first = Spec.Given<MarketDay>();
        var day = Assert.Single(MarketDay.Decide(MarketDay.Initial, new BeginMarketDay(), new Circumstance(Now, Some.System)).Events);
        var today = Assert.IsType<MarketDayBegan>(day).Day;
        Assert.Equal(ShanghaiTime.DateOf(Now), today);
        first.When(new BeginMarketDay(), Some.System).Then(new MarketDayBegan(today));
        foreach (var newest in new[] { today, today.AddDays(1) })
            Spec.Given<MarketDay>(new MarketDayBegan(newest)).When(new BeginMarketDay(), Some.System).Refused(RefusalKind.Rule, "market_day.began_already", ("day", newest));
        Spec.Given<MarketDay>(new MarketDayBegan(today.AddDays(-30))).When(new BeginMarketDay(), Some.System).Then(new MarketDayBegan(today));
    }

    [Fact]
    public void Nobody_but_the_marketplace_begins_a_day()
    {
        foreach (var by in new[] { Owner, Officer, Bureau, Some.Operator })
            Spec.Given<MarketDay>().When(new BeginMarketDay(), by).Refused(RefusalKind.Forbidden, "market_day.system_only");
    }
}
