using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Api.Http.Problems;

/// <summary>What is wrong with one field of a request, by its JSON name (<c>terms.amountMinCny</c>, <c>reductionInputs[2].quantity</c>).</summary>
internal sealed record Flaw(string Field, Refusal Why)
{
    public static Flaw Of(string field, string code, params ReadOnlySpan<(string Name, object? Value)> facts) => new(field, Refusal.Shape(code, facts));
}
