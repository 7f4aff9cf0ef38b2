using ClimateFinance.Domain.Climate;
using ClimateFinance.Domain.Policy;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Domain.Projects;

/// <summary>Begin a project.</summary>
public sealed record DraftProject(ProjectId Project, EnterpriseId Enterprise, ProjectSheet Sheet, bool Illustrative) : ICommand<Project>;

/// <summary>Change the sheet before submission, or mend it after it came back.</summary>
public sealed record ReviseProject(ProjectSheet Sheet) : ICommand<Project>;

/// <summary>Ask for admission.</summary>
/// <param name="EnterpriseVerified">Whether the enterprise is verified and not suspended.</param>
/// <param name="Policy">The policy in force: the own-capital floors.</param>
/// <param name="Factors">The factor rows that the inputs name, and newer rows of the same series.</param>
/// <param name="Method">The method of the project's technology; null asks for no carriers.</param>
/// <param name="Rules">What is assumed of uncertainty.</param>
/// <param name="Challenges">What the claim is held against; null challenges nothing but the claim itself.</param>
/// <param name="Facts">What is known of the market for that.</param>
/// <param name="ReviewDueOn">The last day for the bureau's answer 三个工作日.</param>
public sealed record SubmitProject(
    bool EnterpriseVerified, MarketPolicy Policy, IReadOnlyList<EmissionFactor> Factors,
    TechnologyMethod? Method = null, EstimateRules? Rules = null, ChallengeRules? Challenges = null, ChallengeFacts? Facts = null, DateOnly? ReviewDueOn = null)
    : ICommand<Project>;

/// <summary>Share the review out, or say how items of the checklist stand 审核.</summary>
/// <param name="Reviewers">User ids of those who review; null leaves them as they are.</param>
/// <param name="Checks">Verdicts on items; a later one replaces an earlier one.</param>
/// <param name="Checklist">The items there are.</param>
public sealed record ReviewProject(IReadOnlyList<string>? Reviewers, IReadOnlyList<CheckVerdict> Checks, IReadOnlyList<CheckItem> Checklist) : ICommand<Project>;

/// <summary>Admit the project 入库. Without verdicts of its own it vouches for every item that was not judged yet.</summary>
/// <param name="Checks">Verdicts given with the admission.</param>
/// <param name="Checklist">The items there are.</param>
/// <param name="Standing">What is known of the enterprise: judges the items that the marketplace checks by itself.</param>
public sealed record AdmitProject(IReadOnlyList<CheckVerdict>? Checks = null, IReadOnlyList<CheckItem>? Checklist = null, EnterpriseStanding? Standing = null)
    : ICommand<Project>;

/// <summary>Confirm what a project is in an edition of a catalogue 认定.</summary>
/// <param name="Edition">The edition, in force today.</param>
/// <param name="Proposed">What was proposed, for comparison.</param>
/// <param name="Reason">Why it differs from the proposal; may be null when it does not.</param>
public sealed record ClassifyProject(
    TaxonomyEdition Edition, IReadOnlyList<GreenClass> Classes, IReadOnlyList<ProposedClass> Proposed, string? Reason) : ICommand<Project>;

/// <summary>Report what was reduced in a period 实测减排量.</summary>
public sealed record MeasureReduction(MeasuredPeriod Measured) : ICommand<Project>;

/// <summary>Send it back with one to twenty reasons.</summary>
public sealed record ReturnProject(IReadOnlyList<ReturnReason> Reasons) : ICommand<Project>;

/// <summary>Say that it is built.</summary>
public sealed record CompleteProject(DateOnly CompletedOn) : ICommand<Project>;

/// <summary>Give it up.</summary>
/// <param name="OpenNeeds">How many published needs stand on it: they go first.</param>
public sealed record WithdrawProject(string Reason, int OpenNeeds) : ICommand<Project>;
