using System.Collections.Concurrent;
using System.Data.Common;
using System.Text.Json;
using ClimateFinance.Api.Http;
using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Products;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Matching;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Matching;

/// <summary>A need as the engine sees it, and what the answer shows beside it.</summary>
internal sealed record NeedOnMarket(NeedFacts Facts, string EnterpriseName, bool Illustrative);

/// <summary>A product as the engine sees it, and what the answer shows beside it.</summary>
internal sealed record ProductOnMarket(ProductFacts Facts, string BankName, bool Illustrative);

/// <summary>
/// What the engine knows of the market, read from the read models: one place, so that a proposal, a claim and a ranking judge by the same facts.
/// The statements select needs and products that were published at least once; a condition follows. A need's columns are those of its published sheet.
/// </summary>
internal static class MarketFacts
{
    /// <summary>Where a need is live: on the market, and its enterprise verified.</summary>
    public const string NeedLive = "n.status in ('published', 'stale') and e.status = 'verified'";

    /// <summary>Where a product is live: on the market, and its bank verified.</summary>
    public const string ProductLive = "p.status = 'published' and b.status = 'verified'";

    public const string Needs =
        $"""
        select n.id, n.revision, n.enterprise_id, n.project_id, {NeedLive}, n.sheet->'collateralOffered', n.funded_cny, n.region, e.industry, j.green_classes,
            j.technology, e.grade, coalesce(j.status = 'admitted', false), j.reduction_tco2e_per_year, j.total_investment_cny, e.last_penalty_on, e.ownership,
            e.name, n.illustrative, n.purpose, n.amount_cny, n.amount_least_cny, n.term_min_months, n.term_max_months, n.rate_benchmark, n.rate_spread_bp
        from need n join enterprise e on e.id = n.enterprise_id left join project j on j.id = n.project_id
        where n.revision is not null
        """;

    public const string Products =
        $"""
        select p.id, p.revision, p.bank_id, {ProductLive}, p.terms, coalesce(q.quota_cny - q.reserved_cny - q.used_cny, 0), b.region, b.name, p.illustrative,
            coalesce(k.steps, 0), coalesce(k.kept, 0), coalesce(k.days_given, 0), coalesce(k.days_left, 0)
        from product p join bank b on b.id = p.bank_id left join product_quota q on q.product_id = p.id left join bank_record k on k.bank_id = p.bank_id
        where p.revision is not null
        """;

    private const int MostCollaterals = 10_000;

    private static readonly ConcurrentDictionary<string, IReadOnlyList<CollateralKind>> Collaterals = new(StringComparer.Ordinal);

    public static NeedOnMarket Need(DbDataReader row)
    {
        // What its deals brought already is not asked for again.
        var asked = new Cny(row.GetDecimal(20) - row.GetDecimal(6));
        var facts = new NeedFacts
        {
            Need = new NeedId(row.GetGuid(0)),
            Revision = row.GetInt32(1),
            Enterprise = new EnterpriseId(row.GetGuid(2)),
            Project = row.IsDBNull(3) ? null : new ProjectId(row.GetGuid(3)),
            Live = row.GetBoolean(4),
            Purpose = EnumNames.Read<FinancingPurpose>(row.GetString(19)),
            Amount = asked,
            AmountLeast = Cny.Min(new Cny(row.GetDecimal(21)), asked),
            TermMin = new TermMonths(row.GetInt32(22)),
            TermMax = new TermMonths(row.GetInt32(23)),
            RateMax = new Rate(EnumNames.Read<Benchmark>(row.GetString(24)), new BasisPoints(row.GetInt32(25))),
            CollateralOffered = Collateral(row.GetString(5)),
            Region = RegionCode.Hydrate(row.GetString(7)),
            Industry = IndustryCode.Hydrate(row.GetString(8)),
            GreenClasses = row.IsDBNull(9) ? [] : [.. row.GetFieldValue<string[]>(9).Select(GreenClass.Hydrate)],
            Technology = row.IsDBNull(10) ? null : Technology.Hydrate(row.GetString(10)),
            Grade = row.IsDBNull(11) ? null : EnumNames.Read<EnvironmentalGrade>(row.GetString(11)),
            Admitted = row.GetBoolean(12),
            ReductionTco2ePerYear = row.IsDBNull(13) ? null : row.GetDecimal(13),
            Investment = row.IsDBNull(14) ? null : new Cny(row.GetDecimal(14)),
            LastPenaltyOn = row.IsDBNull(15) ? null : row.GetFieldValue<DateOnly>(15),
            Ownership = EnumNames.Read<Ownership>(row.GetString(16)),
        };
        return new NeedOnMarket(facts, row.GetString(17), row.GetBoolean(18));
    }

    /// <summary>There are few different lists, and every need has one.</summary>
    private static IReadOnlyList<CollateralKind> Collateral(string json) =>
        Collaterals.Count < MostCollaterals ? Collaterals.GetOrAdd(json, Parsed) : Collaterals.GetValueOrDefault(json) ?? Parsed(json);

    private static IReadOnlyList<CollateralKind> Parsed(string json) => JsonSerializer.Deserialize<CollateralKind[]>(json, EventJson.Options)!;

    public static ProductOnMarket Product(DbDataReader row)
    {
        var facts = new ProductFacts
        {
            Product = new ProductId(row.GetGuid(0)),
            Revision = row.GetInt32(1),
            Bank = new BankId(row.GetGuid(2)),
            Live = row.GetBoolean(3),
            Terms = JsonSerializer.Deserialize<ProductTerms>(row.GetFieldValue<byte[]>(4), EventJson.Options)!,
            QuotaLeft = new Cny(row.GetDecimal(5)),
            Responsiveness = Responsiveness.Of(new LimitRecord(row.GetInt32(9), row.GetInt32(10), row.GetInt64(11), row.GetInt64(12))),
            BankRegion = RegionCode.Hydrate(row.GetString(6)),
        };
        return new ProductOnMarket(facts, row.GetString(7), row.GetBoolean(8));
    }
}
