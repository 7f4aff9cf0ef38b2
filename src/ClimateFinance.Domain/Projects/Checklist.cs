using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Domain.Projects;

/// <summary>An item that a project is checked against before it is admitted.</summary>
/// <param name="Code">For example <c>filing-document-seen</c>.</param>
/// <param name="Veto">Whether a project that fails it cannot be admitted 一票否决.</param>
/// <param name="Automatic">Whether the marketplace judges it by its own figures.</param>
/// <param name="English">What is checked.</param>
/// <param name="Chinese">The same in Chinese.</param>
/// <param name="Field">The field of the sheet that is to be mended; null where none is.</param>
public sealed record CheckItem(string Code, bool Veto, bool Automatic, string English, string Chinese, string? Field);

/// <summary>How an item stands.</summary>
public enum CheckResult
{
    Pass,
    Fail,
    NotApplicable,
}

/// <summary>Who says so.</summary>
public enum CheckedBy
{
    /// <summary>A reviewer, on this item.</summary>
    Reviewer,

    /// <summary>Whoever admitted the project, for every item that nobody had judged.</summary>
    Admission,

    /// <summary>The marketplace, by its own figures.</summary>
    Market,
}

/// <summary>A verdict on an item.</summary>
public sealed record CheckVerdict(string Item, CheckResult Result, string? Words, CheckedBy By);

/// <summary>What is known of an enterprise when its project is admitted.</summary>
/// <param name="Verified">The bureau vouches for it and it is not suspended.</param>
/// <param name="FalseDataPenalised">A penalty for false data stands that is younger than three years.</param>
public sealed record EnterpriseStanding(bool Verified, bool FalseDataPenalised);

/// <summary>Review and admission by a checklist.</summary>
internal static class Checklist
{
    private const int MaxReviewers = 10;

    public static IReadOnlyList<CheckVerdict> Merge(IReadOnlyList<CheckVerdict> before, IReadOnlyList<CheckVerdict> newer) =>
        [.. before.Where(b => newer.All(n => n.Item != b.Item)), .. newer];

    public static bool? Late(Project.Submitted it, DateOnly today) => it.DueOn is { } due ? today > due : null;

    public static Decision<Project> Review(Project.Submitted it, ReviewProject command)
    {
        if (command.Reviewers is null && command.Checks.Count == 0) return Refusal.Shape("review.nothing_said");
        if (command.Reviewers is { } reviewers)
        {
            if (reviewers.Count is 0 or > MaxReviewers)
                return Refusal.Shape("review.wrong_count", ("min", 1), ("max", MaxReviewers), ("given", reviewers.Count));
            if (reviewers.Select(r => Text.LineFlaw("reviewers", r)).FirstOrDefault(f => f is not null) is { } flaw) return flaw;
        }

        return VerdictFlaw(command.Checks, command.Checklist)
            ?? Decision<Project>.Of(new ProjectReviewed(it.File.Id, command.Reviewers, command.Checks));
    }

    public static Decision<Project> Admit(Project.Submitted it, AdmitProject command, DateOnly today)
    {
        if (command.Checklist is not { } checklist) return Decision<Project>.Of(new ProjectAdmitted(it.File.Id, it.File.Enterprise));
        if (VerdictFlaw(command.Checks ?? [], checklist) is { } flaw) return flaw;

        var said = Merge(it.Checks, command.Checks ?? []);
        var all = checklist.Select(item => item.Automatic
            ? Judged(item, it, command.Standing)
            : said.FirstOrDefault(v => v.Item == item.Code) ?? new CheckVerdict(item.Code, CheckResult.Pass, null, CheckedBy.Admission)).ToArray();
        if (checklist.Where(item => item.Veto).FirstOrDefault(item => all.Any(v => v.Item == item.Code && v.Result == CheckResult.Fail)) is { } veto)
            return Refusal.Rule("project.vetoed", ("item", veto.Code), ("asked", veto.English), ("askedChinese", veto.Chinese));

        return Decision<Project>.Of(new ProjectAdmitted(it.File.Id, it.File.Enterprise, all, Late(it, today)));
    }

    private static CheckVerdict Judged(CheckItem item, Project.Submitted it, EnterpriseStanding? standing)
    {
        var passes = item.Code switch
        {
            "enterprise-verified" => standing?.Verified != false,
            "no-false-data-penalty" => standing?.FalseDataPenalised != true,
            "reduction-worked-out" => it.Reduction.TotalTco2ePerYear > 0m,
            _ => true,
        };
        return new CheckVerdict(item.Code, passes ? CheckResult.Pass : CheckResult.Fail, null, CheckedBy.Market);
    }

    private static Refusal? VerdictFlaw(IReadOnlyList<CheckVerdict> checks, IReadOnlyList<CheckItem> checklist)
    {
        foreach (var check in checks)
        {
            if (checklist.FirstOrDefault(item => item.Code == check.Item) is not { } item)
                return Refusal.Shape("review.item_unknown", ("given", check.Item), ("known", string.Join(", ", checklist.Select(i => i.Code))));
            if (item.Automatic) return Refusal.Rule("review.item_automatic", ("item", item.Code));
            if (check.Result is not CheckResult.Pass && Text.WordsFlaw("words", check.Words) is { } flaw) return flaw;
            if (check.Words is not null && Text.WordsFlaw("words", check.Words) is { } unfit) return unfit;
        }

        return checks.GroupBy(c => c.Item).FirstOrDefault(g => g.Count() > 1) is { } twice ? Refusal.Shape("review.item_twice", ("item", twice.Key)) : null;
    }
}
