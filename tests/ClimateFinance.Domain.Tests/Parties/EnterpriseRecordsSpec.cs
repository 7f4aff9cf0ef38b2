using ClimateFinance.Domain.Parties;
using ClimateFinance.Domain.Shared;
using Xunit;
using static ClimateFinance.Domain.Tests.Some;

namespace ClimateFinance.Domain.Tests.Parties;

/// <summary>Grades 绩效分级 and penalties 环保处罚: facts with a document, whatever state the enterprise is in.</summary>
public sealed class EnterpriseRecordsSpec
{
    private static readonly EnterpriseRegistered WasRegistered = new(Steelworks, Some.EnterpriseProfile(), Illustrative: false);
    private static readonly GradeRecord GradeA = new(EnvironmentalGrade.A, new DateOnly(2025, 6, 1), "冀环绩〔2025〕1号");
    private static readonly PenaltyRecord Fine =
        new(new DateOnly(2025, 3, 1), "邯环罚〔2025〕7号", "air", "超标排放", new Cny(200_000m));

    private static readonly RecordGrade Grade = new(GradeA.Grade, GradeA.GradedOn, GradeA.DocumentNumber);
    private static readonly RecordPenalty Penalise = new(Fine.PenalisedOn, Fine.DocumentNumber, Fine.Kind, Fine.Text, Fine.Amount);

    private static Scenario<Enterprise> Registered => Spec.Given<Enterprise>(WasRegistered);

    private static Scenario<Enterprise> Recorded => Spec.Given<Enterprise>(
        WasRegistered, new EnterpriseGraded(Steelworks, GradeA), new EnterprisePenalised(Steelworks, Fine));

    private static Scenario<Enterprise> In(string state) => Spec.Given<Enterprise>([WasRegistered, .. state switch
    {
        "Registered" => Array.Empty<IEvent<Enterprise>>(),
        "Verified" => [new EnterpriseVerified(Steelworks)],
        "Refused" => [new EnterpriseRefused(Steelworks, ["执照过期"])],
        "Suspended" => [new EnterpriseVerified(Steelworks), new EnterpriseSuspended(Steelworks, "弄虚作假")],
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    }]);

    [Theory]
    [InlineData("Registered")]
    [InlineData("Verified")]
    [InlineData("Refused")]
    [InlineData("Suspended")]
    public void Grades_and_penalties_are_recorded_in_any_state(string state)
    {
        var graded = In(state).When(Grade, Bureau).Then(new EnterpriseGraded(Steelworks, GradeA));
        var fined = new Scenario<Enterprise>(graded)
            .When(Penalise, Bureau)
            .Then(new EnterprisePenalised(Steelworks, Fine));

        var file = Assert.IsType<Enterprise.Known>(fined, exactMatch: false).File;
        Assert.Equal(state, fined.GetType().Name);
        Assert.Equal(EnvironmentalGrade.A, file.Grade);
        Assert.Equal(Fine.PenalisedOn, file.LastPenaltyOn);
    }

    [Fact]
    public void The_newest_document_gives_the_grade_and_the_last_penalty()
    {
        var older = GradeA with { Grade = EnvironmentalGrade.C, GradedOn = new DateOnly(2024, 6, 1), DocumentNumber = "旧" };
        var sameDay = GradeA with { Grade = EnvironmentalGrade.B, DocumentNumber = "更正" };
        var state = Spec.Given<Enterprise>(
            WasRegistered,
            new EnterpriseGraded(Steelworks, GradeA),
            new EnterpriseGraded(Steelworks, sameDay),
            new EnterpriseGraded(Steelworks, older),
            new EnterprisePenalised(Steelworks, Fine),
            new EnterprisePenalised(Steelworks, Fine with { PenalisedOn = new DateOnly(2023, 1, 1), DocumentNumber = "旧罚" })).State;

        var file = ((Enterprise.Known)state).File;
        Assert.Equal(EnvironmentalGrade.B, file.Grade);
        Assert.Equal(Fine.PenalisedOn, file.LastPenaltyOn);
    }

    [Fact]
    public void An_enterprise_starts_without_grade_and_penalty()
    {
        var file = ((Enterprise.Known)Registered.State).File;
        Assert.Null(file.Grade);
        Assert.Null(file.LastPenaltyOn);
    }

    [Fact]
    public void A_document_is_recorded_once_is_named_and_is_not_of_tomorrow()
    {
        Recorded.When(Grade, Bureau)
            .Refused(RefusalKind.Rule, "enterprise.document_recorded_already", ("documentNumber", GradeA.DocumentNumber));
        Recorded.When(Penalise, Bureau)
            .Refused(RefusalKind.Rule, "enterprise.document_recorded_already", ("documentNumber", Fine.DocumentNumber));

        var tomorrow = Today.AddDays(1);
        Registered.When(Grade with { GradedOn = tomorrow }, Bureau)
            .Refused(RefusalKind.Rule, "enterprise.document_in_future", ("date", tomorrow), ("today", Today));
        Registered.When(Penalise with { PenalisedOn = tomorrow }, Bureau).Refused(RefusalKind.Rule, "enterprise.document_in_future");
        Assert.Single(Registered.When(Grade with { GradedOn = Today }, Bureau).Decision.Events);

        Registered.When(Grade with { DocumentNumber = "" }, Bureau)
            .Refused(RefusalKind.Shape, "text.empty", ("field", "documentNumber"));
        Registered.When(Penalise with { DocumentNumber = Long(201) }, Bureau)
            .Refused(RefusalKind.Shape, "text.too_long", ("field", "documentNumber"));
        Registered.When(Penalise with { Kind = "" }, Bureau).Refused(RefusalKind.Shape, "text.empty", ("field", "kind"));
        Registered.When(Penalise with { Text = "" }, Bureau).Refused(RefusalKind.Shape, "text.empty", ("field", "text"));
    }

    [Fact]
    public void A_wrong_record_is_withdrawn_with_a_reason_and_no_longer_counts()
    {
        var ungraded = Recorded.When(new WithdrawGrade(GradeA.DocumentNumber, "录错企业"), Bureau)
            .Then(new EnterpriseGradeWithdrawn(Steelworks, GradeA.DocumentNumber, "录错企业"));
        var clean = new Scenario<Enterprise>(ungraded).When(new WithdrawPenalty(Fine.DocumentNumber, "已撤销"), Bureau)
            .Then(new EnterprisePenaltyWithdrawn(Steelworks, Fine.DocumentNumber, "已撤销"));

        var file = ((Enterprise.Known)clean).File;
        Assert.Null(file.Grade);
        Assert.Null(file.LastPenaltyOn);
        new Scenario<Enterprise>(clean).When(new WithdrawGrade(GradeA.DocumentNumber, "再次"), Bureau)
            .Refused(RefusalKind.Unknown, "enterprise.document_unknown");
        new Scenario<Enterprise>(clean).When(new WithdrawPenalty(Fine.DocumentNumber, "再次"), Bureau)
            .Refused(RefusalKind.Unknown, "enterprise.document_unknown");
        Recorded.When(new WithdrawGrade(GradeA.DocumentNumber, ""), Bureau)
            .Refused(RefusalKind.Shape, "text.empty", ("field", "reason"));
        Recorded.When(new WithdrawPenalty(Fine.DocumentNumber, ""), Bureau)
            .Refused(RefusalKind.Shape, "text.empty", ("field", "reason"));
    }
}
