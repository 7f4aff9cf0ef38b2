using ClimateFinance.Domain.Deals;
using ClimateFinance.Domain.Pairings;
using Xunit;
using static ClimateFinance.Domain.Tests.Deals.DealScene;
using static ClimateFinance.Domain.Tests.Some;

namespace ClimateFinance.Domain.Tests.Deals;

/// <summary>Both sides' words must agree with each other and with the approval.</summary>
public sealed class DealSignatureSpec
{
    private static Scenario<Deal> EnterpriseSigned => Approved.And(
        new SignatureConfirmed(Side.Enterprise, Word), Owes(Owing.Bank, DealStep.Signature, Day10));

    [Fact]
    public void One_side_alone_leaves_the_other_to_sign()
    {
        Approved.When(Sign(Word), Officer).Then(BankSigning);
        Approved.When(Sign(Word), Owner).Then(new SignatureConfirmed(Side.Enterprise, Word), Owes(Owing.Bank, DealStep.Signature, Day10));
    }

    [Fact]
    public void A_side_may_mend_its_word_while_the_other_is_silent()
    {
        var mended = Live(BankSigned.When(Sign(OtherWord), Officer).Then(new SignatureConfirmed(Side.Bank, OtherWord)));
        Assert.Equal((DealStage.Approved, OtherWord, null), (mended.Stage, mended.BankWord, mended.EnterpriseWord));
    }

    [Fact]
    public void Equal_words_turn_the_reserve_into_use()
    {
        var signed = Live(BankSigned.When(Sign(Word), Owner).Then(Signing));
        Assert.Equal((DealStage.Signed, Forty, Today), (signed.Stage, signed.Signed, signed.SignedOn));
        EnterpriseSigned.When(Sign(Word), Officer).Then(
            new SignatureConfirmed(Side.Bank, Word), new DealSigned(Forty, "合同2026-1", Today), Holds(40, 0, 0, 40), NothingOwed);
    }

    [Fact]
    public void The_day_of_the_second_word_is_the_day_of_the_contract() =>
        BankSigned.When(Sign(Word), Owner, Now.AddDays(4)).Then(
            new SignatureConfirmed(Side.Enterprise, Word), new DealSigned(Forty, "合同2026-1", Today.AddDays(4)), Holds(40, 0, 0, 40), NothingOwed);

    [Fact]
    public void Any_difference_is_a_dispute()
    {
        BankSigned.When(Sign(OtherWord), Owner).Then(Disputing);
        foreach (var credit in new[] { Thirty, Credit(40, 48, -10), Credit(40, 60, -5) })
        {
            var word = Word with { Credit = credit };
            var disputed = Live(BankSigned.When(Sign(word), Owner).Then(
                new SignatureConfirmed(Side.Enterprise, word), new DealDisputed(Word, word, Forty), Owes(Owing.Both, DealStep.Signature, Day10)));
            Assert.Equal((DealStage.Disputed, null, Million(40)), (disputed.Stage, disputed.Signed, disputed.Held.Reserved));
        }
    }

    [Fact]
    public void Equal_words_that_differ_from_the_approval_are_a_dispute()
    {
        var more = Word with { Credit = FortyFive };
        Approved.And(new SignatureConfirmed(Side.Bank, more), Owes(Owing.Enterprise, DealStep.Signature, Day10))
            .When(Sign(more), Owner)
            .Then(new SignatureConfirmed(Side.Enterprise, more), new DealDisputed(more, more, Forty), Owes(Owing.Both, DealStep.Signature, Day10));
    }

    [Fact]
    public void A_dispute_is_resolved_by_the_side_that_mends_its_word()
    {
        Disputed.When(Sign(Word), Owner).Then(
            new SignatureConfirmed(Side.Enterprise, Word), new DealSigned(Forty, "合同2026-1", Today), Holds(40, 0, 0, 40), NothingOwed);
        Disputed.When(Sign(OtherWord), Officer).Then(
            new SignatureConfirmed(Side.Bank, OtherWord), new DealSigned(Forty, "合同2026-2", Today), Holds(40, 0, 0, 40), NothingOwed);
    }

    [Fact]
    public void A_dispute_goes_on_while_the_words_differ_and_its_deadline_stays()
    {
        var third = Word with { ContractNumber = "合同2026-3" };
        Disputed.When(Sign(third), Owner, Now.AddDays(1)).Then(
            new SignatureConfirmed(Side.Enterprise, third), new DealDisputed(Word, third, Forty));
    }
}
