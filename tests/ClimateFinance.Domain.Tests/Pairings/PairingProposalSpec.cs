using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Shared;
using Xunit;
using static ClimateFinance.Domain.Tests.Pairings.PairingScene;
using static ClimateFinance.Domain.Tests.Some;

namespace ClimateFinance.Domain.Tests.Pairings;

public sealed class PairingProposalSpec
{
    private static readonly Caller[] Everyone =
        [Owner, OtherOwner, Officer, OtherOfficer, Impostor, BankImpostor, Bureau, FarBureau, NoRegion, Some.Operator, Some.System];

    public static TheoryData<PairingOrigin, string> Origins => new()
    {
        { PairingOrigin.Engine, Some.System.Actor },
        { PairingOrigin.Round, Some.System.Actor },
        { PairingOrigin.Claim, Officer.Actor },
        { PairingOrigin.Introduction, Bureau.Actor },
        { PairingOrigin.Meeting, Bureau.Actor },
    };

    [Theory]
    [MemberData(nameof(Origins))]
    public void Each_origin_has_one_side_that_proposes(PairingOrigin origin, string proposer)
    {
        MeetingId? meeting = origin == PairingOrigin.Meeting ? Assembly : null;
        foreach (var by in Everyone)
        {
            var outcome = Unborn.When(Propose(origin, meeting), by);
            if (by.Actor != proposer)
            {
                outcome.Refused(RefusalKind.Forbidden, "pairing.not_yours_to_propose");
                continue;
            }

            var open = Assert.IsType<Pairing.Open>(outcome.Then(ByOrigin(origin, meeting)));
            Assert.Equal((false, false), (open.EnterpriseInterested, open.BankInterested));
        }
    }

    [Fact]
    public void It_is_proposed_once()
    {
        foreach (var scenario in new[] { Proposed, Mutual, Declined, Superseded })
            scenario.When(Propose(PairingOrigin.Engine, null), Some.System).Refused(RefusalKind.Rule, "pairing.exists_already");
    }

    [Fact]
    public void Without_eligibility_nobody_proposes_and_the_missed_criteria_are_named()
    {
        foreach (var (origin, by) in new[] { (PairingOrigin.Engine, Some.System), (PairingOrigin.Claim, Officer), (PairingOrigin.Introduction, Bureau) })
        {
            Unborn.When(Propose(origin, null, Criterion.Term, Criterion.Grade), by)
                .Refused(RefusalKind.Rule, "pairing.not_eligible", ("criteria", "Term, Grade"));
        }
    }

    [Fact]
    public void What_both_sides_said_at_a_meeting_counts_without_eligibility() =>
        Unborn.When(Propose(PairingOrigin.Meeting, Assembly, Criterion.Rate), Bureau).Then(ByOrigin(PairingOrigin.Meeting, Assembly, Criterion.Rate));

    [Fact]
    public void A_wrong_caller_does_not_learn_whether_it_would_be_eligible() =>
        Unborn.When(Propose(PairingOrigin.Claim, null, Criterion.Rate), OtherOfficer)
            .Refused(RefusalKind.Forbidden, "pairing.not_yours_to_propose");
}
