using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Meetings;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Api.Features.Meetings;

/// <summary>POST /meetings: the bureau plans a matchmaking meeting 对接会.</summary>
internal static class PlanMeeting
{
    internal sealed record Request(
        string Title, DateOnly On, string Place, string Region, IReadOnlyList<string> Organisers, IReadOnlyList<string> Supporters, bool Illustrative = false);

    public static void Map(RouteGroupBuilder meetings) => meetings.MapPost("/", Handle)
        .Creation<MeetingReceipt>(nameof(PlanMeeting), "Plan a matchmaking meeting")
        .For(Audience.Bureau)
        .Example(
            new Request("气候投融资政银企对接会（邯郸）", new DateOnly(2026, 12, 15), "邯郸市生态环境局", "130400", ["邯郸市生态环境局", "人民银行邯郸市分行"], []),
            MeetingReceipt.Example with { Version = 1, Status = "planned" });

    private static async Task<IResult> Handle(Body<Request> body, CommandRun run, Check check, CancellationToken cancellation)
    {
        var request = body.Value;
        var plan = new MeetingPlan(
            check.Text("title", request.Title, 200), request.On, check.Text("place", request.Place, 200), check.Region("region", request.Region),
            check.Each("organisers", request.Organisers, (field, name) => check.Text(field, name, 200), min: 1, max: 20),
            check.Each("supporters", request.Supporters, (field, name) => check.Text(field, name, 200), max: 20));
        if (check.Failed) return check.Problem();

        var id = run.NewId();
        var meeting = Meeting.Initial;
        return await run.CreateAsync(
            id,
            made => $"/api/v1/meetings/{made}",
            work => meeting = work.Begin(id, new Domain.Meetings.PlanMeeting(new MeetingId(id), plan, request.Illustrative)),
            work => MeetingReceipt.Of(id, work.VersionOf(id), meeting),
            cancellation);
    }
}
