namespace ClimateFinance.Domain.Climate;

/// <summary>The central bank's carbon-reduction tool 碳减排支持工具: it lends a bank a part of the principal of a loan that reduces carbon.</summary>
public static class CarbonTool
{
    /// <summary>What it lends, to the fen.</summary>
    /// <param name="share">0 to 1; a reference row, because the central bank changes it.</param>
    public static decimal FundsCny(decimal principalCny, decimal share) => Exact.Round(principalCny * share, 2);
}
