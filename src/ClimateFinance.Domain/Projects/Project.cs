using ClimateFinance.Domain.Climate;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Domain.Projects;

/// <summary>Everything that stays with a project through all its states.</summary>
/// <param name="Illustrative">Made for demonstration, and marked so for ever.</param>
public sealed record ProjectFile(ProjectId Id, EnterpriseId Enterprise, ProjectSheet Sheet, bool Illustrative)
{
    /// <summary>Every classification that was confirmed, in order.</summary>
    public IReadOnlyList<Classification> Classifications { get; init; } = [];

    /// <summary>Every measured period that was reported, in order; the number counts from 1.</summary>
    public IReadOnlyList<MeasuredPeriod> Measured { get; init; } = [];
}

/// <summary>A low-carbon project 项目: draft → submitted → admitted 入库 | returned → completed | withdrawn.</summary>
public abstract record Project : IState<Project>
{
    private Project()
    {
    }

    public static string Category => "project";

    public static Project Initial { get; } = new Unborn();

    /// <summary>Nothing happened yet.</summary>
    public sealed record Unborn : Project;

    /// <summary>Any state after the first fact.</summary>
    public abstract record Known : Project
    {
        private protected Known(ProjectFile file) => File = file;

        public ProjectFile File { get; init; }
    }

    /// <summary>Written, never submitted.</summary>
    public sealed record Draft(ProjectFile File) : Known(File);

    /// <summary>Waits for the bureau.</summary>
    public sealed record Submitted(ProjectFile File, ReductionEstimate Reduction) : Known(File)
    {
        /// <summary>The last day for the bureau's answer; null in histories from before it was counted.</summary>
        public DateOnly? DueOn { get; init; }

        /// <summary>Who reviews.</summary>
        public IReadOnlyList<string> Reviewers { get; init; } = [];

        /// <summary>The verdicts so far, one an item.</summary>
        public IReadOnlyList<CheckVerdict> Checks { get; init; } = [];
    }

    /// <summary>Sent back to be mended.</summary>
    public sealed record Returned(ProjectFile File, IReadOnlyList<ReturnReason> Reasons) : Known(File);

    /// <summary>In the project library 入库.</summary>
    public sealed record Admitted(ProjectFile File, ReductionEstimate Reduction) : Known(File);

    /// <summary>Built.</summary>
    public sealed record Completed(ProjectFile File, ReductionEstimate Reduction) : Known(File);

    /// <summary>Given up.</summary>
    public sealed record Withdrawn(ProjectFile File, string Reason) : Known(File);

    public static Decision<Project> Decide(Project state, ICommand<Project> command, Circumstance circumstance)
    {
        if (command is DraftProject draft) return DecideDraft(state, draft, circumstance.By);
        if (state is not Known known) return Refusal.Unknown("project.unknown");
        var (own, overseen) = (circumstance.By.Is(known.File.Enterprise), circumstance.By.Oversees(known.File.Sheet.Region));
        if (!own && !overseen) return Refusal.Unknown("project.unknown");

        return command is AdmitProject or ReturnProject or ReviewProject or ClassifyProject
            ? overseen ? Oversee(known, command, circumstance) : Refusal.Forbidden("project.bureau_only")
            : own ? Keep(known, command, circumstance.Today) : Refusal.Forbidden("project.not_yours");
    }

    public static Project Evolve(Project state, IEvent<Project> happened) => (state, happened) switch
    {
        (Unborn, ProjectDrafted e) => new Draft(new ProjectFile(e.Project, e.Enterprise, e.Sheet, e.Illustrative)),
        (Draft or Returned, ProjectRevised e) => (Known)state with { File = ((Known)state).File with { Sheet = e.Sheet } },
        (Draft or Returned, ProjectSubmitted e) => new Submitted(((Known)state).File with { Sheet = e.Sheet }, e.Reduction) { DueOn = e.ReviewDueOn },
        (Submitted it, ProjectReviewed e) => it with { Reviewers = e.Reviewers ?? it.Reviewers, Checks = Checklist.Merge(it.Checks, e.Checks) },
        (Submitted or Admitted or Completed, ProjectClassified e) =>
            (Known)state with { File = ((Known)state).File with { Classifications = [.. ((Known)state).File.Classifications, e.Classification] } },
        (Admitted or Completed, ReductionMeasured e) =>
            (Known)state with { File = ((Known)state).File with { Measured = [.. ((Known)state).File.Measured, e.Measured] } },
        (Submitted it, ProjectAdmitted) => new Admitted(it.File, it.Reduction),
        (Submitted it, ProjectReturned e) => new Returned(it.File, e.Reasons),
        (Admitted it, ProjectCompleted) => new Completed(it.File, it.Reduction),
        (Draft or Submitted or Returned or Admitted, ProjectWithdrawn e) => new Withdrawn(((Known)state).File, e.Reason),
        _ => throw new UnknownEventException(state, happened),
    };

    private static Decision<Project> DecideDraft(Project state, DraftProject draft, Caller by)
    {
        if (state is not Unborn) return Refusal.Rule("project.exists_already");
        if (!by.Is(draft.Enterprise)) return Refusal.Forbidden("project.not_yours");
        return draft.Sheet.Flaw() ?? One(new ProjectDrafted(draft.Project, draft.Enterprise, draft.Sheet, draft.Illustrative));
    }

    private static Decision<Project> Keep(Known state, ICommand<Project> command, DateOnly today) => (state, command) switch
    {
        (Draft or Returned, ReviseProject c) => c.Sheet.Flaw() ?? One(new ProjectRevised(state.File.Id, c.Sheet)),
        (Draft or Returned, SubmitProject c) => Submission.Decide(state.File, c, today),
        (Admitted, CompleteProject c) => c.CompletedOn > today
            ? Refusal.Rule("project.completion_in_future", ("date", c.CompletedOn), ("today", today))
            : One(new ProjectCompleted(state.File.Id, c.CompletedOn)),
        (Admitted or Completed, MeasureReduction c) => c.Measured.FlawAfter(state.File.Measured, today)
            ?? One(new ReductionMeasured(state.File.Id, state.File.Enterprise, state.File.Measured.Count + 1, c.Measured)),
        (Draft or Submitted or Returned or Admitted, WithdrawProject c) => Withdraw(state.File, c),
        _ => WrongState(state, command),
    };

    private static Decision<Project> Oversee(Known state, ICommand<Project> command, Circumstance now) => (state, command) switch
    {
        (Submitted it, AdmitProject c) => Checklist.Admit(it, c, now.Today),
        (Submitted it, ReviewProject c) => Checklist.Review(it, c),
        (Submitted it, ReturnProject c) => ReasonsFlaw(c.Reasons) ?? One(new ProjectReturned(state.File.Id, c.Reasons, Checklist.Late(it, now.Today))),
        (Submitted or Admitted or Completed, ClassifyProject c) => Classification.Decide(state.File, c, now),
        _ => WrongState(state, command),
    };

    private static Decision<Project> Withdraw(ProjectFile file, WithdrawProject c)
    {
        if (Text.WordsFlaw("reason", c.Reason) is { } flaw) return flaw;
        return c.OpenNeeds > 0
            ? Refusal.Rule("project.needs_stand", ("openNeeds", c.OpenNeeds))
            : One(new ProjectWithdrawn(file.Id, c.Reason));
    }

    private static Refusal? ReasonsFlaw(IReadOnlyList<ReturnReason> reasons)
    {
        const int max = 20;
        if (reasons.Count is 0 or > max) return Refusal.Shape("reasons.wrong_count", ("min", 1), ("max", max), ("given", reasons.Count));
        foreach (var reason in reasons)
        {
            var flaw = Text.LineFlaw("code", reason.Code) ?? Text.LineFlaw("field", reason.Field) ?? Text.WordsFlaw("words", reason.Words);
            if (flaw is not null) return flaw;
        }

        return null;
    }

    private static Decision<Project> One(IEvent<Project> happened) => Decision<Project>.Of(happened);

    private static Refusal WrongState(Known state, ICommand<Project> command) =>
        Refusal.Rule("project.wrong_state", ("state", state.GetType().Name), ("move", command.GetType().Name));
}
