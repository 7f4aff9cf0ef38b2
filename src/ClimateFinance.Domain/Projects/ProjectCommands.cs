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
public sealed record SubmitProject(bool EnterpriseVerified, MarketPolicy Policy, IReadOnlyList<EmissionFactor> Factors) : ICommand<Project>;

/// <summary>Admit the project 入库.</summary>
public sealed record AdmitProject : ICommand<Project>;

/// <summary>Send it back with one to twenty reasons.</summary>
public sealed record ReturnProject(IReadOnlyList<ReturnReason> Reasons) : ICommand<Project>;

/// <summary>Say that it is built.</summary>
public sealed record CompleteProject(DateOnly CompletedOn) : ICommand<Project>;

/// <summary>Give it up.</summary>
/// <param name="OpenNeeds">How many published needs stand on it: they go first.</param>
public sealed record WithdrawProject(string Reason, int OpenNeeds) : ICommand<Project>;
