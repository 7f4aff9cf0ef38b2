using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Domain.Climate;

/// <summary>The bureau opened the carbon account of a meeting.</summary>
[EventName("carbon_account_opened_v1")]
public sealed record CarbonAccountOpened(MeetingId Meeting, RegionCode Region, bool Illustrative) : IEvent<CarbonAccount>;

/// <summary>An activity was counted.</summary>
[EventName("carbon_activity_recorded_v1")]
public sealed record CarbonActivityRecorded(MeetingId Meeting, EventActivity Activity) : IEvent<CarbonAccount>;

/// <summary>An activity was recorded wrongly and no longer counts.</summary>
[EventName("carbon_activity_removed_v1")]
public sealed record CarbonActivityRemoved(MeetingId Meeting, int Number, string Reason) : IEvent<CarbonAccount>;

/// <summary>A source is not counted, for a reason.</summary>
[EventName("carbon_source_excluded_v1")]
public sealed record CarbonSourceExcluded(MeetingId Meeting, ExcludedSource Excluded) : IEvent<CarbonAccount>;

/// <summary>Units were retired for the event; each serial counts once in the whole installation.</summary>
[EventName("carbon_units_retired_v1")]
public sealed record CarbonUnitsRetired(MeetingId Meeting, RetiredUnits Retired) : IEvent<CarbonAccount>;

/// <summary>The account is closed and its statement made.</summary>
/// <param name="StatementSha256">Of the statement's canonical text, which anybody recomputes from the account.</param>
[EventName("carbon_account_closed_v1")]
public sealed record CarbonAccountClosed(MeetingId Meeting, AccountTotals Totals, DateOnly On, string StatementSha256) : IEvent<CarbonAccount>;

/// <summary>Open it.</summary>
/// <param name="Region">Of the meeting; null when there is no such meeting.</param>
public sealed record OpenCarbonAccount(MeetingId Meeting, RegionCode? Region, bool Illustrative) : ICommand<CarbonAccount>;

/// <summary>Count an activity.</summary>
/// <param name="Quantity">In <paramref name="Unit"/>, more than nothing.</param>
public sealed record RecordCarbonActivity(
    EventPhase Phase, EventSource Source, string Words, decimal Quantity, string Unit, ActivityFactor Factor, ActivityBasis Basis, decimal? UncertaintyPercent)
    : ICommand<CarbonAccount>;

/// <summary>Take one back.</summary>
public sealed record RemoveCarbonActivity(int Number, string Reason) : ICommand<CarbonAccount>;

/// <summary>Say that a source is not counted, and why.</summary>
public sealed record ExcludeCarbonSource(ExcludedSource Excluded) : ICommand<CarbonAccount>;

/// <summary>Retire units for the event. Its number is the account's to give.</summary>
/// <param name="UsedElsewhere">Serials of this block that some account has used already; empty for none.</param>
public sealed record RetireCarbonUnits(RetiredUnits Retired, IReadOnlyList<string> UsedElsewhere) : ICommand<CarbonAccount>;

/// <summary>Close it and make the statement.</summary>
public sealed record CloseCarbonAccount : ICommand<CarbonAccount>;

/// <summary>
/// A meeting's carbon account 活动碳账户: activities by phase and source, what is not counted, units retired, and in the end a statement.
/// One stream beside the meeting's own.
/// </summary>
public sealed record CarbonAccount(
    MeetingId? Meeting, RegionCode? Region, IReadOnlyList<EventActivity> Activities, int Counted, IReadOnlyList<ExcludedSource> Excluded,
    IReadOnlyList<RetiredUnits> Retired, CarbonAccountClosed? Closed) : IState<CarbonAccount>
{
    public const int MaxActivities = 500;

    public static string Category => "carbonAccount";

    public static CarbonAccount Initial { get; } = new(null, null, [], 0, [], [], null);

    public static Decision<CarbonAccount> Decide(CarbonAccount state, ICommand<CarbonAccount> command, Circumstance now)
    {
        if (command is OpenCarbonAccount open) return Open(state, open, now.By);
        if (state is not { Meeting: { } meeting, Region: { } region }) return Refusal.Unknown("carbon_account.unknown");
        if (!now.By.Oversees(region)) return Refusal.Forbidden("meeting.bureau_only");
        if (state.Closed is not null) return Refusal.Rule("carbon_account.closed");
        return command switch
        {
            RecordCarbonActivity c => Record(state, meeting, c),
            RemoveCarbonActivity c => Text.WordsFlaw("reason", c.Reason)
                ?? (state.Activities.All(a => a.Number != c.Number)
                    ? Refusal.Unknown("carbon_account.activity_unknown", ("number", c.Number))
                    : One(new CarbonActivityRemoved(meeting, c.Number, c.Reason))),
            ExcludeCarbonSource c => Exclude(state, meeting, c.Excluded),
            RetireCarbonUnits c => Retire(state, meeting, c, now.Today),
            CloseCarbonAccount => Close(state, meeting, now.Today),
            _ => Refusal.Rule("carbon_account.wrong_state", ("move", command.GetType().Name)),
        };
    }

    public static CarbonAccount Evolve(CarbonAccount state, IEvent<CarbonAccount> happened) => happened switch
    {
        CarbonAccountOpened e => state with { Meeting = e.Meeting, Region = e.Region },
        CarbonActivityRecorded e => state with { Activities = [.. state.Activities, e.Activity], Counted = e.Activity.Number },
        CarbonActivityRemoved e => state with { Activities = [.. state.Activities.Where(a => a.Number != e.Number)] },
        CarbonSourceExcluded e => state with { Excluded = [.. state.Excluded, e.Excluded] },
        CarbonUnitsRetired e => state with { Retired = [.. state.Retired, e.Retired] },
        CarbonAccountClosed e => state with { Closed = e },
        _ => throw new UnknownEventException(state, happened),
    };

    /// <summary>The phases and sources that are neither counted nor excluded: a statement about them would be silent.</summary>
    public IReadOnlyList<(EventPhase Phase, EventSource Source)> Silent() =>
    [
        .. from phase in Enum.GetValues<EventPhase>()
           from source in Enum.GetValues<EventSource>()
           where Activities.All(a => a.Phase != phase || a.Source != source) && Excluded.All(e => e.Phase != phase || e.Source != source)
           select (phase, source),
    ];

    private static Decision<CarbonAccount> Open(CarbonAccount state, OpenCarbonAccount open, Caller by)
    {
        if (open.Region is not { } region) return Refusal.Unknown("meeting.unknown");
        if (!by.Oversees(region)) return Refusal.Forbidden("meeting.bureau_only");
        return state.Meeting is not null ? Refusal.Rule("carbon_account.exists_already") : One(new CarbonAccountOpened(open.Meeting, region, open.Illustrative));
    }

    private static Decision<CarbonAccount> Record(CarbonAccount state, MeetingId meeting, RecordCarbonActivity c)
    {
        if ((Text.LineFlaw("words", c.Words) ?? Text.WordsFlaw("source", c.Factor.Source)) is { } flaw) return flaw;
        if (state.Activities.Count >= MaxActivities) return Refusal.Rule("carbon_account.too_many", ("max", MaxActivities));
        if (c.Quantity is <= 0m or > 1_000_000_000_000m || c.Factor.Value is <= 0m or > 1_000_000m)
            return Refusal.Shape("carbon_account.figure_wrong", ("quantity", c.Quantity), ("factor", c.Factor.Value));
        if (c.UncertaintyPercent is <= 0m or > 500m) return Refusal.Shape("factor.uncertainty_out_of_range", ("max", 500), ("given", c.UncertaintyPercent));
        if (!Quantity.TryConvert(c.Quantity, c.Unit, c.Factor.Unit, out var converted))
            return Refusal.Rule("carbon_account.unit_mismatch", ("unit", c.Factor.Unit), ("given", c.Unit));
        if (state.Excluded.Any(e => e.Phase == c.Phase && e.Source == c.Source))
            return Refusal.Rule("carbon_account.source_excluded", ("phase", c.Phase), ("source", c.Source));
        return One(new CarbonActivityRecorded(meeting, new EventActivity(
            state.Counted + 1, c.Phase, c.Source, c.Words, converted.Value, c.Factor, c.Basis, c.UncertaintyPercent, Exact.Round(converted.Value * c.Factor.Value, 3))));
    }

    private static Decision<CarbonAccount> Exclude(CarbonAccount state, MeetingId meeting, ExcludedSource excluded)
    {
        if (Text.WordsFlaw("reason", excluded.Reason) is { } flaw) return flaw;
        var there = state.Excluded.Any(e => e.Phase == excluded.Phase && e.Source == excluded.Source)
            || state.Activities.Any(a => a.Phase == excluded.Phase && a.Source == excluded.Source);
        return there
            ? Refusal.Rule("carbon_account.source_said_already", ("phase", excluded.Phase), ("source", excluded.Source))
            : One(new CarbonSourceExcluded(meeting, excluded));
    }

    private static Decision<CarbonAccount> Retire(CarbonAccount state, MeetingId meeting, RetireCarbonUnits c, DateOnly today)
    {
        if (c.Retired.Flaw(today) is { } flaw) return flaw;
        if (c.UsedElsewhere is [var used, ..]) return Refusal.Rule("carbon_account.serial_used", ("serial", used));
        return One(new CarbonUnitsRetired(meeting, c.Retired with { Number = state.Retired.Count + 1 }));
    }

    private static Decision<CarbonAccount> Close(CarbonAccount state, MeetingId meeting, DateOnly today)
    {
        if (state.Activities.Count == 0) return Refusal.Rule("carbon_account.nothing_counted");
        if (state.Silent() is [var (phase, source), ..] silent)
            return Refusal.Rule("carbon_account.source_silent", ("phase", phase), ("source", source), ("open", silent.Count));
        var totals = AccountTotals.Of(state.Activities, state.Retired);
        return One(new CarbonAccountClosed(meeting, totals, today, NeutralityStatement.Sha256(state, totals, today)));
    }

    private static Decision<CarbonAccount> One(IEvent<CarbonAccount> happened) => Decision<CarbonAccount>.Of(happened);
}
