using System.Text.Json.Nodes;

namespace ClimateFinance.Drills;

/// <summary>Which move a party makes next on a deal it looks at: mostly the one that is owed, sometimes another, now and then one out of turn.</summary>
internal static class Moves
{
    /// <param name="deal">As <c>GET /deals/{id}</c> shows it.</param>
    /// <param name="officer">The bank's officer; null: the mover is the enterprise.</param>
    public static (string Move, object? Body) Next(JsonObject deal, Guid? officer, Random random)
    {
        var summary = deal["deal"]!.AsObject();
        if (random.Next(4) == 0) return ("notes", new { words = $"演练 {Guid.NewGuid():N}" });
        return officer is { } person ? OfBank(deal, summary, person, random) : OfEnterprise(deal, summary, random);
    }

    private static (string, object?) OfBank(JsonObject deal, JsonObject summary, Guid officer, Random random)
    {
        if (random.Next(25) == 0) return ("closure", new { outcome = "refused", reasonCode = "amount", wouldHaveChanged = "演练" });
        switch (summary["stage"]!.GetValue<string>())
        {
            case "opened":
                return ("contact", new { officerId = officer, visitedOn = Town.Date, record = "演练走访" });
            case "contacted":
                return ("due-diligence", new { conclusion = "favourable", words = "演练可行" });
            case "offered" when Standing(deal, "enterprise") is { } theirs:
                return ($"offers/{theirs}/acceptance", null);
            case "offered" when Standing(deal, "bank") is { } own && random.Next(4) == 0:
                return ($"offers/{own}/withdrawal", new { reason = "演练" });
            case "agreed":
                return ("approval", new { granted = summary["credit"]!.DeepClone(), approvalNumber = $"SP-{Guid.NewGuid():N}" });
            case "approved":
                return ("signature", Signature(summary));
            case "signed" or "drawing":
                return ("drawdowns", new { amountCny = 100_000m, on = Town.Date, voucher = $"FK-{Guid.NewGuid():N}" });
            default:
                return ("offers", Town.Offer(20_000_000m + random.Next(9) * 5_000_000m, -20));
        }
    }

    private static (string, object?) OfEnterprise(JsonObject deal, JsonObject summary, Random random)
    {
        switch (summary["stage"]!.GetValue<string>())
        {
            case "offered" when Standing(deal, "bank") is { } theirs && random.Next(3) > 0:
                return ($"offers/{theirs}/acceptance", null);
            case "offered":
                return ("offers", Town.Offer(20_000_000m + random.Next(9) * 5_000_000m, -30));
            case "approved":
                return ("signature", Signature(summary));
            case "drawing" when deal["drawdowns"]!.AsArray().FirstOrDefault(d => d!["status"]!.GetValue<string>() == "reported") is { } reported:
                return ($"drawdowns/{reported["number"]!.GetValue<int>()}/answer", new { confirmed = true });
            default:
                return ("notes", new { words = $"演练 {Guid.NewGuid():N}" });
        }
    }

    private static object Signature(JsonObject summary) =>
        new { credit = summary["credit"]!.DeepClone(), contractNumber = $"HT-{summary["dealId"]!.GetValue<string>()}" };

    private static int? Standing(JsonObject deal, string side) =>
        deal["offers"]!.AsArray().LastOrDefault(o => o!["status"]!.GetValue<string>() == "live" && o["by"]!.GetValue<string>() == side)?["number"]!.GetValue<int>();
}
