using System.Text.Json;
using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Problems;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Api.Reference;
using ClimateFinance.Domain.Climate;
using ClimateFinance.Domain.Projects;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Projects;

/// <summary>GET /projects/{id}/classification: proposed, confirmed, and which classification each approved loan keeps.</summary>
internal static class GetClassification
{
    /// <param name="Proposed">For each edition in force today.</param>
    /// <param name="Confirmed">Every classification that was ever confirmed, oldest first.</param>
    /// <param name="Loans">Approved loans that this caller may see, each with what stood on the day of its approval.</param>
    internal sealed record Reply(IReadOnlyList<ProposalBody> Proposed, IReadOnlyList<ConfirmedBody> Confirmed, IReadOnlyList<LoanBody> Loans);

    /// <param name="Confirm">Whether the edition should be checked before production use.</param>
    internal sealed record ProposalBody(string Edition, string Scheme, string EditionName, bool Confirm, string Source, IReadOnlyList<ProposedBody> Classes);

    /// <param name="Reason">Why it differs from what was proposed.</param>
    internal sealed record ConfirmedBody(
        string Edition, string Scheme, IReadOnlyList<string> Classes, DateOnly ConfirmedOn, IReadOnlyList<ProposedBody> Proposed, string? Reason);

    /// <param name="ReasonCode"><c>technology</c> or <c>stated</c>.</param>
    internal sealed record ProposedBody(string Class, string Name, string ReasonCode, string Reason, string ReasonChinese)
    {
        public static IReadOnlyList<ProposedBody> Of(IReadOnlyList<ProposedClass> proposed) =>
            [.. proposed.Select(p => new ProposedBody(p.Class.Value, p.Name, p.ReasonCode, p.Reason, p.ReasonChinese))];
    }

    /// <param name="Kept">The classification of each scheme that stood on that day.</param>
    internal sealed record LoanBody(Guid DealId, DateOnly ApprovedOn, IReadOnlyList<ConfirmedBody> Kept);

    public static void Map(RouteGroupBuilder projects) => projects.MapGet("/{projectId:guid}/classification", Handle)
        .Query<Reply>(nameof(GetClassification), "Classes proposed with reasons, classes confirmed, and what each approved loan keeps")
        .For(Audience.PartiesAndBureau);

    private static async Task<IResult> Handle(
        Guid projectId, QueryCaller caller, IEventStore store, TaxonomyShelf shelf, Rulebook rules, CancellationToken cancellation)
    {
        var load = new Load();
        var project = load.Rows(
            new Sql(
                $"select p.version, p.sheet from project p where {ProjectVisibility.Rows} and p.id = $4",
                caller.Role, caller.Organisation, caller.RegionPattern, projectId),
            row => (Version: row.GetInt64(0), Sheet: JsonSerializer.Deserialize<ProjectSheet>(row.GetString(1), EventJson.Options)!));
        var confirmed = load.Rows(
            new Sql("select classification from project_classification where project_id = $1 order by version", projectId),
            row => JsonSerializer.Deserialize<Classification>(row.GetString(0), EventJson.Options)!);
        var loans = load.Rows(
            new Sql(
                """
                select d.id, (t.at at time zone 'Asia/Shanghai')::date from deal d
                join need n on n.id = d.need_id and n.project_id = $4 join deal_terms t on t.deal_id = d.id and t.rung = 'approved'
                where ($1 = 'bureau' and d.region like $3) or ($1 = 'bank' and d.bank_id = $2) or ($1 = 'enterprise' and d.enterprise_id = $2)
                order by d.id
                """,
                caller.Role, caller.Organisation, caller.RegionPattern, projectId),
            row => (Deal: row.GetGuid(0), On: row.GetFieldValue<DateOnly>(1)));
        await store.LoadAsync(load, cancellation);

        if (project.Rows.Count == 0) return Problem.Of(Refusal.Unknown("project.unknown"));
        var schemes = confirmed.Rows.Select(c => c.Scheme).Distinct().ToArray();
        return new QueryReply<Reply>(
            new Reply(
                [.. shelf.InForce(rules.Today).Select(e => new ProposalBody(e.Id, e.Scheme, e.Name, e.Confirm, e.Source, ProposedBody.Of(Classification.Propose(project.One.Sheet, e))))],
                [.. confirmed.Rows.Select(Body)],
                [
                    .. loans.Rows.Select(loan => new LoanBody(
                        loan.Deal, loan.On, [.. schemes.Select(s => Classification.StandingOn(confirmed.Rows, s, loan.On)).OfType<Classification>().Select(Body)])),
                ]),
            project.One.Version);
    }

    private static ConfirmedBody Body(Classification it) =>
        new(it.Edition, it.Scheme, [.. it.Classes.Select(c => c.Value)], it.ConfirmedOn, ProposedBody.Of(it.Proposed), it.Reason);
}
