using ClimateFinance.Domain.Climate;
using ClimateFinance.Domain.Projects;
using ClimateFinance.Domain.Shared;
using Xunit;
using static ClimateFinance.Domain.Tests.Some;

namespace ClimateFinance.Domain.Tests.Climate;

public sealed class CarbonAccountSpec
{
    private static readonly ActivityFactor Grid = new("EF-GRID-130000-2023", 1, 0.6516m, "MWh", "made for a test", SourceQuality.Code, 5m);
    private static readonly CarbonAccountOpened WasOpened = new(Assembly, Handan, true);
    private static readonly EventActivity Power = new(1, EventPhase.Holding, EventSource.Power, "会场用电", 4.2m, Grid, ActivityBasis.Metered, 12m, 2.737m);
    private static readonly RecordCarbonActivity CountPower = new(EventPhase.Holding, EventSource.Power, "会场用电", 4_200m, "kWh", Grid, ActivityBasis.Metered, 12m);
    private static readonly RetiredUnits Three = new(0, "CCER", "造林", 2024, "CN-", 1, 3, Today, new string('a', 64));

    private static Scenario<CarbonAccount> Opened(params IEvent<CarbonAccount>[] after) => Spec.Given<CarbonAccount>([WasOpened, .. after]);

    private static IEnumerable<IEvent<CarbonAccount>> AllElseExcluded() =>
        from phase in Enum.GetValues<EventPhase>()
        from source in Enum.GetValues<EventSource>()
        where (phase, source) != (EventPhase.Holding, EventSource.Power)
        select new CarbonSourceExcluded(Assembly, new ExcludedSource(phase, source, "无此活动"));

    [Fact]
    public void An_activity_is_quantity_times_factor_in_the_factors_unit()
    {
        Opened().When(CountPower, Bureau).Then(new CarbonActivityRecorded(Assembly, Power));
        Opened().When(CountPower with { Unit = "GJ" }, Bureau).Refused(RefusalKind.Rule, "carbon_account.unit_mismatch");
        Opened().When(CountPower with { Quantity = 0m }, Bureau).Refused(RefusalKind.Shape, "carbon_account.figure_wrong");
        Opened().When(CountPower with { UncertaintyPercent = 0m }, Bureau).Refused(RefusalKind.Shape, "factor.uncertainty_out_of_range");
    }

    [Fact]
    public void The_account_is_the_bureaus_of_the_region()
    {
        Spec.Given<CarbonAccount>().When(new OpenCarbonAccount(Assembly, Handan, true), Bureau).Then(WasOpened);
        Spec.Given<CarbonAccount>().When(new OpenCarbonAccount(Assembly, Handan, true), FarBureau).Refused(RefusalKind.Forbidden, "meeting.bureau_only");
        Spec.Given<CarbonAccount>().When(new OpenCarbonAccount(Assembly, null, true), Bureau).Refused(RefusalKind.Unknown, "meeting.unknown");
        Opened().When(new OpenCarbonAccount(Assembly, Handan, true), Bureau).Refused(RefusalKind.Rule, "carbon_account.exists_already");
        foreach (var by in new[] { Owner, Officer, Some.Operator, FarBureau }) Opened().When(CountPower, by).Refused(RefusalKind.Forbidden, "meeting.bureau_only");
        Spec.Given<CarbonAccount>().When(CountPower, Bureau).Refused(RefusalKind.Unknown, "carbon_account.unknown");
    }

    [Fact]
    public void A_serial_that_is_used_is_refused_and_blocks_are_numbered()
    {
        Opened().When(new RetireCarbonUnits(Three, []), Bureau).Then(new CarbonUnitsRetired(Assembly, Three with { Number = 1 }));
        Opened().When(new RetireCarbonUnits(Three, ["CN-2"]), Bureau).Refused(RefusalKind.Rule, "carbon_account.serial_used", ("serial", "CN-2"));
        foreach (var last in new[] { 0, long.MaxValue, RetiredUnits.MaxBlock + 1 })
            Opened().When(new RetireCarbonUnits(Three with { Last = last }, []), Bureau).Refused(RefusalKind.Shape, "carbon_account.serials_wrong");
        Opened().When(new RetireCarbonUnits(Three with { First = 0, Last = long.MaxValue }, []), Bureau).Refused(RefusalKind.Shape, "carbon_account.serials_wrong");
        Opened().When(new RetireCarbonUnits(Three with { RetiredOn = Today.AddDays(1) }, []), Bureau).Refused(RefusalKind.Rule, "carbon_account.retired_in_future");
        Opened().When(new RetireCarbonUnits(Three with { Vintage = 1999 }, []), Bureau).Refused(RefusalKind.Shape, "carbon_account.vintage_wrong");
        Opened().When(new RetireCarbonUnits(Three with { DocumentSha256 = "x" }, []), Bureau).Refused(RefusalKind.Shape, "carbon_account.document_wrong_form");
        Assert.Equal((Three with { Registry = "ccer", SerialPrefix = "cn" }).Series, Three.Series);
    }

    [Fact]
    public void It_is_closed_when_every_source_is_counted_or_excluded_with_a_reason()
    {
        Opened().When(new CloseCarbonAccount(), Bureau).Refused(RefusalKind.Rule, "carbon_account.nothing_counted");
        Opened(new CarbonActivityRecorded(Assembly, Power)).When(new CloseCarbonAccount(), Bureau)
            .Refused(RefusalKind.Rule, "carbon_account.source_silent", ("open", 20));

        var ready = Opened([new CarbonActivityRecorded(Assembly, Power), new CarbonUnitsRetired(Assembly, Three with { Number = 1 }), .. AllElseExcluded()]);
        var totals = new AccountTotals(2.737m, 3, 13m, true);
        var closed = ready.When(new CloseCarbonAccount(), Bureau)
            .Then(new CarbonAccountClosed(Assembly, totals, Today, NeutralityStatement.Sha256(ready.State, totals, Today)));
        Spec.Given<CarbonAccount>([WasOpened, new CarbonActivityRecorded(Assembly, Power), closed.Closed!]).When(CountPower, Bureau)
            .Refused(RefusalKind.Rule, "carbon_account.closed");
    }

    [Fact]
    public void Fewer_units_than_emissions_are_not_neutral() =>
        Assert.False(AccountTotals.Of([Power], [Three with { Last = 2 }]).Neutral);

    [Fact]
    public void A_source_is_counted_or_excluded_not_both()
    {
        Opened(new CarbonActivityRecorded(Assembly, Power)).When(new ExcludeCarbonSource(new(EventPhase.Holding, EventSource.Power, "x")), Bureau)
            .Refused(RefusalKind.Rule, "carbon_account.source_said_already");
        Opened(new CarbonSourceExcluded(Assembly, new(EventPhase.Holding, EventSource.Power, "x"))).When(CountPower, Bureau)
            .Refused(RefusalKind.Rule, "carbon_account.source_excluded");
        Opened(new CarbonActivityRecorded(Assembly, Power)).When(new RemoveCarbonActivity(1, "重复"), Bureau).Then(new CarbonActivityRemoved(Assembly, 1, "重复"));
        Opened().When(new RemoveCarbonActivity(1, "重复"), Bureau).Refused(RefusalKind.Unknown, "carbon_account.activity_unknown");
    }

    [Fact]
    public void Any_changed_figure_changes_the_digest_of_the_statement()
    {
        var state = Opened(new CarbonActivityRecorded(Assembly, Power)).State;
        var totals = AccountTotals.Of(state.Activities, state.Retired);
        var digest = NeutralityStatement.Sha256(state, totals, Today);
        Assert.Equal(digest, NeutralityStatement.Sha256(state, totals, Today));
        Assert.NotEqual(digest, NeutralityStatement.Sha256(state with { Activities = [Power with { Quantity = 4.3m }] }, totals, Today));
        Assert.NotEqual(digest, NeutralityStatement.Sha256(state, totals, Today.AddDays(1)));
    }
}
