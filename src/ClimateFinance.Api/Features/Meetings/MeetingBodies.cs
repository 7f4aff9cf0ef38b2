using ClimateFinance.Domain.Meetings;

namespace ClimateFinance.Api.Features.Meetings;

/// <summary>The answer to a command on a meeting.</summary>
/// <param name="Version">The new version, as the ETag states it.</param>
internal sealed record MeetingReceipt(Guid MeetingId, long Version, string Status)
{
    public static MeetingReceipt Of(Guid id, long version, Meeting meeting) => new(id, version, meeting switch
    {
        Meeting.Planned => "planned",
        Meeting.Held => "held",
        Meeting.Closed => "closed",
        _ => throw new InvalidOperationException($"No receipt for {meeting.GetType().Name}."),
    });

    public static MeetingReceipt Example { get; } = new(new Guid("0196c1a4-4444-7d22-8f00-5b4c3d2e1f00"), 2, "held");
}

/// <summary>The answer to an intention: the pairing, and the deal it opened.</summary>
internal sealed record IntentionReceipt(Guid MeetingId, long Version, Guid PairingId, Guid DealId)
{
    public static IntentionReceipt Example { get; } = new(
        MeetingReceipt.Example.MeetingId, 9, new Guid("0196c1a4-6666-7d22-8f00-5b4c3d2e1f00"), new Guid("0196c1a4-7a10-7d22-8f00-5b4c3d2e1f00"));
}
