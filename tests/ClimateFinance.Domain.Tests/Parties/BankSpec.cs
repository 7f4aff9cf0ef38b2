using ClimateFinance.Domain.Parties;
using ClimateFinance.Domain.Shared;
using Xunit;
using static ClimateFinance.Domain.Tests.Some;

namespace ClimateFinance.Domain.Tests.Parties;

public sealed class BankSpec
{
    private static readonly BankRegistered WasRegistered = new(Branch, Some.BankProfile(), Illustrative: false);
    private static readonly BankVerified WasVerified = new(Branch);

    private static Scenario<Bank> Unborn => Spec.Given<Bank>();

    private static Scenario<Bank> Registered => Spec.Given<Bank>(WasRegistered);

    private static Scenario<Bank> Verified => Spec.Given<Bank>(WasRegistered, WasVerified);

    private static Scenario<Bank> Refused => Spec.Given<Bank>(WasRegistered, new BankRefused(Branch, ["无授权"]));

    private static Scenario<Bank> Suspended => Spec.Given<Bank>(WasRegistered, WasVerified, new BankSuspended(Branch, "违规"));

    [Fact]
    public void It_is_registered_by_itself_its_bureau_or_the_operator()
    {
        foreach (var by in new[] { Officer, Bureau, Some.Operator })
            Assert.IsType<Bank.Registered>(Unborn.When(new RegisterBank(Branch, Some.BankProfile(), false), by).Then(WasRegistered));
        foreach (var by in new[] { Owner, OtherOfficer, BankImpostor, FarBureau, NoRegion, Some.System })
            Unborn.When(new RegisterBank(Branch, Some.BankProfile(), false), by).Refused(RefusalKind.Forbidden, "bank.not_yours");
    }

    [Fact]
    public void It_is_registered_once() =>
        Suspended.When(new RegisterBank(Branch, Some.BankProfile(), false), Officer).Refused(RefusalKind.Rule, "bank.exists_already");

    [Fact]
    public void A_name_is_needed()
    {
        var nameless = Some.BankProfile() with { Name = "" };
        Unborn.When(new RegisterBank(Branch, nameless, false), Officer).Refused(RefusalKind.Shape, "text.empty", ("field", "name"));
        Verified.When(new ReviseBankProfile(nameless), Officer).Refused(RefusalKind.Shape, "text.empty", ("field", "name"));
    }

    [Fact]
    public void The_bureau_verifies_refuses_suspends_and_reinstates()
    {
        Assert.IsType<Bank.Verified>(Registered.When(new VerifyBank(), Bureau).Then(WasVerified));
        Assert.Equal(["无授权"], Assert.IsType<Bank.Refused>(Registered.When(new RefuseBank(["无授权"]), Bureau)
            .Then(new BankRefused(Branch, ["无授权"]))).Reasons);
        Assert.IsType<Bank.Suspended>(Verified.When(new SuspendBank("违规"), Bureau).Then(new BankSuspended(Branch, "违规")));
        Assert.IsType<Bank.Verified>(Suspended.When(new ReinstateBank(), Bureau).Then(new BankReinstated(Branch)));
    }

    [Fact]
    public void Reasons_are_needed()
    {
        Registered.When(new RefuseBank([]), Bureau).Refused(RefusalKind.Shape, "reasons.wrong_count");
        Verified.When(new SuspendBank(Long(2_001)), Bureau).Refused(RefusalKind.Shape, "text.too_long", ("max", 2_000));
    }

    [Fact]
    public void A_refused_one_mends_its_profile()
    {
        var mended = Some.BankProfile() with { Name = "示范银行邯郸丛台支行" };
        Assert.IsType<Bank.Registered>(Refused.When(new ReviseBankProfile(mended), Officer)
            .Then(new BankProfileRevised(Branch, mended, true)));
    }

    [Fact]
    public void A_verified_one_is_verified_anew_when_its_profile_changes()
    {
        var same = Some.BankProfile();
        Assert.IsType<Bank.Verified>(Verified.When(new ReviseBankProfile(same), Officer)
            .Then(new BankProfileRevised(Branch, same, false)));
        foreach (var other in new[] { same with { Name = "别名" }, same with { Region = Wuan }, same with { Group = BankGroup.City } })
            Assert.IsType<Bank.Registered>(Verified.When(new ReviseBankProfile(other), Officer)
                .Then(new BankProfileRevised(Branch, other, true)));
    }

    [Fact]
    public void The_credit_code_is_fixed() =>
        Refused.When(new ReviseBankProfile(Some.BankProfile() with { Uscc = new Uscc("91130499DEMX00065U") }), Officer).Refused(
            RefusalKind.Rule, "bank.uscc_fixed", ("registered", "91130499DEMX00022E"), ("given", "91130499DEMX00065U"));

    [Fact]
    public void Every_other_move_is_of_the_wrong_state()
    {
        ICommand<Bank>[] moves = [new VerifyBank(), new RefuseBank(["原因"]), new SuspendBank("原因"), new ReinstateBank()];
        foreach (var (scenario, state, allowed) in new[]
        {
            (Registered, "Registered", new[] { nameof(VerifyBank), nameof(RefuseBank) }),
            (Verified, "Verified", [nameof(SuspendBank)]),
            (Refused, "Refused", []),
            (Suspended, "Suspended", [nameof(ReinstateBank)]),
        })
        {
            foreach (var move in moves.Where(m => !allowed.Contains(m.GetType().Name)))
                scenario.When(move, Bureau)
                    .Refused(RefusalKind.Rule, "bank.wrong_state", ("state", state), ("move", move.GetType().Name));
        }

        Suspended.When(new ReviseBankProfile(Some.BankProfile()), Officer).Refused(RefusalKind.Rule, "bank.wrong_state");
    }

    [Fact]
    public void Only_the_right_side_moves_it()
    {
        foreach (var by in new[] { Officer, OtherOfficer, Owner, BankImpostor, FarBureau, NoRegion, Some.Operator, Some.System })
        {
            foreach (var move in new ICommand<Bank>[] { new VerifyBank(), new RefuseBank(["原因"]), new SuspendBank("原因"), new ReinstateBank() })
                Registered.When(move, by).Refused(RefusalKind.Forbidden, "bank.bureau_only");
        }

        foreach (var by in new[] { Bureau, OtherOfficer, Owner, BankImpostor, FarBureau, Some.Operator, Some.System })
            Registered.When(new ReviseBankProfile(Some.BankProfile()), by).Refused(RefusalKind.Forbidden, "bank.not_yours");
        Unborn.When(new VerifyBank(), Bureau).Refused(RefusalKind.Unknown, "bank.unknown");
        Unborn.When(new ReviseBankProfile(Some.BankProfile()), Officer).Refused(RefusalKind.Unknown, "bank.unknown");
    }

    [Fact]
    public void A_fact_out_of_place_is_a_broken_history() => Assert.Throws<UnknownEventException>(() => Spec.Given<Bank>(WasVerified));
}
