using ClimateFinance.Domain.Deals;
using ClimateFinance.Domain.Products;
using ClimateFinance.Store;

namespace ClimateFinance.Drills;

/// <summary>
/// Replays what products' quotas went through, transaction by transaction in the order of their commits (<c>track_commit_timestamp</c>: numbers
/// of events are given before their quota's turn comes), and names each moment at which one was below zero.
/// </summary>
internal static class Quotas
{
    public static async Task<IReadOnlyList<string>> OverdrawnAsync(Tables tables, CancellationToken cancellation)
    {
        var names = EventRegistry.Domain.Kinds.Where(k => k.Type == typeof(ProductPublished) || k.Type == typeof(QuotaHoldChanged)).Select(k => $"'{k.Name}'");
        var history = await tables.ReadAsync(
            $"""
             select xmin::text, type, data from mt_events where type in ({string.Join(", ", names)})
             order by pg_xact_commit_timestamp(xmin), xmin::text, seq_id
             """,
            row => (Mark: row.GetString(0), Data: EventRegistry.Domain.Read(row.GetString(1), row.GetFieldValue<byte[]>(2))),
            cancellation);

        var findings = new List<string>();
        var left = new Dictionary<Guid, (decimal Quota, decimal Reserved, decimal Used)>();
        for (var i = 0; i < history.Count; i++)
        {
            var product = history[i].Data switch
            {
                ProductPublished e => Changed(e.Product.Value, now => now with { Quota = e.Terms.Quota.Value }),
                QuotaHoldChanged e => Changed(e.Product.Value, now => (now.Quota, now.Reserved + e.To.Reserved.Value - e.From.Reserved.Value, now.Used + e.To.Used.Value - e.From.Used.Value)),
                var other => throw new DrillException($"{other.GetType().Name} is no change of a quota."),
            };
            var (quota, reserved, used) = left[product];
            var whole = i + 1 == history.Count || history[i + 1].Mark != history[i].Mark;
            if (whole && (reserved < 0 || used < 0 || reserved + used > quota)) findings.Add($"quota of product {product} overdrawn: {reserved} + {used} of {quota}");
        }

        foreach (var row in await tables.ReadAsync(
            "select product_id, quota_cny, reserved_cny, used_cny from product_quota",
            row => (Product: row.GetGuid(0), Now: (row.GetDecimal(1), row.GetDecimal(2), row.GetDecimal(3))), cancellation))
        {
            if (left.GetValueOrDefault(row.Product) != row.Now) findings.Add($"quota of product {row.Product} is {row.Now}, its history gives {left.GetValueOrDefault(row.Product)}");
        }

        return findings;

        Guid Changed(Guid product, Func<(decimal Quota, decimal Reserved, decimal Used), (decimal, decimal, decimal)> change)
        {
            left[product] = change(left.GetValueOrDefault(product));
            return product;
        }
    }
}
