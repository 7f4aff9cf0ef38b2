using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Domain.Rounds;

/// <summary>A need that took part in a round, in the revision and with the slots it had.</summary>
public sealed record RoundNeedTaken(NeedId Need, int Revision, int Slots);

/// <summary>What a round was held over and under.</summary>
/// <param name="Region">The needs of this region took part.</param>
/// <param name="Mode">How good it had to be.</param>
/// <param name="QuotaPercent">The share of each product's quota left that proposals might cover, in per cent.</param>
/// <param name="CasesPerOfficer">How many cases at once an officer was counted with.</param>
/// <param name="Basis">The day, benchmark print and policy version.</param>
/// <param name="Illustrative">Whether anything in it is illustrative.</param>
public sealed record RoundTerms(
    RegionCode Region, RoundMode Mode, int QuotaPercent, int CasesPerOfficer, EvaluationBasis Basis, bool Illustrative);

/// <summary>The bureau held a round over the whole market: what took part, what it proposes, and the prices that prove how good that is.</summary>
[EventName("round_held_v1")]
public sealed record RoundHeld(RoundId Round, RoundTerms Terms, IReadOnlyList<RoundNeedTaken> Needs, RoundOutcome Outcome) : IEvent<Round>;

/// <summary>Hold a round; the engine worked its outcome out.</summary>
public sealed record HoldRound(RoundId Round, RoundTerms Terms, IReadOnlyList<RoundNeedTaken> Needs, RoundOutcome Outcome) : ICommand<Round>;

/// <summary>A whole-market round 撮合轮次: held once, and a fact from then on. Its proposals become pairings of their own.</summary>
public abstract record Round : IState<Round>
{
    private Round()
    {
    }

    public static string Category => "round";

    public static Round Initial { get; } = new Unborn();

    /// <summary>Nothing happened yet.</summary>
    public sealed record Unborn : Round;

    /// <summary>Worked out and kept.</summary>
    public sealed record Held(RoundId Id, RoundTerms Terms) : Round;

    public static Decision<Round> Decide(Round state, ICommand<Round> command, Circumstance circumstance) => (state, command) switch
    {
        (Unborn, HoldRound c) when !circumstance.By.Oversees(c.Terms.Region) => Refusal.Forbidden("round.not_your_region"),
        (Unborn, HoldRound c) => Decision<Round>.Of(new RoundHeld(c.Round, c.Terms, c.Needs, c.Outcome)),
        _ => Refusal.Rule("round.wrong_state", ("state", state.GetType().Name), ("move", command.GetType().Name)),
    };

    public static Round Evolve(Round state, IEvent<Round> happened) => (state, happened) switch
    {
        (Unborn, RoundHeld e) => new Held(e.Round, e.Terms),
        _ => throw new UnknownEventException(state, happened),
    };
}
