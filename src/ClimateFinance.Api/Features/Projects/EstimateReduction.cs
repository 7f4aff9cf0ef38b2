using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Problems;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Api.Reference;
using ClimateFinance.Domain.Projects;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Api.Features.Projects;

/// <summary>POST /projects/reduction-estimates: inputs in, the working out; nothing is stored.</summary>
internal static class EstimateReduction
{
    /// <param name="Region">Where the project is: a factor of another region is refused.</param>
    /// <param name="On">The day of the calculation, today when left out; only factors public by then count.</param>
    /// <param name="Technology">Its method says which carriers must be there; one that is missing is asked for. Null asks for none.</param>
    internal sealed record Request(string Region, IReadOnlyList<ReductionInputBody> Inputs, DateOnly? On = null, string? Technology = null);

    public static void Map(RouteGroupBuilder projects) => projects.MapPost("/reduction-estimates", Handle)
        .Calculation<ReductionBody>(nameof(EstimateReduction), "Work out what inputs reduce, line by line; nothing is stored")
        .For(Audience.Enterprise | Audience.Bureau)
        .Example(new Request("130481", [ReductionInputBody.Example], Technology: "bfg-power"), ReductionBody.Example);

    private static IResult Handle(Body<Request> body, Check check, ReferenceData reference, FactorShelf shelf, Rulebook rules)
    {
        var region = check.Region("region", body.Value.Region);
        var inputs = ReductionInputBody.ReadAll(body.Value.Inputs, check, "inputs", min: 1);
        Technology? technology = body.Value.Technology is { } given ? check.Technology("technology", given) : null;
        if (check.Failed) return check.Problem();

        var method = technology is { } known ? reference.Climate.MethodOf.GetValueOrDefault(known) : null;
        return ReductionEstimate.Of(inputs, shelf.Factors, region, body.Value.On ?? rules.Today, method, reference.Climate.Rules).TryGet(out var estimate, out var flaw)
            ? TypedResults.Ok(ReductionBody.Of(estimate, method))
            : Problem.Of(flaw);
    }
}
