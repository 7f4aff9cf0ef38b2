using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ClimateFinance.Api.Tests.Support;

namespace ClimateFinance.Api.Tests.Projects;

/// <summary>Projects as tests need them.</summary>
internal static class ProjectSheets
{
    private static int used;

    public static string NewFilingNumber() => string.Create(CultureInfo.InvariantCulture, $"TEST-130481-{Interlocked.Increment(ref used):0000}");

    /// <summary>A sheet that may be submitted: 420 million, 40 % of it own capital, 180 GWh saved a year.</summary>
    public static JsonObject Sheet(string? filingNumber = null) => JsonSerializer.SerializeToNode(new
    {
        title = "1×100MW 超高温亚临界煤气发电",
        filingNumber = filingNumber ?? NewFilingNumber(),
        industry = "C3120",
        region = "130481",
        technology = "bfg-power",
        greenClasses = new[] { "GF2025-X-WHR" },
        totalInvestmentCny = 420_000_000m,
        ownCapitalCny = 168_000_000m,
        plannedStart = "2026-04-01",
        constructionMonths = 14,
        reductionInputs = new[] { new { factorId = "EF-GRID-130000-2023", quantity = 180_000m, unit = "MWh" } },
    })!.AsObject();

    public static JsonObject With(this JsonObject sheet, string field, object? value)
    {
        sheet[field] = JsonSerializer.SerializeToNode(value);
        return sheet;
    }

    public static async Task<string> DraftedAsync(this MarketClient own, JsonObject? sheet = null) =>
        $"projects/{(await own.PostAsync("projects", new { sheet = sheet ?? Sheet() })).Expect(201).Id("projectId")}";

    public static async Task<string> SubmittedAsync(this MarketClient own, JsonObject? sheet = null)
    {
        var address = await own.DraftedAsync(sheet);
        (await own.MoveAsync(address, "submission")).Expect(200);
        return address;
    }

    public static async Task<string> AdmittedAsync(this MarketClient own, JsonObject? sheet = null)
    {
        var address = await own.SubmittedAsync(sheet);
        (await own.App.AsBureau().MoveAsync(address, "admission", new { admitted = true })).Expect(200);
        return address;
    }
}
