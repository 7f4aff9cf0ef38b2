using ClimateFinance.Domain.Parties;
using ClimateFinance.Domain.Shared;
using Xunit;
using static ClimateFinance.Domain.Tests.Some;

namespace ClimateFinance.Domain.Tests.Parties;

public sealed class EnterpriseSpec
{
    private static readonly EnterpriseRegistered WasRegistered = new(Steelworks, Some.EnterpriseProfile(), Illustrative: true);
    private static readonly EnterpriseVerified WasVerified = new(Steelworks);
    private static readonly EnterpriseRefused WasRefused = new(Steelworks, ["执照过期"]);
    private static readonly EnterpriseSuspended WasSuspended = new(Steelworks, "弄虚作假");

    private static Scenario<Enterprise> Unborn => Spec.Given<Enterprise>();

    private static Scenario<Enterprise> Registered => Spec.Given<Enterprise>(WasRegistered);

    private static Scenario<Enterprise> Verified => Spec.Given<Enterprise>(WasRegistered, WasVerified);

    private static Scenario<Enterprise> Refused => Spec.Given<Enterprise>(WasRegistered, WasRefused);

    private static Scenario<Enterprise> Suspended => Spec.Given<Enterprise>(WasRegistered, WasVerified, WasSuspended);

    private static Scenario<Enterprise> In(string state) => state switch
    {
        "Registered" => Registered,
        "Verified" => Verified,
        "Refused" => Refused,
        "Suspended" => Suspended,
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };

    public static TheoryData<string> Registrars => ["own", "bureau", "operator"];

    [Theory]
    [MemberData(nameof(Registrars))]
    public void It_is_registered_by_itself_its_bureau_or_the_operator(string who)
    {
        var by = who switch { "own" => Owner, "bureau" => Bureau, _ => Some.Operator };
        var state = Unborn.When(new RegisterEnterprise(Steelworks, Some.EnterpriseProfile(), true), by).Then(WasRegistered);
        Assert.True(Assert.IsType<Enterprise.Registered>(state).File.Illustrative);
    }

    [Fact]
    public void Nobody_else_registers_it()
    {
        foreach (var by in new[] { OtherOwner, Officer, Impostor, FarBureau, NoRegion, Some.System })
            Unborn.When(new RegisterEnterprise(Steelworks, Some.EnterpriseProfile(), false), by)
                .Refused(RefusalKind.Forbidden, "enterprise.not_yours");
    }

    [Fact]
    public void It_is_registered_once() =>
        Registered.When(new RegisterEnterprise(Steelworks, Some.EnterpriseProfile(), false), Owner)
            .Refused(RefusalKind.Rule, "enterprise.exists_already");

    [Fact]
    public void A_name_is_needed_and_bounded()
    {
        foreach (var scenario in new[] { Unborn, Registered })
        {
            Outcome<Enterprise> With(string name)
            {
                var profile = Some.EnterpriseProfile() with { Name = name };
                return scenario.When(scenario == Unborn ? new RegisterEnterprise(Steelworks, profile, false) : new ReviseEnterpriseProfile(profile), Owner);
            }

            With(" ").Refused(RefusalKind.Shape, "text.empty", ("field", "name"));
            With(Long(201)).Refused(RefusalKind.Shape, "text.too_long", ("field", "name"), ("max", 200), ("given", 201));
            With("钢铁\u0000").Refused(RefusalKind.Shape, "text.control_character", ("field", "name"));
            With("钢铁\n公司").Refused(RefusalKind.Shape, "text.control_character", ("field", "name"));
            Assert.Single(With(Long(200)).Decision.Events);
        }
    }

    [Fact]
    public void Figures_are_not_negative()
    {
        Unborn.When(new RegisterEnterprise(Steelworks, Some.EnterpriseProfile() with { AnnualOutputT = -1m }, false), Owner)
            .Refused(RefusalKind.Shape, "figure.negative", ("figure", "annualOutputT"), ("given", -1m));
        Unborn.When(new RegisterEnterprise(Steelworks, Some.EnterpriseProfile() with { AnnualEmissionsTco2e = -0.1m }, false), Owner)
            .Refused(RefusalKind.Shape, "figure.negative", ("figure", "annualEmissionsTco2e"));
    }

    [Fact]
    public void The_bureau_verifies_it() => Assert.IsType<Enterprise.Verified>(Registered.When(new VerifyEnterprise(), Bureau).Then(WasVerified));

    [Fact]
    public void The_bureau_refuses_it_with_reasons() =>
        Assert.Equal(["执照过期"], Assert.IsType<Enterprise.Refused>(Registered.When(new RefuseEnterprise(["执照过期"]), Bureau).Then(WasRefused)).Reasons);

    [Fact]
    public void A_refusal_has_one_to_twenty_reasons_in_words()
    {
        Registered.When(new RefuseEnterprise([]), Bureau).Refused(RefusalKind.Shape, "reasons.wrong_count", ("given", 0));
        Registered.When(new RefuseEnterprise([.. Enumerable.Repeat("原因", 21)]), Bureau)
            .Refused(RefusalKind.Shape, "reasons.wrong_count", ("given", 21));
        Assert.Single(Registered.When(new RefuseEnterprise([.. Enumerable.Repeat("原因", 20)]), Bureau).Decision.Events);
        Registered.When(new RefuseEnterprise(["原因", ""]), Bureau).Refused(RefusalKind.Shape, "text.empty", ("field", "reasons"));
    }

    [Fact]
    public void A_refused_one_mends_its_profile_and_is_verified()
    {
        var mended = Some.EnterpriseProfile() with { Name = "武安示范钢铁集团" };
        var state = Refused.When(new ReviseEnterpriseProfile(mended), Owner)
            .Then(new EnterpriseProfileRevised(Steelworks, mended, NeedsVerification: true));
        Assert.Equal(mended, Assert.IsType<Enterprise.Registered>(state).File.Profile);
        new Scenario<Enterprise>(state).When(new VerifyEnterprise(), Bureau).Then(WasVerified);
    }

    [Fact]
    public void A_verified_one_stays_verified_while_only_figures_change()
    {
        var grown = Some.EnterpriseProfile() with { AnnualOutputT = 5_000_000m, EtsMember = false };
        var state = Verified.When(new ReviseEnterpriseProfile(grown), Owner)
            .Then(new EnterpriseProfileRevised(Steelworks, grown, NeedsVerification: false));
        Assert.Equal(grown, Assert.IsType<Enterprise.Verified>(state).File.Profile);
    }

    [Fact]
    public void A_new_name_region_or_industry_is_verified_anew()
    {
        var profile = Some.EnterpriseProfile();
        foreach (var other in new[] { profile with { Name = "别名" }, profile with { Region = Handan }, profile with { Industry = new IndustryCode("C3011") } })
        {
            var state = Verified.When(new ReviseEnterpriseProfile(other), Owner)
                .Then(new EnterpriseProfileRevised(Steelworks, other, NeedsVerification: true));
            Assert.IsType<Enterprise.Registered>(state);
        }
    }

    [Fact]
    public void The_credit_code_is_fixed()
    {
        var other = Some.EnterpriseProfile() with { Uscc = new Uscc("91130499DEMX00022E") };
        foreach (var scenario in new[] { Registered, Verified, Refused })
        {
            scenario.When(new ReviseEnterpriseProfile(other), Owner).Refused(
                RefusalKind.Rule, "enterprise.uscc_fixed", ("registered", "91130499DEMX00065U"), ("given", "91130499DEMX00022E"));
        }
    }

    [Fact]
    public void It_is_suspended_and_reinstated()
    {
        var suspended = Verified.When(new SuspendEnterprise("弄虚作假"), Bureau).Then(WasSuspended);
        Assert.Equal("弄虚作假", Assert.IsType<Enterprise.Suspended>(suspended).Reason);
        Assert.IsType<Enterprise.Verified>(new Scenario<Enterprise>(suspended).When(new ReinstateEnterprise(), Bureau)
            .Then(new EnterpriseReinstated(Steelworks)));
    }

    [Fact]
    public void A_suspension_needs_a_reason_which_may_run_over_lines()
    {
        Verified.When(new SuspendEnterprise("  "), Bureau).Refused(RefusalKind.Shape, "text.empty", ("field", "reason"));
        Verified.When(new SuspendEnterprise("一\u0007"), Bureau).Refused(RefusalKind.Shape, "text.control_character", ("field", "reason"));
        Verified.When(new SuspendEnterprise("一\r\n\t二"), Bureau).Then(new EnterpriseSuspended(Steelworks, "一\r\n\t二"));
    }

    [Theory]
    [InlineData("Registered")]
    [InlineData("Verified")]
    [InlineData("Refused")]
    [InlineData("Suspended")]
    public void Every_other_move_is_of_the_wrong_state(string state)
    {
        var allowed = new Dictionary<string, string[]>
        {
            ["Registered"] = [nameof(VerifyEnterprise), nameof(RefuseEnterprise)],
            ["Verified"] = [nameof(SuspendEnterprise)],
            ["Refused"] = [],
            ["Suspended"] = [nameof(ReinstateEnterprise)],
        };
        ICommand<Enterprise>[] moves = [new VerifyEnterprise(), new RefuseEnterprise(["原因"]), new SuspendEnterprise("原因"), new ReinstateEnterprise()];
        foreach (var move in moves.Where(m => !allowed[state].Contains(m.GetType().Name)))
            In(state).When(move, Bureau)
                .Refused(RefusalKind.Rule, "enterprise.wrong_state", ("state", state), ("move", move.GetType().Name));
    }

    [Fact]
    public void A_suspended_one_does_not_change_its_profile() =>
        Suspended.When(new ReviseEnterpriseProfile(Some.EnterpriseProfile()), Owner)
            .Refused(RefusalKind.Rule, "enterprise.wrong_state", ("move", nameof(ReviseEnterpriseProfile)));

    [Fact]
    public void Only_the_overseeing_bureau_judges_it()
    {
        ICommand<Enterprise>[] moves =
        [
            new VerifyEnterprise(), new RefuseEnterprise(["原因"]), new SuspendEnterprise("原因"), new ReinstateEnterprise(),
            new RecordGrade(EnvironmentalGrade.A, Today, "1"), new WithdrawGrade("1", "误"),
            new RecordPenalty(Today, "1", "air", "超标", null), new WithdrawPenalty("1", "误"),
        ];
        foreach (var move in moves)
        {
            foreach (var by in new[] { Owner, Some.Operator, Some.System })
                Registered.When(move, by).Refused(RefusalKind.Forbidden, "enterprise.bureau_only");
            foreach (var by in new[] { OtherOwner, Officer, Impostor, FarBureau, NoRegion })
                Registered.When(move, by).Refused(RefusalKind.Unknown, "enterprise.unknown");
            Unborn.When(move, Bureau).Refused(RefusalKind.Unknown, "enterprise.unknown");
        }
    }

    [Fact]
    public void Only_the_enterprise_changes_its_profile()
    {
        var move = new ReviseEnterpriseProfile(Some.EnterpriseProfile());
        foreach (var by in new[] { Bureau, Some.Operator, Some.System }) Registered.When(move, by)
            .Refused(RefusalKind.Forbidden, "enterprise.not_yours");
        foreach (var by in new[] { OtherOwner, Officer, Impostor, FarBureau }) Registered.When(move, by)
            .Refused(RefusalKind.Unknown, "enterprise.unknown");
        Unborn.When(move, Owner).Refused(RefusalKind.Unknown, "enterprise.unknown");
    }

    [Fact]
    public void A_fact_out_of_place_is_a_broken_history() =>
        Assert.Throws<UnknownEventException>(() => Spec.Given<Enterprise>(WasRegistered, new EnterpriseReinstated(Steelworks)));
}
