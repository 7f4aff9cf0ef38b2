using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Domain.Climate;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Api.Features.Carbon;

/// <summary>What the moves on a meeting's carbon account have in common.</summary>
internal static class AccountMove
{
    public static Guid StreamOf(Guid meeting) => StreamIds.Of(CarbonAccount.Category, meeting);

    public static Task<IResult> RunAsync(CommandRun run, Guid meetingId, Func<Work, ICommand<CarbonAccount>> command, CancellationToken cancellation)
    {
        var account = run.Existing<CarbonAccount>(StreamOf(meetingId));
        var after = account.State;
        return run.RunAsync(
            work => after = work.Decide(account, command(work)),
            work => AccountReceipt.Of(meetingId, work.VersionOf(StreamOf(meetingId)), after),
            cancellation);
    }
}

/// <summary>The answer to a command on a carbon account.</summary>
/// <param name="OpenSources">Phases and sources that are neither counted nor excluded: none may be left when it is closed.</param>
internal sealed record AccountReceipt(Guid MeetingId, long Version, bool Closed, decimal EmissionsTco2e, long RetiredTco2e, bool Neutral, int OpenSources)
{
    public static AccountReceipt Of(Guid meeting, long version, CarbonAccount account)
    {
        var totals = AccountTotals.Of(account.Activities, account.Retired);
        return new(meeting, version, account.Closed is not null, totals.EmissionsTco2e, totals.RetiredTco2e, totals.Neutral, account.Silent().Count);
    }

    public static AccountReceipt Example { get; } = new(new Guid("0196c1a4-4444-7d22-8f00-5b4c3d2e1f00"), 3, false, 12.4m, 13, true, 9);
}
