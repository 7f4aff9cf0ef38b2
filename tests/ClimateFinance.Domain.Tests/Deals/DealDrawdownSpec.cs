using ClimateFinance.Domain.Deals;
using ClimateFinance.Domain.Shared;
using Xunit;
using static ClimateFinance.Domain.Tests.Deals.DealScene;
using static ClimateFinance.Domain.Tests.Some;

namespace ClimateFinance.Domain.Tests.Deals;

public sealed class DealDrawdownSpec
{
    private static Scenario<Deal> Rejected => Drawing.And(new DrawdownRejected(1, Million(15), "未到账"));

    [Fact]
    public void What_is_reported_counts_against_the_line_before_it_is_confirmed()
    {
        var drawing = Live(Signed.When(Draw(15), Officer).Then(Drawing1));
        Assert.Equal((DealStage.Drawing, Million(15), Cny.Zero), (drawing.Stage, drawing.Drawn, drawing.DrawnConfirmed));
        Drawing.When(Draw(25), Officer).Then(new DrawdownReported(2, Million(25), Today, "凭证1"));
        Drawing.When(new ReportDrawdown(new Cny(25_000_000.01m), Today, "凭证1", Clock), Officer).Refused(
            RefusalKind.Rule, "drawdown.exceeds_line", ("lineCny", 40_000_000m), ("leftCny", 25_000_000m), ("givenCny", 25_000_000.01m));
    }

    [Fact]
    public void The_whole_line_is_drawn_and_not_more()
    {
        var full = Drawn.And(new DrawdownReported(2, Million(25), Today, "凭证2"), new DrawdownConfirmed(2, Million(25)));
        full.When(new ReportDrawdown(new Cny(0.01m), Today, "凭证3", Clock), Officer)
            .Refused(RefusalKind.Rule, "drawdown.exceeds_line", ("leftCny", 0m));
        Assert.Equal(Million(40), Live(full.State).DrawnConfirmed);
    }

    [Fact]
    public void The_enterprise_confirms_that_the_money_came()
    {
        var drawn = Live(Drawing.When(AnswerDrawdown(1, confirmed: true), Owner).Then(Confirming1));
        Assert.Equal(Million(15), drawn.DrawnConfirmed);
        foreach (var confirmed in new[] { true, false })
        {
            Drawn.When(AnswerDrawdown(1, confirmed, "未到账"), Owner).Refused(RefusalKind.Rule, "drawdown.answered_already", ("number", 1));
            Rejected.When(AnswerDrawdown(1, confirmed, "未到账"), Owner).Refused(RefusalKind.Rule, "drawdown.answered_already", ("number", 1));
            Drawn.When(AnswerDrawdown(2, confirmed, "未到账"), Owner).Refused(RefusalKind.Unknown, "drawdown.unknown", ("number", 2));
        }
    }

    [Fact]
    public void What_is_rejected_no_longer_counts_against_the_line()
    {
        var rejected = Live(Drawing.When(AnswerDrawdown(1, confirmed: false, "未到账"), Owner).Then(new DrawdownRejected(1, Million(15), "未到账")));
        Assert.Equal((Cny.Zero, Cny.Zero), (rejected.Drawn, rejected.DrawnConfirmed));
        Rejected.When(Draw(40), Officer).Then(new DrawdownReported(2, Million(40), Today, "凭证1"));
        foreach (var reason in new[] { null, "", " " })
            Drawing.When(AnswerDrawdown(1, confirmed: false, reason), Owner).Refused(RefusalKind.Shape, "reason.missing");
    }

    [Fact]
    public void Money_flows_between_the_signature_and_today()
    {
        var later = Now.AddDays(10);
        foreach (var on in new[] { Today, Today.AddDays(10) })
            Signed.When(Draw(15, on), Officer, later).Then(new DrawdownReported(1, Million(15), on, "凭证1"));
        Signed.When(Draw(15, Today.AddDays(11)), Officer, later)
            .Refused(RefusalKind.Rule, "drawdown.in_the_future", ("on", Today.AddDays(11)), ("today", Today.AddDays(10)));
        Signed.When(Draw(15, Today.AddDays(-1)), Officer, later)
            .Refused(RefusalKind.Rule, "drawdown.before_signature", ("on", Today.AddDays(-1)), ("signedOn", Today));
    }
}
