using ClimateFinance.Api.Http;
using ClimateFinance.Domain.Needs;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Needs;

/// <summary>
/// One row a need, one a published revision, one a project with what its needs take of its financing gap. A need takes what it asks for from
/// its publication on; when it ends it leaves behind what its deals brought, because that money fills the gap for good.
/// </summary>
internal sealed class NeedProjection : Projection
{
    public override string Name => "needs";

    public override IReadOnlyList<string> Tables => ["need", "need_revision", "need_project_sum"];

    public override IReadOnlyList<string> Categories => [Need.Category];

    public override void Project(RecordedEvent happened, ICollection<Sql> statements)
    {
        switch (happened.Data)
        {
            case NeedDrafted e:
                Draft(statements, happened, e);
                break;
            case NeedRevised e:
                Set(statements, happened, "draft = $4", SqlArgument.Json(e.Sheet));
                statements.Add(new Sql($"update need set {Figures(2)} where id = $1 and status = 'draft'", [happened.Stream, .. FiguresOf(e.Sheet)]));
                break;
            case NeedPublished e:
                Publish(statements, happened, e);
                break;
            case NeedReconfirmed e:
                Set(statements, happened, "status = 'published', stale_on = null, confirmed_on = $4", e.ConfirmedOn);
                break;
            case NeedWentStale e:
                Set(statements, happened, "status = 'stale', stale_on = $4", e.StaleOn);
                break;
            case NeedFunded e:
                if (e.InFull) Release(statements, happened.Stream, "$2", e.Funded.Value);
                Set(statements, happened, e.InFull ? "status = 'funded', funded_cny = $4" : "funded_cny = $4", e.Funded.Value);
                break;
            case NeedLapsed:
                Release(statements, happened.Stream, "n.funded_cny");
                Set(statements, happened, "status = 'lapsed', reason = $4", (string?)null);
                break;
            case NeedWithdrawn e:
                Release(statements, happened.Stream, "n.funded_cny");
                Set(statements, happened, "status = 'withdrawn', reason = $4", e.Reason);
                break;
            default: throw Unknown(happened);
        }
    }

    private static void Draft(ICollection<Sql> statements, RecordedEvent happened, NeedDrafted e) => statements.Add(new Sql(
        """
        insert into need (id, version, enterprise_id, region, status, draft, funded_cny, claimed_cny, illustrative, drafted_at, changed_at,
            project_id, purpose, amount_cny, amount_least_cny, term_min_months, term_max_months, rate_benchmark, rate_spread_bp, wanted_on)
        values ($1, $2, $3, $4, 'draft', $5, 0, 0, $6, $7, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
        """,
        [happened.Stream, happened.Version, e.Enterprise.Value, e.Region.Value, SqlArgument.Json(e.Sheet), e.Illustrative, happened.At, .. FiguresOf(e.Sheet)]));

    private static void Publish(ICollection<Sql> statements, RecordedEvent happened, NeedPublished e)
    {
        Release(statements, happened.Stream, "0");
        if (e.Sheet.Project is { } project)
        {
            statements.Add(new Sql(
                """
                insert into need_project_sum (project_id, claimed_cny) values ($1, $2)
                on conflict (project_id) do update set claimed_cny = need_project_sum.claimed_cny + excluded.claimed_cny
                """,
                project.Value, e.Sheet.Amount.Value));
        }

        statements.Add(new Sql(
            $"""
            update need set version = $2, changed_at = $3, status = 'published', revision = $4, sheet = $5, draft = null, confirmed_on = $6,
                stale_on = null, claimed_cny = case when $7::uuid is null then 0 else $9 end, {Figures(7)}
            where id = $1
            """,
            [happened.Stream, happened.Version, happened.At, e.Revision, SqlArgument.Json(e.Sheet), e.PublishedOn, .. FiguresOf(e.Sheet)]));
        statements.Add(new Sql(
            "insert into need_revision (need_id, revision, sheet, published_at) values ($1, $2, $3, $4)",
            happened.Stream, e.Revision, SqlArgument.Json(e.Sheet), happened.At));
    }

    /// <summary>The need takes only <paramref name="left"/> of its project's gap from here on: first the sum, then the need that says how much it was.</summary>
    private static void Release(ICollection<Sql> statements, Guid need, string left, params IReadOnlyList<SqlArgument> more)
    {
        statements.Add(new Sql(
            $"""
            update need_project_sum s set claimed_cny = s.claimed_cny - n.claimed_cny + {left}
            from need n where n.id = $1 and n.claimed_cny > 0 and s.project_id = n.project_id
            """,
            [need, .. more]));
        statements.Add(new Sql($"update need n set claimed_cny = {left} where n.id = $1 and n.claimed_cny > 0", [need, .. more]));
    }

    private static void Set(ICollection<Sql> statements, RecordedEvent happened, string what, SqlArgument value) =>
        statements.Add(new Sql($"update need set version = $2, changed_at = $3, {what} where id = $1", happened.Stream, happened.Version, happened.At, value));

    /// <summary>The columns that a sheet fills, as assignments from the placeholder <paramref name="first"/> on.</summary>
    private static string Figures(int first) =>
        $"""
        project_id = ${first}, purpose = ${first + 1}, amount_cny = ${first + 2}, amount_least_cny = ${first + 3},
        term_min_months = ${first + 4}, term_max_months = ${first + 5}, rate_benchmark = ${first + 6}, rate_spread_bp = ${first + 7}, wanted_on = ${first + 8}
        """;

    private static SqlArgument[] FiguresOf(NeedSheet sheet) =>
    [
        sheet.Project?.Value, sheet.Purpose.Wire(), sheet.Amount.Value, sheet.AmountLeast.Value, sheet.TermMin.Value, sheet.TermMax.Value,
        sheet.RateMax.Benchmark.Wire(), sheet.RateMax.Spread.Value, sheet.WantedOn,
    ];
}
