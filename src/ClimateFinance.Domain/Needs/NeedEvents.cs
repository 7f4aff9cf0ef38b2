using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Domain.Needs;

/// <summary>An enterprise began to write a need.</summary>
[EventName("need_drafted_v1")]
public sealed record NeedDrafted(NeedId Need, EnterpriseId Enterprise, RegionCode Region, NeedSheet Sheet, bool Illustrative) : IEvent<Need>;

/// <summary>The draft of the next revision changed; what is published stays as it is.</summary>
[EventName("need_revised_v1")]
public sealed record NeedRevised(NeedId Need, NeedSheet Sheet) : IEvent<Need>;

/// <summary>A revision came to the market: immutable from here, and named by every pairing.</summary>
/// <param name="PublishedOn">The day (Shanghai) from which its confirmation counts.</param>
[EventName("need_published_v1")]
public sealed record NeedPublished(NeedId Need, EnterpriseId Enterprise, int Revision, NeedSheet Sheet, DateOnly PublishedOn) : IEvent<Need>;

/// <summary>The enterprise says that the need still stands.</summary>
[EventName("need_reconfirmed_v1")]
public sealed record NeedReconfirmed(NeedId Need, DateOnly ConfirmedOn) : IEvent<Need>;

/// <summary>Nobody confirmed the need for too long: the enterprise is reminded.</summary>
[EventName("need_went_stale_v1")]
public sealed record NeedWentStale(NeedId Need, DateOnly LastConfirmedOn, DateOnly StaleOn) : IEvent<Need>;

/// <summary>Nobody confirmed the stale need either: it left the market.</summary>
[EventName("need_lapsed_v1")]
public sealed record NeedLapsed(NeedId Need) : IEvent<Need>;

/// <summary>The enterprise took the need back.</summary>
[EventName("need_withdrawn_v1")]
public sealed record NeedWithdrawn(NeedId Need, string Reason) : IEvent<Need>;

/// <summary>A deal brought money for the need.</summary>
/// <param name="Deal">Which deal.</param>
/// <param name="Amount">What it brought.</param>
/// <param name="Funded">All that deals brought so far, this one included.</param>
/// <param name="InFull">Whether that covers the need, which closes it.</param>
[EventName("need_funded_v1")]
public sealed record NeedFunded(NeedId Need, DealId Deal, Cny Amount, Cny Funded, bool InFull) : IEvent<Need>;
