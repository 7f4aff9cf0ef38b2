using System.Globalization;
using ClimateFinance.Domain.Projects;
using ClimateFinance.Domain.Shared;
using Microsoft.OpenApi;

namespace ClimateFinance.Api.Http.Contract;

/// <summary>
/// The bounds that <see cref="Check"/> and the domain hold requests to, by the names of the fields. Only what every field of that name obeys
/// stands here; what depends on other fields is said in words by the refusal.
/// </summary>
internal static class RequestRules
{
    private static readonly Dictionary<string, (int Min, int Max)> Wholes = new(StringComparer.Ordinal)
    {
        ["termMonths"] = (TermMonths.Min, TermMonths.Max),
        ["termMinMonths"] = (TermMonths.Min, TermMonths.Max),
        ["termMaxMonths"] = (TermMonths.Min, TermMonths.Max),
        ["penaltyFreeMonths"] = (0, 120),
        ["constructionMonths"] = (1, ProjectSheet.MaxConstructionMonths),
        ["maxLoanToInvestmentPercent"] = (1, 100),
        ["spreadBp"] = (-Rate.MaxSpreadBp, Rate.MaxFixedBp),
        ["spreadMinBp"] = (-Rate.MaxSpreadBp, Rate.MaxFixedBp),
        ["spreadMaxBp"] = (-Rate.MaxSpreadBp, Rate.MaxFixedBp),
    };

    private static readonly Dictionary<string, string> Patterns = new(StringComparer.Ordinal)
    {
        ["uscc"] = "^[0-9A-HJ-NPQRTUWXY]{18}$",
        ["region"] = "^[0-9]{6}$",
        ["regions"] = "^[0-9]{6}$",
        ["regionCode"] = "^[0-9]{6}$",

        // The name of a grid, not a code.
        ["ImportEmissionFactorsRequestRow.region"] = "",
        ["industry"] = "^[A-Z][0-9]{0,4}$",
        ["industries"] = "^[A-Z][0-9]{0,4}$",
        ["sha256"] = "^[0-9a-f]{64}$",
    };

    /// <summary>The longest texts, by field; a schema's own rule goes before the field's.</summary>
    private static readonly Dictionary<string, int> Lengths = new(StringComparer.Ordinal)
    {
        ["Person.name"] = 100,
        ["name"] = 200,
        ["title"] = 200,
        ["place"] = 200,
        ["documentNumber"] = 200,
        ["contractNumber"] = 100,
        ["approvalNumber"] = 100,
        ["voucher"] = 100,
        ["reason"] = Check.MaxText,
        ["words"] = Check.MaxText,
        ["record"] = Check.MaxText,
        ["description"] = Check.MaxText,
        ["conditions"] = Check.MaxText,
        ["wouldHaveChanged"] = Check.MaxText,
        ["reductionJustification"] = Check.MaxText,
        ["unit"] = 20,
        ["factorId"] = 100,
        ["phone"] = 40,
        ["email"] = 200,
        ["position"] = 100,
    };

    public static void Bound(string schema, IDictionary<string, IOpenApiSchema> properties)
    {
        foreach (var (name, shape) in properties)
        {
            if (shape is not OpenApiSchema { Type: { } type } own) continue;
            if (type.HasFlag(JsonSchemaType.Array) && own.Items is OpenApiSchema item && Patterns.TryGetValue(name, out var each)) item.Pattern = each;
            if (type.HasFlag(JsonSchemaType.String)) BoundText(schema, name, own);
            if (type.HasFlag(JsonSchemaType.Integer) && Wholes.TryGetValue(name, out var whole)) (own.Minimum, own.Maximum) = (Text(whole.Min), Text(whole.Max));
            if (type.HasFlag(JsonSchemaType.Number) && name == "leastReductionTco2ePer10kCny") (own.Minimum, own.Maximum) = ("0", "10000");
            else if (type.HasFlag(JsonSchemaType.Number) && name.EndsWith("Cny", StringComparison.Ordinal) && !name.Contains("Per", StringComparison.Ordinal))
                (own.Minimum, own.Maximum, own.MultipleOf) = (name == "feesCny" ? "0" : "0.01", Text(Cny.Max), 0.01m);
        }
    }

    private static void BoundText(string schema, string name, OpenApiSchema text)
    {
        if (text.Format is not null) return;
        if ((Patterns.TryGetValue($"{schema}.{name}", out var pattern) || Patterns.TryGetValue(name, out pattern)) && pattern.Length > 0) text.Pattern = pattern;
        if (Lengths.TryGetValue($"{schema}.{name}", out var max) || Lengths.TryGetValue(name, out max)) text.MaxLength = max;
    }

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);
}
