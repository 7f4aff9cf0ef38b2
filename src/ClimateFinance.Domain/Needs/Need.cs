using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Domain.Needs;

/// <summary>Everything that stays with a need through all its states.</summary>
/// <param name="Region">The enterprise's region: its bureau oversees the need.</param>
/// <param name="Illustrative">Made for demonstration, and marked so for ever.</param>
public sealed record NeedFile(NeedId Id, EnterpriseId Enterprise, RegionCode Region, bool Illustrative);

/// <summary>What deals brought for a need so far.</summary>
public sealed record NeedFunding(Cny Amount, IReadOnlyList<DealId> Deals)
{
    public static NeedFunding None { get; } = new(Cny.Zero, []);
}

/// <summary>A financing need 融资需求: draft → published (revision by revision) → funded | withdrawn | lapsed.</summary>
public abstract record Need : IState<Need>
{
    private Need()
    {
    }

    public static string Category => "need";

    public static Need Initial { get; } = new Unborn();

    /// <summary>Nothing happened yet.</summary>
    public sealed record Unborn : Need;

    /// <summary>Any state after the first fact.</summary>
    public abstract record Known : Need
    {
        private protected Known(NeedFile file) => File = file;

        public NeedFile File { get; init; }
    }

    /// <summary>Written, never published.</summary>
    public sealed record Draft(NeedFile File, NeedSheet Sheet) : Known(File);

    /// <summary>On the market with <see cref="Sheet"/>; <see cref="Next"/> is the draft of the next revision, if one is being written.</summary>
    /// <param name="ConfirmedOn">The last day its enterprise stood by it.</param>
    /// <param name="StaleOn">The day it was marked as unconfirmed; null while it is fresh.</param>
    public sealed record Published(
        NeedFile File, int Revision, NeedSheet Sheet, NeedSheet? Next, DateOnly ConfirmedOn, DateOnly? StaleOn, NeedFunding Funding) : Known(File);

    /// <summary>Covered in full by its deals.</summary>
    public sealed record Funded(NeedFile File, NeedFunding Funding) : Known(File);

    /// <summary>Taken back; what deals brought before stays.</summary>
    public sealed record Withdrawn(NeedFile File, NeedFunding Funding) : Known(File);

    /// <summary>Left the market because nobody confirmed it.</summary>
    public sealed record Lapsed(NeedFile File, NeedFunding Funding) : Known(File);

    public static Decision<Need> Decide(Need state, ICommand<Need> command, Circumstance circumstance)
    {
        if (command is DraftNeed draft) return DecideDraft(state, draft, circumstance.By);
        if (state is not Known known || !MayKnow(circumstance.By, known.File)) return Refusal.Unknown("need.unknown");

        return command is MarkNeedStale or LapseNeed or RecordNeedFunding
            ? circumstance.By.Role == Role.System ? Tend(known, command, circumstance.Today) : Refusal.Forbidden("need.system_only")
            : circumstance.By.Is(known.File.Enterprise) ? Keep(known, command, circumstance.Today) : Refusal.Forbidden("need.not_yours");
    }

    public static Need Evolve(Need state, IEvent<Need> happened) => (state, happened) switch
    {
        (Unborn, NeedDrafted e) => new Draft(new NeedFile(e.Need, e.Enterprise, e.Region, e.Illustrative), e.Sheet),
        (Draft it, NeedRevised e) => it with { Sheet = e.Sheet },
        (Published it, NeedRevised e) => it with { Next = e.Sheet },
        (Draft it, NeedPublished e) => new Published(it.File, e.Revision, e.Sheet, null, e.PublishedOn, null, NeedFunding.None),
        (Published it, NeedPublished e) => new Published(it.File, e.Revision, e.Sheet, null, e.PublishedOn, null, it.Funding),
        (Published it, NeedReconfirmed e) => it with { ConfirmedOn = e.ConfirmedOn, StaleOn = null },
        (Published it, NeedWentStale e) => it with { StaleOn = e.StaleOn },
        (Published it, NeedFunded { InFull: false } e) => it with { Funding = After(it.Funding, e) },
        (Published it, NeedFunded e) => new Funded(it.File, After(it.Funding, e)),
        (Published it, NeedLapsed) => new Lapsed(it.File, it.Funding),
        (Published it, NeedWithdrawn) => new Withdrawn(it.File, it.Funding),
        (Draft it, NeedWithdrawn) => new Withdrawn(it.File, NeedFunding.None),
        _ => throw new UnknownEventException(state, happened),
    };

    private static Decision<Need> DecideDraft(Need state, DraftNeed draft, Caller by)
    {
        if (state is not Unborn) return Refusal.Rule("need.exists_already");
        if (!by.Is(draft.Enterprise)) return Refusal.Forbidden("need.not_yours");
        return draft.Sheet.Flaw() ?? One(new NeedDrafted(draft.Need, draft.Enterprise, draft.Region, draft.Sheet, draft.Illustrative));
    }

    private static Decision<Need> Keep(Known state, ICommand<Need> command, DateOnly today) => (state, command) switch
    {
        (Draft or Published, ReviseNeed c) => c.Sheet.Flaw() ?? One(new NeedRevised(state.File.Id, c.Sheet)),
        (Draft it, PublishNeed c) => Publication.Decide(it.File, 1, it.Sheet, NeedFunding.None, c, today),
        (Published { Next: { } next } it, PublishNeed c) => Publication.Decide(it.File, it.Revision + 1, next, it.Funding, c, today),
        (Published, PublishNeed) => Refusal.Rule("need.nothing_to_publish"),
        (Published it, ReconfirmNeed) => One(new NeedReconfirmed(it.File.Id, today)),
        (Draft or Published, WithdrawNeed c) => Text.WordsFlaw("reason", c.Reason) ?? One(new NeedWithdrawn(state.File.Id, c.Reason)),
        _ => WrongState(state, command),
    };

    private static Decision<Need> Tend(Known state, ICommand<Need> command, DateOnly today) => (state, command) switch
    {
        (Published it, MarkNeedStale c) => MarkStale(it, c.StaleAfterDays, today),
        (Published it, LapseNeed c) => Lapse(it, c, today),
        (Published it, RecordNeedFunding c) => Fund(it, c),
        _ => WrongState(state, command),
    };

    private static Decision<Need> MarkStale(Published it, int afterDays, DateOnly today)
    {
        if (it.StaleOn is { } since) return Refusal.Rule("need.stale_already", ("staleOn", since));
        var due = it.ConfirmedOn.AddDays(afterDays);
        return today < due
            ? Refusal.Rule("need.not_stale_yet", ("staleFrom", due), ("today", today))
            : One(new NeedWentStale(it.File.Id, it.ConfirmedOn, today));
    }

    private static Decision<Need> Lapse(Published it, LapseNeed c, DateOnly today)
    {
        if (it.StaleOn is not { } stale) return Refusal.Rule("need.not_stale_yet", ("confirmedOn", it.ConfirmedOn), ("today", today));
        if (c.InDeal) return Refusal.Rule("need.in_deal");
        var due = stale.AddDays(c.AfterStaleDays);
        return today < due ? Refusal.Rule("need.not_lapsed_yet", ("lapsesFrom", due), ("today", today)) : One(new NeedLapsed(it.File.Id));
    }

    private static Decision<Need> Fund(Published it, RecordNeedFunding c)
    {
        if (it.Funding.Deals.Contains(c.Deal)) return Refusal.Rule("need.funding_recorded_already", ("deal", c.Deal.Value));
        var funded = it.Funding.Amount + c.Amount;
        return One(new NeedFunded(it.File.Id, c.Deal, c.Amount, funded, InFull: funded >= it.Sheet.Amount));
    }

    private static NeedFunding After(NeedFunding before, NeedFunded e) => new(e.Funded, [.. before.Deals, e.Deal]);

    // A bank sees a need only anonymised, through its own read model; never by this id.
    private static bool MayKnow(Caller by, NeedFile file) => by.Is(file.Enterprise) || by.Oversees(file.Region) || by.Role == Role.System;

    private static Decision<Need> One(IEvent<Need> happened) => Decision<Need>.Of(happened);

    private static Refusal WrongState(Known state, ICommand<Need> command) =>
        Refusal.Rule("need.wrong_state", ("state", state.GetType().Name), ("move", command.GetType().Name));
}
