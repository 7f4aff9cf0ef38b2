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
[EventName("project_submitted_v1")]
public sealed record ProjectSubmitted(
    ProjectId Project, EnterpriseId Enterprise, ProjectSheet Sheet, ReductionEstimate Reduction, int OwnCapitalFloorPercent, int PolicyVersion)
    : IEvent<Project>;

/// <summary>The bureau admitted the project 入库: from here its sheet is immutable.</summary>
[EventName("project_admitted_v1")]
public sealed record ProjectAdmitted(ProjectId Project, EnterpriseId Enterprise) : IEvent<Project>;

/// <summary>The bureau sent the project back to be mended.</summary>
[EventName("project_returned_v1")]
public sealed record ProjectReturned(ProjectId Project, IReadOnlyList<ReturnReason> Reasons) : IEvent<Project>;

/// <summary>The project is built.</summary>
[EventName("project_completed_v1")]
public sealed record ProjectCompleted(ProjectId Project, DateOnly CompletedOn) : IEvent<Project>;

/// <summary>The enterprise gave the project up.</summary>
[EventName("project_withdrawn_v1")]
public sealed record ProjectWithdrawn(ProjectId Project, string Reason) : IEvent<Project>;
