using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Domain.Pairings;

/// <summary>
/// A pairing 配对 of one need with one product: proposed → interest of one side → mutual (opens the deal) | declined | superseded.
/// </summary>
public abstract record Pairing : IState<Pairing>
{
    private Pairing()
    {
    }

    public static string Category => "pairing";

    public static Pairing Initial { get; } = new Unborn();

    /// <summary>Nothing happened yet.</summary>
    public sealed record Unborn : Pairing;

    /// <summary>Waiting for both sides' interest, or, with both, in line for a slot of the need.</summary>
    /// <param name="HasSlot">The bank's claim holds a slot.</param>
    public sealed record Open(PairingProposed Proposal, bool EnterpriseInterested, bool BankInterested, bool HasSlot) : Pairing;

    /// <summary>Both sides are interested.</summary>
    public sealed record Mutual(PairingProposed Proposal, DealId Deal) : Pairing;

    /// <summary>Declined or superseded.</summary>
    public sealed record Over(PairingProposed Proposal, string Why) : Pairing;

    /// <summary>What it stands on; null before it is proposed.</summary>
    public PairingProposed? Ground => this switch
    {
        Open it => it.Proposal,
        Mutual it => it.Proposal,
        Over it => it.Proposal,
        _ => null,
    };

    public static Decision<Pairing> Decide(Pairing state, ICommand<Pairing> command, Circumstance circumstance)
    {
        if (command is ProposePairing propose) return Propose(state, propose, circumstance.By);
        if (state.Ground is not { } ground || !MayKnow(ground, circumstance.By)) return Refusal.Unknown("pairing.unknown");

        return (state, command) switch
        {
            (Open it, ExpressInterest interest) => Interest(it, interest, circumstance.By),
            (Open it, DeclinePairing decline) => Decline(it, decline, circumstance.By),
            (Open it, SupersedePairing supersede) when circumstance.By.Role == Role.System =>
                Decision<Pairing>.Of(new PairingSuperseded(it.Proposal.Pairing, supersede.ReasonCode, supersede.Criteria)),
            (Open it, GrantSlot grant) when circumstance.By.Role == Role.System => Grant(it, grant.Line),
            (Mutual, ExpressInterest) => Refusal.Rule("pairing.mutual_already"),
            _ => Refusal.Rule("pairing.wrong_state", ("state", state.GetType().Name), ("move", command.GetType().Name)),
        };
    }

    public static Pairing Evolve(Pairing state, IEvent<Pairing> happened) => (state, happened) switch
    {
        (Unborn, PairingProposed e) => new Open(e, false, false, false),
        (Open it, InterestExpressed { Side: Side.Enterprise }) => it with { EnterpriseInterested = true },
        (Open it, InterestExpressed { Side: Side.Bank }) => it with { BankInterested = true },
        (Open { BankInterested: true } it, SlotTaken) => it with { HasSlot = true },
        (Open it, PairingBecameMutual e) => new Mutual(it.Proposal, e.Deal),
        (Open it, PairingDeclined e) => new Over(it.Proposal, e.ReasonCode),
        (Open it, PairingSuperseded e) => new Over(it.Proposal, e.ReasonCode),
        _ => throw new UnknownEventException(state, happened),
    };

    private static Decision<Pairing> Propose(Pairing state, ProposePairing it, Caller by)
    {
        if (state is not Unborn) return Refusal.Rule("pairing.exists_already");
        var allowed = it.Origin switch
        {
            PairingOrigin.Engine or PairingOrigin.Round => by.Role == Role.System,
            PairingOrigin.Claim => by.Is(it.Product.Bank),
            PairingOrigin.Introduction or PairingOrigin.Meeting => by.Oversees(it.Need.Region),
            _ => throw new ArgumentOutOfRangeException(nameof(it), it.Origin, "Unknown origin."),
        };
        if (!allowed) return Refusal.Forbidden("pairing.not_yours_to_propose");

        var misses = it.Evaluation.Criteria.Where(c => !c.Passed).Select(c => c.Criterion).ToArray();
        if (misses.Length > 0 && it.Origin != PairingOrigin.Meeting)
            return Refusal.Rule("pairing.not_eligible", ("criteria", string.Join(", ", misses)));

        return Decision<Pairing>.Of(
            new PairingProposed(it.Pairing, it.Origin, it.Meeting, it.Need, it.Product, it.History, it.Basis, it.Evaluation));
    }

    private static Decision<Pairing> Interest(Open it, ExpressInterest interest, Caller by)
    {
        var ground = it.Proposal;
        if (!interest.NeedLive) return Refusal.Rule("need.not_open");
        if (!interest.ProductLive) return Refusal.Rule("product.not_on_the_market");

        var enterprise = by.Is(ground.Need.Enterprise);
        var bank = by.Is(ground.Product.Bank);
        var both = interest.Meeting is not null && by.Oversees(ground.Need.Region);
        if (!enterprise && !bank && !both) return Refusal.Forbidden("pairing.not_your_side");
        if ((enterprise && it.EnterpriseInterested) || (bank && it.BankInterested)) return Refusal.Rule("pairing.interest_stated_already");

        var happened = new List<IEvent<Pairing>>(4);
        if ((enterprise || both) && !it.EnterpriseInterested) happened.Add(new InterestExpressed(ground.Pairing, Side.Enterprise));
        if ((bank || both) && !it.BankInterested) happened.Add(new InterestExpressed(ground.Pairing, Side.Bank));

        // A bank waits for a slot; what a meeting agreed begins now or not at all.
        var slot = it.HasSlot || interest.SlotFree;
        if (both && !slot) return Refusal.Rule("need.slots_full", ("slots", interest.BankSlots), ("inContact", interest.BanksInContact));
        if ((it.BankInterested || bank || both) && slot) Take(happened, it, it.EnterpriseInterested || enterprise || both, interest.Deal);
        return Decision<Pairing>.Of(happened);
    }

    private static Decision<Pairing> Grant(Open it, ExpressInterest line)
    {
        if (!it.BankInterested || it.HasSlot) return Refusal.Rule("pairing.not_waiting");
        if (!line.NeedLive) return Refusal.Rule("need.not_open");
        if (!line.ProductLive) return Refusal.Rule("product.not_on_the_market");
        if (!line.SlotFree) return Refusal.Rule("need.slots_full", ("slots", line.BankSlots), ("inContact", line.BanksInContact));
        var happened = new List<IEvent<Pairing>>(2);
        Take(happened, it, it.EnterpriseInterested, line.Deal);
        return Decision<Pairing>.Of(happened);
    }

    /// <summary>The claim has its slot; where the enterprise is interested too, that makes it mutual.</summary>
    private static void Take(List<IEvent<Pairing>> happened, Open it, bool enterprise, DealId deal)
    {
        if (!it.HasSlot) happened.Add(new SlotTaken(it.Proposal.Pairing));
        if (enterprise) happened.Add(new PairingBecameMutual(it.Proposal.Pairing, deal));
    }

    private static Decision<Pairing> Decline(Open it, DeclinePairing decline, Caller by)
    {
        if (DeclineReasons.Flaw(decline.ReasonCode, decline.Words) is { } flaw) return flaw;
        Side? side = by.Is(it.Proposal.Need.Enterprise) ? Side.Enterprise : by.Is(it.Proposal.Product.Bank) ? Side.Bank : null;
        return side is { } declining
            ? Decision<Pairing>.Of(new PairingDeclined(it.Proposal.Pairing, declining, decline.ReasonCode, decline.Words))
            : Refusal.Forbidden("pairing.not_your_side");
    }

    private static bool MayKnow(PairingProposed ground, Caller by) =>
        by.Role == Role.System || by.Is(ground.Need.Enterprise) || by.Is(ground.Product.Bank) || by.Oversees(ground.Need.Region);
}
