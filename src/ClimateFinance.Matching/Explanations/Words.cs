using System.Collections.Frozen;
using System.Globalization;

namespace ClimateFinance.Matching;

/// <summary>How a figure reads in a sentence; its unit is the end of its name.</summary>
internal static class Words
{
    private static readonly FrozenDictionary<string, (string English, string Chinese)> Values =
        new Dictionary<string, (string, string)>(StringComparer.Ordinal)
        {
            ["true"] = ("yes", "是"),
            ["false"] = ("no", "否"),
            ["credit"] = ("unsecured credit", "信用"),
            ["mortgage"] = ("mortgage", "抵押"),
            ["guarantee"] = ("guarantee", "保证"),
            ["equipment"] = ("equipment", "设备抵押"),
            ["projectIncome"] = ("project income", "项目收益权"),
            ["receivable"] = ("receivables", "应收账款"),
            ["emissionRight"] = ("emission right", "排污权"),
            ["carbonAllowance"] = ("carbon allowance", "碳排放配额"),
            ["emcIncomeRight"] = ("EMC income right", "合同能源管理收益权"),
            ["project"] = ("project", "项目建设"),
            ["workingCapital"] = ("working capital", "绿色流动资金"),
            ["sustainabilityLinked"] = ("sustainability-linked", "可持续发展挂钩"),
            ["nonLeading"] = ("non-leading", "非引领性"),
            ["leading"] = ("leading", "引领性"),
            ["bMinus"] = ("B-", "B-"),
            ["a"] = ("A", "A"),
            ["b"] = ("B", "B"),
            ["c"] = ("C", "C"),
            ["d"] = ("D", "D"),
        }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, (string English, string Chinese)> FieldNames =
        new Dictionary<string, (string, string)>(StringComparer.Ordinal)
        {
            ["amountCny"] = ("amount", "需求金额"),
            ["amountLeastCny"] = ("least amount", "最低可接受金额"),
            ["amountMinCny"] = ("smallest loan", "单笔最低金额"),
            ["amountMaxCny"] = ("largest loan", "单笔最高金额"),
            ["maxLoanToInvestmentPercent"] = ("share of the investment", "贷款占总投资比例"),
            ["quotaLeftCny"] = ("quota left", "剩余额度"),
            ["termMinMonths"] = ("shortest term", "最短期限"),
            ["termMaxMonths"] = ("longest term", "最长期限"),
            ["rateMaxBp"] = ("highest all-in rate", "可接受最高综合利率"),
            ["rateMinBp"] = ("lowest all-in rate", "最低综合利率"),
            ["collateralOffered"] = ("collateral offered", "提供的担保"),
            ["collateralAccepted"] = ("collateral accepted", "接受的担保"),
            ["grade"] = ("environmental grade", "绩效分级"),
            ["lowestGrade"] = ("lowest grade", "最低绩效等级"),
            ["admitted"] = ("admitted", "已入库"),
            ["admissionRequired"] = ("admission required", "要求入库"),
            ["reductionTco2ePerYear"] = ("yearly reduction", "年减排量"),
            ["leastReductionTco2ePer10kCny"] = ("least reduction", "最低减排强度"),
            ["penaltyFreeMonths"] = ("months without a penalty", "无处罚月数"),
            ["regions"] = ("regions", "服务地区"),
            ["industries"] = ("industries", "服务行业"),
            ["greenClasses"] = ("green classes", "绿色目录类别"),
            ["technologies"] = ("technologies", "技术类别"),
            ["purposes"] = ("purposes", "用途"),
            ["validFrom"] = ("first day", "有效期起"),
            ["validTo"] = ("last day", "有效期止"),
            ["on"] = ("until", "至"),
        }.ToFrozenDictionary(StringComparer.Ordinal);

    // Lists on the product's side that mean "any" when they are empty; every other empty figure means "none".
    private static readonly FrozenSet<string> AnyWhenEmpty = new[]
    {
        "regions", "industries", "purposes", "collateralAccepted", "lowestGrade", "maxLoanToInvestmentPercent",
    }.ToFrozenSet(StringComparer.Ordinal);

    public static string Pick((string English, string Chinese) text, Language language) =>
        language == Language.Chinese ? text.Chinese : text.English;

    public static string Field(string name, Language language) =>
        FieldNames.TryGetValue(name, out var text) ? Pick(text, language) : name;

    /// <summary>A figure in words: money, percentages and months with their unit, codes as they are, values translated, absence said.</summary>
    public static string Figure(string name, string? value, Language language)
    {
        if (string.IsNullOrEmpty(value)) return Pick(AnyWhenEmpty.Contains(name) ? ("any", "不限") : ("none", "无"), language);
        if (name.EndsWith("10kCny", StringComparison.Ordinal)) return Pick(($"{value} tCO2e a year per 10 000 yuan", $"每万元年减排 {value} 吨"), language);
        if (name.EndsWith("Cny", StringComparison.Ordinal)) return Money(value, language);
        if (name.EndsWith("Months", StringComparison.Ordinal)) return Pick(($"{value} months", $"{value} 个月"), language);
        if (name.EndsWith("Percent", StringComparison.Ordinal)) return value + "%";
        if (name.EndsWith("Tco2ePerYear", StringComparison.Ordinal)) return Pick(($"{value} tCO2e a year", $"每年 {value} 吨"), language);
        if (name.EndsWith("Bp", StringComparison.Ordinal)) return (Text.Int(value) / 100m).ToString("0.00", CultureInfo.InvariantCulture) + "%";
        return string.Join(Pick((", ", "、"), language), value.Split(',').Select(item => Values.TryGetValue(item, out var text) ? Pick(text, language) : item));
    }

    private static string Money(string value, Language language)
    {
        var yuan = Text.Decimal(value);
        return language == Language.Chinese
            ? (yuan / 10_000m).ToString("0.######", CultureInfo.InvariantCulture) + " 万元"
            : yuan.ToString("#,##0.##", CultureInfo.InvariantCulture) + " yuan";
    }
}
