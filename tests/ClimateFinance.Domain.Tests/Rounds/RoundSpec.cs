using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Rounds;
using ClimateFinance.Domain.Shared;
using Xunit;
using static ClimateFinance.Domain.Tests.Some;

namespace ClimateFinance.Domain.Tests.Rounds;

public sealed class RoundSpec
{
    private static readonly RoundId Id = new(new Guid("00000000-0000-7000-8000-000000009001"));
    private static readonly EvaluationBasis Basis = new(Today, new BenchmarkPrint(Today, new(300), new(350)), 1);
    private static readonly RoundTerms Terms = new(Handan, RoundMode.Exact, 100, 10, Basis, false);
    private static readonly RoundOutcome Outcome = new([new RoundProposal(Loan, 1, Green, 1, 9_000, Cny.FromWan(100))], 9_000, 9_000, 1, [], [], []);
    private static readonly HoldRound Hold = new(Id, Terms, [new RoundNeedTaken(Loan, 1, 3)], Outcome);
    private static readonly RoundHeld Held = new(Id, Terms, Hold.Needs, Outcome);

    [Fact]
    public void The_bureau_of_its_region_holds_it_once()
    {
        Spec.Given<Round>().When(Hold, Bureau).Then(Held);
        Spec.Given<Round>(Held).When(Hold, Bureau).Refused(RefusalKind.Rule, "round.wrong_state", ("state", "Held"), ("move", "HoldRound"));
    }

    [Fact]
    public void Nobody_else_holds_one()
    {
        foreach (var by in new[] { Owner, Officer, FarBureau, NoRegion, Some.Operator, Some.System })
            Spec.Given<Round>().When(Hold, by).Refused(RefusalKind.Forbidden, "round.not_your_region");
    }

    [Theory]
    [InlineData(100, 100, 0)]
    [InlineData(99, 100, 10_000)]
    [InlineData(2_999_999, 3_000_000, 1)]
    [InlineData(0, 0, 0)]
    public void The_gap_is_rounded_up_in_millionths_of_the_bound(long total, long bound, int parts) =>
        Assert.Equal(parts, (Outcome with { Total = total, Bound = bound }).GapParts());
}
