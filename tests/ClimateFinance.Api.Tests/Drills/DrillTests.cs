using ClimateFinance.Drills;
using ClimateFinance.Drills.Crash;
using ClimateFinance.Drills.Disk;
using ClimateFinance.Drills.Failover;
using ClimateFinance.Drills.Nodes;
using ClimateFinance.Drills.Restore;
using Xunit;

namespace ClimateFinance.Api.Tests.Drills;

/// <summary>Short runs of the drills; <c>dotnet run --project tests/ClimateFinance.Drills</c> holds long ones.</summary>
public sealed class DrillTests(ITestOutputHelper output)
{
    private static readonly TimeSpan TakeOver = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan WriteOutage = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Kills_at_random_moments_lose_nothing_and_do_nothing_twice_or_in_part()
    {
        var report = await CrashDrill.RunAsync(new CrashPlan(Kills: 5, Seed: 20_261_122, Enterprises: 5, Banks: 3), output.WriteLine, TestContext.Current.CancellationToken);
        output.WriteLine(report.ToString());

        Assert.Empty(report.Findings);
        Assert.Equal(5, report.Killed.Count);
        Assert.True(report.Acknowledged > 50, $"Only {report.Acknowledged} commands were acknowledged: the drill was none.");
    }

    [Fact]
    public async Task The_drill_finds_a_lost_command_a_lost_event_a_doubled_one_a_wrong_row_and_an_overdrawn_quota()
    {
        Errand? lost = null;
        const string tampering = """
            insert into mt_events (seq_id, id, stream_id, version, data, type, timestamp, mt_dotnet_type, correlation_id, causation_id, headers, user_name)
                select nextval('mt_events_sequence'), gen_random_uuid(), stream_id, version + 1000, data, type, timestamp, mt_dotnet_type, correlation_id, causation_id, headers, user_name
                from mt_events where type like 'enterprise_verified%' order by seq_id limit 1;
            delete from mt_events where seq_id = (select max(seq_id) from mt_events where type like 'need_published%');
            update enterprise set name = name || '?' where id = (select id from enterprise order by id limit 1);
            update product_quota set reserved_cny = reserved_cny + 1 where product_id = (select product_id from product_quota order by product_id limit 1);
            """;

        // All that the transaction of an acknowledged command wrote and that tells of it: as if it had never been.
        string Tamper(IReadOnlyList<Errand> ledger)
        {
            lost = ledger.Last(errand => errand.Fate == Fate.Acknowledged && errand.Path.EndsWith("/grades", StringComparison.Ordinal));
            return $"""
                {tampering}
                delete from mt_events where xmin = (select xmin from idempotency_answer where key = '{lost.Key}');
                delete from idempotency_answer where key = '{lost.Key}';
                """;
        }

        var report = await CrashDrill.RunAsync(
            new CrashPlan(Kills: 1, Seed: 20_261_122, Enterprises: 3, Banks: 2, Only: Victim.Host, Tampering: Tamper), output.WriteLine, TestContext.Current.CancellationToken);
        output.WriteLine(report.ToString());

        Assert.Contains($"acknowledged and lost: {lost}", report.Findings);

        foreach (var expected in new[] { "done 2 times", "answered without being done", "read model: enterprises", "its history gives", "streams have holes", "delivered that are not there" })
            Assert.Contains(report.Findings, finding => finding.Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_primary_that_dies_is_replaced_by_its_promoted_standby_within_ten_seconds_and_nothing_is_lost()
    {
        var report = await FailoverDrill.RunAsync(1, 20_261_122, output.WriteLine, TestContext.Current.CancellationToken);
        output.WriteLine(report.ToString());

        Assert.Empty(report.Findings);
        Assert.InRange(Assert.Single(report.Outages).SincePromotion, TimeSpan.Zero, WriteOutage);
        Assert.True(report.Acknowledged > 50, $"Only {report.Acknowledged} commands were acknowledged: the drill was none.");
        Assert.True(report.StandbyReads > 50, $"The standby answered only {report.StandbyReads} reads.");
    }

    /// <summary>It takes root to mount a small disk. Others see what callers hear in <c>Troubles/DatabaseTroubleTests</c>, by errors that are made.</summary>
    [Fact]
    public async Task A_full_disk_is_answered_with_503_and_loses_nothing_and_with_room_again_the_host_goes_on()
    {
        if (!FullDiskDrill.IsPossible)
        {
            await Assert.ThrowsAsync<DrillException>(() => FullDiskDrill.RunAsync(1, output.WriteLine, TestContext.Current.CancellationToken));
            return;
        }

        var report = await FullDiskDrill.RunAsync(20_261_122, output.WriteLine, TestContext.Current.CancellationToken);
        output.WriteLine(report.ToString());

        Assert.Empty(report.Findings);
        Assert.True(report.Unavailable >= 20);
        Assert.Contains("private PostgreSQL", report.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backup_is_brought_back_to_a_moment_with_every_fact_before_it_and_none_after_and_a_host_goes_on()
    {
        var report = await RestoreDrill.RunAsync(20_261_122, output.WriteLine, TestContext.Current.CancellationToken);
        output.WriteLine(report.ToString());

        Assert.Empty(report.Findings);
        Assert.True(report.Kept > 20 && report.Left > 5, $"Only {report.Kept} events before the moment and {report.Left} after it: the drill was none.");
    }

    [Fact]
    public async Task A_node_that_dies_or_freezes_is_replaced_within_five_seconds_and_a_newer_one_may_join()
    {
        var report = await NodesDrill.RunAsync(20_261_122, output.WriteLine, TestContext.Current.CancellationToken);
        output.WriteLine(report.ToString());

        Assert.Empty(report.Findings);
        Assert.InRange(report.AfterDeath, TimeSpan.Zero, TakeOver);
        Assert.InRange(report.AfterFreeze, TimeSpan.Zero, TakeOver);
        Assert.Contains("The database is newer than this software", report.Refusal, StringComparison.Ordinal);
        Assert.True(report.Acknowledged > 50, $"Only {report.Acknowledged} commands were acknowledged: the drill was none.");
    }
}
