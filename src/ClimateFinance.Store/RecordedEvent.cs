using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Store;

/// <summary>Who and what stands behind an event; stored as its metadata.</summary>
/// <param name="Actor">The user's id, or the part of the system.</param>
/// <param name="Role">The side the actor stood on.</param>
/// <param name="Organisation">The actor's organisation, if any.</param>
/// <param name="CorrelationId">Shared by everything that one outside request set off.</param>
/// <param name="CausationId">The request or event that caused this one.</param>
/// <param name="PolicyVersion">The policy that decided, where one did.</param>
public sealed record EventContext(
    string Actor, Role Role, Guid? Organisation, string? CorrelationId = null, string? CausationId = null, int? PolicyVersion = null);

/// <summary>A fact as it stands in the store.</summary>
/// <param name="Sequence">Its place among all events; 0 while it is being appended.</param>
/// <param name="Stream">The aggregate's id.</param>
/// <param name="Category">The aggregate's type.</param>
/// <param name="Version">Its place in the stream, from 1.</param>
/// <param name="Data">The fact.</param>
/// <param name="At">The instant of the command that caused it, UTC.</param>
/// <param name="Context">Who and why.</param>
public sealed record RecordedEvent(
    long Sequence, Guid Stream, string Category, long Version, IEvent Data, DateTimeOffset At, EventContext Context);
