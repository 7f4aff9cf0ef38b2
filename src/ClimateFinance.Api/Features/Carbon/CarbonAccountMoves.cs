using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Api.Reference;
using ClimateFinance.Domain.Climate;
using ClimateFinance.Domain.Projects;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Carbon;

/// <summary>POST /meetings/{id}/carbon-account: open the account.</summary>
internal static class OpenCarbonAccount
{
    public static void Map(RouteGroupBuilder api) => api.MapPost("/meetings/{meetingId:guid}/carbon-account", Handle)
        .Creation<AccountReceipt>(nameof(OpenCarbonAccount), "Open a meeting's carbon account")
        .For(Audience.Bureau)
        .Example(null, AccountReceipt.Example with { Version = 1, EmissionsTco2e = 0m, RetiredTco2e = 0, OpenSources = 21 });

    private static Task<IResult> Handle(Guid meetingId, CommandRun run, CancellationToken cancellation)
    {
        var stream = AccountMove.StreamOf(meetingId);
        var account = run.Also<CarbonAccount>(stream);
        var meeting = run.Rows(new Sql("select region, illustrative from meeting where id = $1", meetingId), row => (Region: RegionCode.Hydrate(row.GetString(0)), Illustrative: row.GetBoolean(1)));
        var after = CarbonAccount.Initial;
        return run.CreateAsync(
            stream,
            _ => $"/api/v1/meetings/{meetingId}/carbon-account",
            work => after = work.Decide(account, new Domain.Climate.OpenCarbonAccount(
                new MeetingId(meetingId), meeting.Rows is [var known] ? known.Region : null, meeting.Rows is [{ Illustrative: true }])),
            work => AccountReceipt.Of(meetingId, work.VersionOf(stream), after),
            cancellation);
    }
}

/// <summary>POST /meetings/{id}/carbon-account/activities: count an activity.</summary>
internal static class RecordCarbonActivity
{
    /// <param name="Words">For example 代表往返高铁.</param>
    /// <param name="Unit">The factor's, or one that leads to it by a power of ten.</param>
    /// <param name="FactorId">Of GET /reference/emission-factors; else the factor is stated with its source.</param>
    /// <param name="Factor">A factor that the table does not have.</param>
    /// <param name="UncertaintyPercent">Half-width of the quantity's 95 % range; else taken by basis from the assumptions.</param>
    internal sealed record Request(
        EventPhase Phase, EventSource Source, string Words, decimal Quantity, string Unit, ActivityBasis Basis, string? FactorId = null,
        StatedFactor? Factor = null, decimal? UncertaintyPercent = null);

    /// <param name="Value">tCO2e per unit.</param>
    /// <param name="Unit"><c>pkm</c>, <c>km</c>, <c>personNight</c>, <c>meal</c>, <c>kg</c>, <c>t</c>, <c>m3</c>, <c>MWh</c>, <c>GJ</c>, <c>10^4Nm3</c>.</param>
    internal sealed record StatedFactor(decimal Value, string Unit, string Source, SourceQuality Quality, decimal? UncertaintyPercent = null);

    public static void Map(RouteGroupBuilder api) => api.MapPost("/meetings/{meetingId:guid}/carbon-account/activities", Handle)
        .Command<AccountReceipt>(nameof(RecordCarbonActivity), "Count an activity of the meeting: quantity × factor")
        .For(Audience.Bureau)
        .Example(
            new Request(EventPhase.Holding, EventSource.Power, "会场用电", 4_200m, "kWh", ActivityBasis.Metered, "EF-GRID-130000-2023"),
            AccountReceipt.Example with { Version = 2 });

    private static async Task<IResult> Handle(
        Guid meetingId, Body<Request> body, CommandRun run, Check check, FactorShelf shelf, ReferenceData reference, CancellationToken cancellation)
    {
        var it = body.Value;
        if (it.FactorId is null == it.Factor is null) check.Flawed("factorId", Refusal.Shape("carbon_account.one_factor"));
        var factor = it.Factor is { } stated ? Stated(check, nameof(Request.Factor).ToLowerInvariant(), stated) : it.FactorId is { } id ? Known(check, shelf, reference, id, run.Rules.Today) : null;
        var words = check.Text("words", it.Words, 200);
        if (check.Failed) return check.Problem();

        var range = it.UncertaintyPercent ?? (reference.Climate.Rules.ActivityPercent.TryGetValue(it.Basis, out var usual) ? usual : null);
        return await AccountMove.RunAsync(
            run, meetingId, _ => new Domain.Climate.RecordCarbonActivity(it.Phase, it.Source, words, it.Quantity, it.Unit, factor!, it.Basis, range), cancellation);
    }

    private static ActivityFactor Stated(Check check, string field, StatedFactor stated)
    {
        if (!Quantity.IsKnown(stated.Unit)) check.Flawed($"{field}.unit", Refusal.Shape("carbon_account.unit_unknown", ("given", stated.Unit), ("known", string.Join(", ", Quantity.Known))));
        return new(null, null, stated.Value, stated.Unit, check.Text($"{field}.source", stated.Source), stated.Quality, stated.UncertaintyPercent);
    }

    private static ActivityFactor? Known(Check check, FactorShelf shelf, ReferenceData reference, string id, DateOnly today)
    {
        var row = shelf.Factors.Where(f => f.Id == id && f.Countable && f.PublicOn(today)).MaxBy(f => f.Version);
        if (row is null)
        {
            check.Flawed("factorId", Refusal.Shape("carbon_account.factor_unknown", ("given", id)));
            return null;
        }

        var range = row.UncertaintyPercent ?? (reference.Climate.Rules.FactorPercent.TryGetValue(row.Kind, out var usual) ? usual : null);
        return new(row.Id, row.Version, row.Value, row.Unit, row.Source, row.Quality, range);
    }
}

/// <summary>POST /meetings/{id}/carbon-account/activities/{number}/removal: take one back.</summary>
internal static class RemoveCarbonActivity
{
    internal sealed record Request(string Reason);

    public static void Map(RouteGroupBuilder api) => api.MapPost("/meetings/{meetingId:guid}/carbon-account/activities/{number:int}/removal", Handle)
        .Command<AccountReceipt>(nameof(RemoveCarbonActivity), "Take an activity back that was recorded wrongly")
        .For(Audience.Bureau)
        .Example(new Request("重复登记"), AccountReceipt.Example with { Version = 4 });

    private static Task<IResult> Handle(Guid meetingId, int number, Body<Request> body, CommandRun run, CancellationToken cancellation) =>
        AccountMove.RunAsync(run, meetingId, _ => new Domain.Climate.RemoveCarbonActivity(number, body.Value.Reason), cancellation);
}

/// <summary>POST /meetings/{id}/carbon-account/exclusions: a source that is not counted, and why.</summary>
internal static class ExcludeCarbonSource
{
    internal sealed record Request(EventPhase Phase, EventSource Source, string Reason);

    public static void Map(RouteGroupBuilder api) => api.MapPost("/meetings/{meetingId:guid}/carbon-account/exclusions", Handle)
        .Command<AccountReceipt>(nameof(ExcludeCarbonSource), "Say that a source is not counted, and why")
        .For(Audience.Bureau)
        .Example(new Request(EventPhase.Closing, EventSource.Lodging, "当日往返，无住宿"), AccountReceipt.Example with { Version = 5 });

    private static Task<IResult> Handle(Guid meetingId, Body<Request> body, CommandRun run, CancellationToken cancellation) =>
        AccountMove.RunAsync(
            run, meetingId, _ => new Domain.Climate.ExcludeCarbonSource(new ExcludedSource(body.Value.Phase, body.Value.Source, body.Value.Reason)), cancellation);
}

/// <summary>POST /meetings/{id}/carbon-account/retirements: units retired for the meeting, each serial once in the whole installation.</summary>
internal static class RetireCarbonUnits
{
    /// <param name="SerialPrefix">What stands before the counting digits; may be empty.</param>
    /// <param name="Last">The block has last − first + 1 units, a tonne each.</param>
    /// <param name="DocumentSha256">Of the certificate of retirement.</param>
    internal sealed record Request(
        string Registry, string Project, int Vintage, string SerialPrefix, long First, long Last, DateOnly RetiredOn, string DocumentSha256);

    public static void Map(RouteGroupBuilder api) => api.MapPost("/meetings/{meetingId:guid}/carbon-account/retirements", Handle)
        .Command<AccountReceipt>(nameof(RetireCarbonUnits), "Retire units for the meeting; each serial counts once in the whole installation")
        .For(Audience.Bureau)
        .Example(
            new Request("CCER", "某造林碳汇项目（演示）", 2024, "CN-DEMO-", 1, 13, new DateOnly(2026, 11, 20), new string('a', 64)),
            AccountReceipt.Example with { Version = 6 });

    private static Task<IResult> Handle(Guid meetingId, Body<Request> body, CommandRun run, CancellationToken cancellation)
    {
        var it = body.Value;
        var retired = new RetiredUnits(0, it.Registry, it.Project, it.Vintage, it.SerialPrefix, it.First, it.Last, it.RetiredOn, it.DocumentSha256);
        var used = run.Rows(
            new Sql(
                "select greatest(first_serial, $2) from retired_unit where series = $1 and first_serial <= $3 and last_serial >= $2 order by 1 limit 1",
                retired.Series, it.First, it.Last),
            row => $"{it.SerialPrefix}{row.GetInt64(0)}");
        return AccountMove.RunAsync(
            run,
            meetingId,
            work =>
            {
                // Two accounts that retire the same serial at once queue on the series' row; the later one sees the other here and is decided anew.
                work.Require(new Guard(
                    "retired-serials",
                    new Sql(
                        """
                        select not exists (
                            select from retired_unit a join retired_unit b on b.series = a.series and b.first_serial <= a.last_serial
                                and a.first_serial <= b.last_serial and (b.account_id, b.number) <> (a.account_id, a.number)
                            where a.series = $1 and a.first_serial <= $3 and a.last_serial >= $2)
                        """,
                        retired.Series, it.First, it.Last)));
                return new Domain.Climate.RetireCarbonUnits(retired, used.Rows);
            },
            cancellation);
    }
}

/// <summary>POST /meetings/{id}/carbon-account/closure: close it and make the statement.</summary>
internal static class CloseCarbonAccount
{
    public static void Map(RouteGroupBuilder api) => api.MapPost("/meetings/{meetingId:guid}/carbon-account/closure", Handle)
        .Command<AccountReceipt>(nameof(CloseCarbonAccount), "Close the account: every source is counted or excluded, and the statement is made")
        .For(Audience.Bureau)
        .Example(null, AccountReceipt.Example with { Version = 20, Closed = true, OpenSources = 0 });

    private static Task<IResult> Handle(Guid meetingId, CommandRun run, CancellationToken cancellation) =>
        AccountMove.RunAsync(run, meetingId, _ => new Domain.Climate.CloseCarbonAccount(), cancellation);
}
