using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Domain.Needs;

/// <summary>What a need has to know of its project.</summary>
/// <param name="Enterprise">Whose project it is.</param>
/// <param name="Admitted">Whether it is admitted 入库 and neither completed nor withdrawn.</param>
/// <param name="Investment">Its total investment.</param>
/// <param name="OwnCapital">Its own capital.</param>
/// <param name="OtherOpenNeeds">What the other published needs for it ask for in all.</param>
public sealed record NeedProject(
    ProjectId Project, EnterpriseId Enterprise, bool Admitted, Cny Investment, Cny OwnCapital, Cny OtherOpenNeeds);

/// <summary>Begin a need.</summary>
/// <param name="Region">The enterprise's region.</param>
public sealed record DraftNeed(NeedId Need, EnterpriseId Enterprise, RegionCode Region, NeedSheet Sheet, bool Illustrative) : ICommand<Need>;

/// <summary>Change the draft of the next revision.</summary>
public sealed record ReviseNeed(NeedSheet Sheet) : ICommand<Need>;

/// <summary>Bring the draft to the market as the next revision.</summary>
/// <param name="EnterpriseVerified">Whether the enterprise is verified and not suspended.</param>
/// <param name="Project">The project the sheet names; null when it names none, or none that exists.</param>
public sealed record PublishNeed(bool EnterpriseVerified, NeedProject? Project) : ICommand<Need>;

/// <summary>Say that the need still stands.</summary>
public sealed record ReconfirmNeed : ICommand<Need>;

/// <summary>Mark a need that nobody confirmed for so many days (policy). By the system.</summary>
public sealed record MarkNeedStale(int StaleAfterDays) : ICommand<Need>;

/// <summary>Take a stale need off the market after so many days more. By the system.</summary>
/// <param name="InDeal">Whether an open deal stands on it: then it does not lapse.</param>
public sealed record LapseNeed(int AfterStaleDays, bool InDeal) : ICommand<Need>;

/// <summary>Take the need back.</summary>
public sealed record WithdrawNeed(string Reason) : ICommand<Need>;

/// <summary>Record what a deal brought; once per deal. By the system.</summary>
public sealed record RecordNeedFunding(DealId Deal, Cny Amount) : ICommand<Need>;
