using System.Globalization;
using ClimateFinance.Domain.Pairings;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Matching;

namespace ClimateFinance.Api.Features.Pairings;

/// <summary>
/// The engine's answer as each side may see it. A bank, before interest is mutual, gets nothing by which the enterprise could be named: ids go,
/// the county becomes the city, the investment goes, the day of a penalty becomes its year (both stand in public files). An enterprise does not
/// get the product's quota beyond what it asks for. A figure that would give one of these away is cut to the amount asked: the verdict stays true.
/// </summary>
internal static class Masked
{
    public static NeedFacts ForBank(NeedFacts need) => need with
    {
        Enterprise = new EnterpriseId(Guid.Empty),
        Project = null,
        Region = City(need.Region),
        Investment = null,
        LastPenaltyOn = null,
    };

    public static Evaluation ForBank(Evaluation evaluation) => Mask(evaluation, verdict =>
    {
        var asked = new Dictionary<string, string>(verdict.Asked, StringComparer.Ordinal);
        asked.Remove("investmentCny");
        if (asked.TryGetValue("region", out var region)) asked["region"] = City(RegionCode.Hydrate(region)).Value;
        if (asked.TryGetValue("lastPenaltyOn", out var day)) asked["lastPenaltyOn"] = day[..4];
        return Cut(verdict with { Asked = asked }, "ceilingCny");
    });

    public static Evaluation ForEnterprise(Evaluation evaluation) => Mask(evaluation, verdict => Cut(verdict, "quotaLeftCny"));

    /// <summary>
    /// What a bank may be told of a near miss: no change that tells the enterprise's investment or the day of its penalty, a city where the
    /// engine says a county (whose city, served, serves it too).
    /// </summary>
    public static NearMiss ForBank(NearMiss miss) => miss with
    {
        Options = [.. miss.Options.Where(option => !option.Changes.Any(Tells)).Select(option => new ChangeOption([.. option.Changes.Select(CityOnly)]))],
    };

    private static bool Tells(FigureChange change) =>
        change.Field == "maxLoanToInvestmentPercent" || change is { Side: ChangeSide.Time, Criterion: Criterion.NotExcluded };

    private static FigureChange CityOnly(FigureChange change)
    {
        if (change is not { Side: ChangeSide.Product, Criterion: Criterion.Region }) return change;
        var served = change.To.Split(',');
        return change with { To = string.Join(',', [.. served[..^1], City(RegionCode.Hydrate(served[^1])).Value]) };
    }

    public static RegionCode City(RegionCode region) => RegionCode.Hydrate(region.Value[..4] + "00");

    private static Evaluation Mask(Evaluation evaluation, Func<CriterionVerdict, CriterionVerdict> mask) =>
        evaluation with { Criteria = [.. evaluation.Criteria.Select(mask)] };

    private static CriterionVerdict Cut(CriterionVerdict verdict, string figure)
    {
        if (!verdict.Offered.TryGetValue(figure, out var text) || !verdict.Asked.TryGetValue("amountCny", out var asked)) return verdict;
        if (decimal.Parse(text, CultureInfo.InvariantCulture) <= decimal.Parse(asked, CultureInfo.InvariantCulture)) return verdict;
        return verdict with { Offered = new Dictionary<string, string>(verdict.Offered, StringComparer.Ordinal) { [figure] = asked } };
    }
}
