using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Api.Reference;
using ClimateFinance.Domain.Projects;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Api.Features.Projects;

/// <summary>POST /projects/{id}/review: the bureau shares the review out, or says how items of the checklist stand.</summary>
internal static class ReviewProject
{
    /// <param name="Reviewers">User ids of those who review; left out, they stay as they are.</param>
    /// <param name="Checks">Verdicts on items; a later verdict replaces an earlier one.</param>
    internal sealed record Request(IReadOnlyList<string>? Reviewers = null, IReadOnlyList<CheckBody>? Checks = null);

    public static void Map(RouteGroupBuilder projects) => projects.MapPost("/{projectId:guid}/review", Handle)
        .Command<ProjectReceipt>(nameof(ReviewProject), "Share the review out, or judge items of the checklist")
        .For(Audience.Bureau)
        .Example(
            new Request(["handanInspector"], [new CheckBody("filing-document-seen", CheckResult.Pass)]),
            ProjectReceipt.Example with { Version = 3 });

    private static async Task<IResult> Handle(
        Guid projectId, Body<Request> body, CommandRun run, Check check, ReferenceData reference, CancellationToken cancellation)
    {
        var (reviewers, given) = body.Value;
        var names = reviewers is null ? null : check.Each("reviewers", reviewers, (at, name) => check.Text(at, name, 200), min: 1, max: 10);
        var checks = CheckBody.ReadAll(given ?? [], check, "checks", reference);
        if (check.Failed) return check.Problem();
        return await ProjectMove.RunAsync(run, projectId, new Domain.Projects.ReviewProject(names, checks, CheckBody.Checklist(reference)), cancellation);
    }
}

/// <summary>A verdict on an item of the checklist.</summary>
/// <param name="Item">Of GET /reference/admission-checklist.</param>
/// <param name="Words">Needed unless the item passes.</param>
internal sealed record CheckBody(string Item, CheckResult Result, string? Words = null)
{
    public static IReadOnlyList<CheckItem> Checklist(ReferenceData reference) =>
        [.. reference.AdmissionChecks.Rows.Select(row => new CheckItem(row.Code, row.Veto, row.Automatic, row.English, row.Chinese, row.Field))];

    public static IReadOnlyList<CheckVerdict> ReadAll(IReadOnlyList<CheckBody> given, Check check, string field, ReferenceData reference) => check.Each(
        field,
        given,
        (at, verdict) =>
        {
            if (!reference.AdmissionChecks.Exists(verdict.Item))
                check.Flawed(
                    $"{at}.item",
                    Refusal.Shape("review.item_unknown", ("given", verdict.Item), ("known", string.Join(", ", reference.AdmissionChecks.Rows.Select(r => r.Code)))));
            if (verdict.Result is not CheckResult.Pass && string.IsNullOrWhiteSpace(verdict.Words)) check.Flawed($"{at}.words", Refusal.Shape("text.empty"));
            return new CheckVerdict(verdict.Item, verdict.Result, check.TextOrNull($"{at}.words", verdict.Words), CheckedBy.Reviewer);
        },
        max: 50);
}
