using ClimateFinance.Domain.Climate;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Domain.Projects;

/// <summary>One thing the bureau wants mended.</summary>
/// <param name="Code">For example <c>filing-number-not-found</c>.</param>
/// <param name="Field">The field of the sheet, by its JSON name.</param>
/// <param name="Words">What to do about it.</param>
public sealed record ReturnReason(string Code, string Field, string Words);

/// <summary>An enterprise began to write a project.</summary>
[EventName("project_drafted_v1")]
public sealed record ProjectDrafted(ProjectId Project, EnterpriseId Enterprise, ProjectSheet Sheet, bool Illustrative) : IEvent<Project>;

/// <summary>The sheet changed before it was submitted, or after it came back.</summary>
[EventName("project_revised_v1")]
public sealed record ProjectRevised(ProjectId Project, ProjectSheet Sheet) : IEvent<Project>;

/// <summary>The enterprise asks for admission; the reduction was worked out from the factors of that day.</summary>
/// <param name="OwnCapitalFloorPercent">The floor that the own capital was held against.</param>
/// <param name="PolicyVersion">The policy that floor is from.</param>
/// <param name="Flags">What looked wrong, with the enterprise's words.</param>
/// <param name="ReviewDueOn">The last day for the bureau's answer.</param>
[EventName("project_submitted_v1")]
public sealed record ProjectSubmitted(
    ProjectId Project, EnterpriseId Enterprise, ProjectSheet Sheet, ReductionEstimate Reduction, int OwnCapitalFloorPercent, int PolicyVersion,
    IReadOnlyList<ChallengeFlag>? Flags = null, DateOnly? ReviewDueOn = null)
    : IEvent<Project>;

/// <summary>The bureau shared the review out, or judged items of the checklist.</summary>
[EventName("project_reviewed_v1")]
public sealed record ProjectReviewed(ProjectId Project, IReadOnlyList<string>? Reviewers, IReadOnlyList<CheckVerdict> Checks) : IEvent<Project>;

/// <summary>The bureau admitted the project 入库: from here its sheet is immutable.</summary>
/// <param name="Checks">Every item of the checklist with its verdict.</param>
/// <param name="Late">Whether the three working days were over.</param>
[EventName("project_admitted_v1")]
public sealed record ProjectAdmitted(
    ProjectId Project, EnterpriseId Enterprise, IReadOnlyList<CheckVerdict>? Checks = null, bool? Late = null) : IEvent<Project>;

/// <summary>The bureau confirmed what the project is in an edition of a catalogue; what was confirmed before stays for the loans of its time.</summary>
[EventName("project_classified_v1")]
public sealed record ProjectClassified(ProjectId Project, Classification Classification) : IEvent<Project>;

/// <summary>The enterprise reported what was reduced in a period, with evidence and verifier.</summary>
[EventName("project_reduction_measured_v1")]
public sealed record ReductionMeasured(ProjectId Project, EnterpriseId Enterprise, int Number, MeasuredPeriod Measured) : IEvent<Project>;

/// <summary>The bureau sent the project back to be mended.</summary>
[EventName("project_returned_v1")]
public sealed record ProjectReturned(ProjectId Project, IReadOnlyList<ReturnReason> Reasons, bool? Late = null) : IEvent<Project>;

/// <summary>The project is built.</summary>
[EventName("project_completed_v1")]
public sealed record ProjectCompleted(ProjectId Project, DateOnly CompletedOn) : IEvent<Project>;

/// <summary>The enterprise gave the project up.</summary>
[EventName("project_withdrawn_v1")]
public sealed record ProjectWithdrawn(ProjectId Project, string Reason) : IEvent<Project>;
