using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Domain.Policy;

/// <summary>A policy version came into the book.</summary>
[EventName("policy_adopted_v1")]
public sealed record PolicyAdopted(MarketPolicy Policy, string Reason) : IEvent<PolicyBook>;

/// <summary>Adopt the next version; its number is the last one's plus one.</summary>
public sealed record AdoptPolicy(MarketPolicy Policy, string Reason) : ICommand<PolicyBook>;

/// <summary>Every policy version of this market, in order. There is one book, on one stream.</summary>
public sealed record PolicyBook(IReadOnlyList<MarketPolicy> Versions) : IState<PolicyBook>
{
    /// <summary>The stream of the one book.</summary>
    public static readonly Guid StreamId = new("0196c1a4-0000-7000-8000-000000000001");

    public static string Category => "policy";

    public static PolicyBook Initial { get; } = new([]);

    /// <summary>The version that decides on a day: the last one adopted whose first day has come; null before the first.</summary>
    public MarketPolicy? InForceOn(DateOnly day) => Versions.LastOrDefault(v => v.EffectiveFrom <= day);

    /// <summary>The first weight or limit that no policy may have, whoever adopts it and when; null when all is well.</summary>
    public static Refusal? Flaw(MarketPolicy policy) => PolicyLimits.Flaw(policy);

    public static Decision<PolicyBook> Decide(PolicyBook state, ICommand<PolicyBook> command, Circumstance circumstance) => command switch
    {
        AdoptPolicy adopt => Adopt(state, adopt, circumstance),
        _ => Refusal.Rule("policy.wrong_state", ("state", state.Versions.Count), ("move", command.GetType().Name)),
    };

    public static PolicyBook Evolve(PolicyBook state, IEvent<PolicyBook> happened) => happened switch
    {
        PolicyAdopted e => new PolicyBook([.. state.Versions, e.Policy]),
        _ => throw new UnknownEventException(state, happened),
    };

    private static Decision<PolicyBook> Adopt(PolicyBook state, AdoptPolicy adopt, Circumstance circumstance)
    {
        var (policy, next) = (adopt.Policy, state.Versions.Count + 1);

        // The installation itself writes version 1; after that people decide.
        var allowed = circumstance.By.Role is Role.Bureau or Role.Operator || (circumstance.By.Role is Role.System && next == 1);
        if (!allowed) return Refusal.Forbidden("policy.not_yours");
        if (policy.Version != next) return Refusal.Rule("policy.version_not_next", ("next", next), ("given", policy.Version));
        if (next > 1 && policy.EffectiveFrom < circumstance.Today)
            return Refusal.Rule("policy.effective_in_past", ("effectiveFrom", policy.EffectiveFrom), ("today", circumstance.Today));

        return Text.WordsFlaw("reason", adopt.Reason)
            ?? PolicyLimits.Flaw(policy)
            ?? Decision<PolicyBook>.Of(new PolicyAdopted(policy, adopt.Reason));
    }
}
