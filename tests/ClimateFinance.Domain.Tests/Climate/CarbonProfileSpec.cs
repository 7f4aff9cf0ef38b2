using ClimateFinance.Domain.Climate;
using ClimateFinance.Domain.Shared;
using Xunit;
using static ClimateFinance.Domain.Tests.Some;

namespace ClimateFinance.Domain.Tests.Climate;

public sealed class CarbonProfileSpec
{
    private static readonly EnterpriseYear Year = new(2025, 4_200_000m, 2_300_000m, 7_100_000m, 670_000m, true, 7_900_000m, 7_770_000m, null, null, null);

    [Fact]
    public void A_year_gives_intensity_and_allowance_balance_and_fills_nothing_in()
    {
        Assert.Equal((7_770_000m, 1.85m, 130_000m), (Year.EmissionsTco2e(), Year.Intensity(), Year.AllowanceBalance()));
        Assert.Null((Year with { Scope2Tco2e = null }).Intensity());
        Assert.Null((Year with { AllowanceTco2e = null }).AllowanceBalance());
    }

    [Fact]
    public void An_enterprise_reports_its_own_years_and_the_last_report_counts()
    {
        var report = new ReportEnterpriseYear(Steelworks, Wuan, Year);
        var given = Spec.Given<CarbonProfile>(new EnterpriseYearReported(Steelworks, Year with { OutputT = 1m }));
        Assert.Equal([Year], given.When(report, Owner).Then(new EnterpriseYearReported(Steelworks, Year)).Years);
        foreach (var by in new[] { OtherOwner, Bureau, Officer }) given.When(report, by).Refused(RefusalKind.Unknown, "enterprise.unknown");
        given.When(report with { Region = null }, Owner).Refused(RefusalKind.Unknown, "enterprise.unknown");
        given.When(report with { Figures = Year with { Year = 2026 } }, Owner).Refused(RefusalKind.Shape, "carbon_profile.year_out_of_range");
        given.When(report with { Figures = Year with { OutputT = -1m } }, Owner).Refused(RefusalKind.Shape, "figure.negative");
        given.When(report with { Figures = Year with { OutputT = 0.0001m } }, Owner).Refused(RefusalKind.Shape, "figure.too_fine");
        given.When(report with { Figures = new(2025, null, null, null, null, null, null, null, null, null, null) }, Owner).Refused(RefusalKind.Shape, "carbon_profile.nothing_said");
    }

    [Fact]
    public void The_bureau_keeps_the_list_of_key_emitters()
    {
        var listing = new ListKeyEmitter(Steelworks, Wuan, new KeyEmitterListing(2026, "文号1", true));
        var happened = new KeyEmitterListed(Steelworks, listing.Listing);
        Spec.Given<CarbonProfile>().When(listing, Bureau).Then(happened);
        foreach (var by in new[] { Owner, FarBureau, Some.Operator }) Spec.Given<CarbonProfile>().When(listing, by).Refused(RefusalKind.Unknown, "enterprise.unknown");
        Spec.Given<CarbonProfile>(happened).When(listing, Bureau).Refused(RefusalKind.Rule, "carbon_profile.listed_so_already");
        Spec.Given<CarbonProfile>().When(listing with { Listing = listing.Listing with { Year = 1999 } }, Bureau).Refused(RefusalKind.Shape, "carbon_profile.year_out_of_range");
    }

    [Fact]
    public void A_bank_states_what_is_outstanding_of_what_was_drawn()
    {
        var report = new ReportLoanBalance(FirstDeal, Branch, Today, 10.5m, 20m);
        Spec.Given<Loan>().When(report, Officer).Then(new LoanBalanceReported(FirstDeal, Branch, Today, 10.5m));
        foreach (var by in new[] { OtherOfficer, Owner, Bureau, BankImpostor }) Spec.Given<Loan>().When(report, by).Refused(RefusalKind.Unknown, "deal.unknown");
        Spec.Given<Loan>().When(report with { BalanceCny = 20.01m }, Officer).Refused(RefusalKind.Rule, "loan.above_drawn");
        Spec.Given<Loan>().When(report with { BalanceCny = -1m }, Officer).Refused(RefusalKind.Shape, "loan.balance_wrong");
        Spec.Given<Loan>().When(report with { On = Today.AddDays(1) }, Officer).Refused(RefusalKind.Rule, "loan.in_future");
    }
}
