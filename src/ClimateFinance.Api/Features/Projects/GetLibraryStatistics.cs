using ClimateFinance.Api.Features.Inbox;
using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Api.Http.Tables;
using ClimateFinance.Api.Reference;
using ClimateFinance.Domain.Climate;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Projects;

/// <summary>The tables of the library's statistics that a CSV can hold: one.</summary>
internal enum LibraryTable
{
    Library,
    Review,
    Reasons,
}

/// <summary>
/// GET /projects/library-statistics: the project library 项目库 as a provincial report needs it, worked out in the database. As JSON, as one table
/// in CSV, or as a workbook with all of them.
/// </summary>
internal static class GetLibraryStatistics
{
    /// <param name="AsOf">The day on which it was counted.</param>
    /// <param name="ByStatus">Every project of the bureau's region.</param>
    /// <param name="Library">Admitted and completed projects.</param>
    /// <param name="Review">How the three working days were kept.</param>
    internal sealed record Reply(
        DateOnly AsOf, IReadOnlyList<Cell> ByStatus, Totals Library, IReadOnlyList<Cell> ByRegion, IReadOnlyList<Cell> ByIndustry,
        IReadOnlyList<Cell> ByTechnology, IReadOnlyList<Cell> ByGreenClass, ReviewTotals Review, IReadOnlyList<ReasonCount> ReturnReasons);

    /// <param name="Key">A status, a region, an industry, a technology or a class.</param>
    /// <param name="Tco2ePer10kCny">Reduction ÷ investment; null without investment.</param>
    /// <param name="Illustrative">How many of them are made for demonstration.</param>
    internal sealed record Cell(
        string Key, long Projects, decimal InvestmentCny, decimal OwnCapitalCny, decimal ReductionTco2ePerYear, decimal? Tco2ePer10kCny, long Illustrative);

    /// <param name="MeasuredTco2e">What standing reports measured in all.</param>
    internal sealed record Totals(
        long Projects, decimal InvestmentCny, decimal OwnCapitalCny, decimal ReductionTco2ePerYear, decimal? Tco2ePer10kCny, long Illustrative, decimal MeasuredTco2e);

    /// <param name="Waiting">Submitted and not answered.</param>
    /// <param name="Overdue">Of these, past the last day.</param>
    internal sealed record ReviewTotals(long DecidedInTime, long DecidedLate, long Waiting, long Overdue);

    internal sealed record ReasonCount(string Code, long Projects);

    /// <summary>First one row a combination, which several processes of the database can sum, then the sums that are shown.</summary>
    private const string CellText =
        """
        select coalesce(status, ''), coalesce(region, ''), coalesce(industry, ''), coalesce(technology, ''), grouping(status, region, industry, technology),
               sum(projects)::bigint, sum(investment), sum(own), sum(reduction), sum(illustrative)::bigint
        from (
            select status, region, industry, technology, count(*) as projects, sum(total_investment_cny) as investment, sum(own_capital_cny) as own,
                   coalesce(sum(reduction_tco2e_per_year), 0) as reduction, count(*) filter (where illustrative) as illustrative
            from project where region like $1 group by status, region, industry, technology) cell
        group by grouping sets ((status), (status, region), (status, industry), (status, technology))
        """;

    private const string ClassText =
        """
        select c, sum(projects)::bigint, sum(investment), sum(own), sum(reduction), sum(illustrative)::bigint
        from (
            select green_classes, count(*) as projects, sum(total_investment_cny) as investment, sum(own_capital_cny) as own,
                   coalesce(sum(reduction_tco2e_per_year), 0) as reduction, count(*) filter (where illustrative) as illustrative
            from project where region like $1 and status in ('admitted', 'completed') group by green_classes) cell, unnest(green_classes) c
        group by c order by c
        """;

    public static void Map(RouteGroupBuilder projects) => projects.MapGet("/library-statistics", Handle)
        .Table(nameof(GetLibraryStatistics), "The project library of the bureau's region in figures", typeof(Reply), "format", "table")
        .Produces(StatusCodes.Status304NotModified)
        .For(Audience.Bureau)
        .Example(null, new Reply(
            new DateOnly(2026, 11, 21), [new("admitted", 28, 1e9m, 4e8m, 2_500_000m, 25m, 28)], new(28, 1e9m, 4e8m, 2_500_000m, 25m, 28, 0m),
            [], [], [], [], new(28, 0, 2, 0), [new("notFiled", 2)]));

    private static async Task<IResult> Handle(
        HttpContext http, QueryCaller caller, IEventStore store, Rulebook rules, ReferenceData reference, CallerPreferences preferences,
        CancellationToken cancellation, Choice<TableFormat>? format = null, Choice<LibraryTable>? table = null)
    {
        var report = await ReadAsync(caller, store, rules, cancellation);
        var wanted = TableFormats.Of(http.Request, format?.Value, TableFormat.Json);
        if (wanted == TableFormat.Json) return QueryReply.Of(report);

        var chinese = TableFormats.Chinese(http.Request, (await preferences.ReadAsync(cancellation)).Language);
        Sheet[] sheets = [LibrarySheets.Library(report, reference, chinese), LibrarySheets.Review(report.Review, chinese), LibrarySheets.Reasons(report.ReturnReasons, reference, chinese)];
        var (name, part) = ($"project-library-{report.AsOf:yyyy-MM-dd}", table?.Value ?? LibraryTable.Library);
        return wanted == TableFormat.Xlsx
            ? new TableReply(wanted, name, sheets, chinese)
            : new TableReply(wanted, $"{name}-{part.Wire()}", [sheets[(int)part]], chinese);
    }

    private static async Task<Reply> ReadAsync(QueryCaller caller, IEventStore store, Rulebook rules, CancellationToken cancellation)
    {
        var load = new Load();
        var cells = load.Rows(new Sql(CellText, caller.RegionPattern), row => new Grouped(
            row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetInt32(4),
            row.GetInt64(5), row.GetDecimal(6), row.GetDecimal(7), row.GetDecimal(8), row.GetInt64(9)));
        var classes = load.Rows(
            new Sql(ClassText, caller.RegionPattern),
            row => CellOf(row.GetString(0), row.GetInt64(1), row.GetDecimal(2), row.GetDecimal(3), row.GetDecimal(4), row.GetInt64(5)));
        var review = load.Rows(
            new Sql(
                """
                select count(*) filter (where decided_late = false), count(*) filter (where decided_late), count(*) filter (where status = 'submitted'),
                       count(*) filter (where status = 'submitted' and review_due_on < $2)
                from project where region like $1
                """,
                caller.RegionPattern, rules.Today),
            row => new ReviewTotals(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3)));
        var reasons = load.Rows(
            new Sql(
                """
                select code, count(distinct p.id) from project p, jsonb_array_elements_text(p.reason_codes) code
                where p.region like $1 and p.reasons is not null group by 1 order by 2 desc, 1
                """,
                caller.RegionPattern),
            row => new ReasonCount(row.GetString(0), row.GetInt64(1)));
        var measured = load.Rows(
            new Sql(
                "select coalesce(sum(m.tco2e), 0) from project_measurement m join project p on p.id = m.project_id where m.standing and p.region like $1",
                caller.RegionPattern),
            row => row.GetDecimal(0));
        await store.LoadAsync(load, cancellation);

        // grouping(): a set bit says that the column was summed over; the status column is never.
        var library = cells.Rows.Where(g => g.Status is "admitted" or "completed").ToArray();
        var total = Sum(string.Empty, library.Where(g => g.Level == 0b0111));
        return new Reply(
            rules.Today,
            [.. cells.Rows.Where(g => g.Level == 0b0111).OrderBy(g => g.Status, StringComparer.Ordinal).Select(g => Sum(g.Status, [g]))],
            new Totals(total.Projects, total.InvestmentCny, total.OwnCapitalCny, total.ReductionTco2ePerYear, total.Tco2ePer10kCny, total.Illustrative, measured.One),
            By(0b0011, g => g.Region),
            By(0b0101, g => g.Industry),
            By(0b0110, g => g.Technology),
            classes.Rows,
            review.One,
            reasons.Rows);

        IReadOnlyList<Cell> By(int level, Func<Grouped, string> key) =>
            [.. library.Where(g => g.Level == level).GroupBy(key, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => Sum(g.Key, g))];
    }

    private static Cell Sum(string key, IEnumerable<Grouped> parts)
    {
        var all = parts.ToArray();
        return CellOf(key, all.Sum(p => p.Projects), all.Sum(p => p.Investment), all.Sum(p => p.OwnCapital), all.Sum(p => p.Reduction), all.Sum(p => p.Illustrative));
    }

    private static Cell CellOf(string key, long projects, decimal investment, decimal own, decimal reduction, long illustrative) =>
        new(key, projects, investment, own, reduction, investment == 0m ? null : Challenge.Density(reduction, new Domain.Shared.Cny(investment)), illustrative);

    private sealed record Grouped(
        string Status, string Region, string Industry, string Technology, int Level, long Projects, decimal Investment, decimal OwnCapital, decimal Reduction, long Illustrative);
}
