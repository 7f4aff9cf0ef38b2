using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Api.Http.Commands;

/// <summary>What a unique index says when a value is taken, by the index's name in the migrations.</summary>
internal static class TakenValues
{
    public static readonly IReadOnlyDictionary<string, string> CodeByIndex = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["enterprise_uscc_key"] = "enterprise.uscc_taken",
        ["bank_uscc_key"] = "bank.uscc_taken",
        ["project_filing_number_key"] = "project.filing_number_taken",
        ["projection_rebuild_one_at_a_time"] = "rebuild.under_way",
        ["pairing_open_key"] = "pairing.exists_already",
    };

    public static Refusal Refusal(string index) => CodeByIndex.TryGetValue(index, out var code)
        ? Domain.Shared.Refusal.Rule(code)
        : throw new InvalidOperationException($"The unique index {index} has no code.");
}
