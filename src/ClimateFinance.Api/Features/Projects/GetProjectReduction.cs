using System.Text.Json;
using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Problems;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Api.Reference;
using ClimateFinance.Domain.Climate;
using ClimateFinance.Domain.Projects;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Projects;

/// <summary>
/// GET /projects/{id}/reduction: how the figure came about, as it was worked out when the project was submitted, and beside
/// it what newer factors would give.
/// </summary>
internal static class GetProjectReduction
{
    public static void Map(RouteGroupBuilder projects) => projects.MapGet("/{projectId:guid}/reduction", Handle)
        .Query<ReductionBody>(nameof(GetProjectReduction), "The working of the reduction: each line with its factor, unit and source")
        .For(Audience.PartiesAndBureau)
        .Example(null, ReductionBody.Example);

    private static async Task<IResult> Handle(
        Guid projectId, QueryCaller caller, IEventStore store, FactorShelf shelf, ReferenceData reference, Rulebook rules, CancellationToken cancellation)
    {
        var rows = await store.QueryAsync(
            new Sql(
                $"select p.version, p.reduction, p.technology from project p where {ProjectVisibility.Rows} and p.id = $4",
                caller.Role, caller.Organisation, caller.RegionPattern, projectId),
            row => (
                Version: row.GetInt64(0),
                Estimate: row.IsDBNull(1) ? null : JsonSerializer.Deserialize<ReductionEstimate>(row.GetString(1), EventJson.Options),
                Technology: new Technology(row.GetString(2))),
            cancellation);
        return rows switch
        {
            [] => Problem.Of(Refusal.Unknown("project.unknown")),
            [{ Estimate: { } estimate } row] => new QueryReply<ReductionBody>(
                ReductionBody.Of(
                    estimate,
                    estimate.MethodId is null ? null : reference.Climate.MethodOf.GetValueOrDefault(row.Technology),
                    NewerReductionBody.Of(estimate, RecountedEstimate.Of(estimate, shelf.Factors, rules.Today))),
                row.Version),
            _ => Problem.Of(Refusal.Unknown("project.reduction_not_worked_out")),
        };
    }
}
