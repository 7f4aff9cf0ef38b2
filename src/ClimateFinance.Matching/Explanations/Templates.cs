using ClimateFinance.Domain.Pairings;

namespace ClimateFinance.Matching;

/// <summary>In which language an explanation is put.</summary>
public enum Language
{
    English,
    Chinese,
}

/// <summary>
/// Every sentence of an explanation, in one place. <c>{n:x}</c> is the need's figure x, <c>{p:x}</c> the product's;
/// how a figure reads follows from its name (<see cref="Words.Figure"/>).
/// </summary>
internal static class Templates
{
    public static (string English, string Chinese) Name(Criterion criterion) => criterion switch
    {
        Criterion.Live => ("On the market", "有效状态"),
        Criterion.Region => ("Region", "地区"),
        Criterion.Industry => ("Industry", "行业"),
        Criterion.GreenClass => ("Green class", "绿色目录"),
        Criterion.Purpose => ("Purpose", "用途"),
        Criterion.Amount => ("Amount", "金额"),
        Criterion.Quota => ("Quota", "剩余额度"),
        Criterion.Term => ("Term", "期限"),
        Criterion.Rate => ("Rate", "利率"),
        Criterion.Collateral => ("Collateral", "担保方式"),
        Criterion.Grade => ("Environmental grade", "绩效分级"),
        Criterion.Admission => ("Admission", "入库"),
        Criterion.Reduction => ("Reduction", "减排强度"),
        Criterion.NotExcluded => ("Not excluded", "无排除情形"),
        _ => throw new ArgumentOutOfRangeException(nameof(criterion), criterion, "Unknown criterion."),
    };

    public static (string English, string Chinese) Figures(Criterion criterion) => criterion switch
    {
        Criterion.Live => ("need live: {n:live}; product live: {p:live}, valid {p:validFrom} to {p:validTo}, judged on {n:on}",
            "需求有效：{n:live}；产品有效：{p:live}，有效期 {p:validFrom} 至 {p:validTo}，评估日 {n:on}"),
        Criterion.Region => ("serves {p:regions}, the need is in {n:region}", "产品服务地区 {p:regions}，需求所在地 {n:region}"),
        Criterion.Industry => ("serves {p:industries}, the need is of {n:industry}", "产品服务行业 {p:industries}，需求行业 {n:industry}"),
        Criterion.GreenClass => ("serves technologies {p:technologies} and classes {p:greenClasses}, the need names technology {n:technology} and classes {n:greenClasses}",
            "产品支持技术 {p:technologies}、目录类别 {p:greenClasses}，需求技术 {n:technology}、类别 {n:greenClasses}"),
        Criterion.Purpose => ("serves {p:purposes}, asked for {n:purpose}", "产品用途 {p:purposes}，需求用途 {n:purpose}"),
        Criterion.Amount => ("lends {p:amountMinCny} to {p:ceilingCny} here, asked {n:amountLeastCny} to {n:amountCny}",
            "产品可贷 {p:amountMinCny} 至 {p:ceilingCny}，需求 {n:amountLeastCny} 至 {n:amountCny}"),
        Criterion.Quota => ("{p:quotaLeftCny} left, loans from {p:amountMinCny}, the need takes {n:amountLeastCny} at least",
            "剩余额度 {p:quotaLeftCny}，单笔最低 {p:amountMinCny}，需求最低 {n:amountLeastCny}"),
        Criterion.Term => ("offers {p:termMinMonths} to {p:termMaxMonths}, asked {n:termMinMonths} to {n:termMaxMonths}",
            "产品期限 {p:termMinMonths} 至 {p:termMaxMonths}，需求 {n:termMinMonths} 至 {n:termMaxMonths}"),
        Criterion.Rate => ("from {p:rateMinBp} all-in, at most {n:rateMaxBp} acceptable", "产品综合年利率最低 {p:rateMinBp}，需求可接受最高 {n:rateMaxBp}"),
        Criterion.Collateral => ("accepts {p:collateralAccepted}, offered {n:collateralOffered}",
            "产品接受 {p:collateralAccepted}，需求提供 {n:collateralOffered}"),
        Criterion.Grade => ("lowest grade served {p:lowestGrade}, the enterprise has {n:grade}", "产品最低等级 {p:lowestGrade}，企业等级 {n:grade}"),
        Criterion.Admission => ("admission required: {p:admissionRequired}, admitted: {n:admitted}", "要求入库：{p:admissionRequired}，已入库：{n:admitted}"),
        Criterion.Reduction => ("demands {p:leastReductionTco2ePer10kCny}, the need reaches {n:reductionTco2ePer10kCny}",
            "产品要求 {p:leastReductionTco2ePer10kCny}，需求为 {n:reductionTco2ePer10kCny}"),
        Criterion.NotExcluded => ("declined: {n:declined}, blocked: {n:blocked}, newest penalty {n:lastPenaltyOn}, {p:penaltyFreeMonths} without one demanded",
            "曾被谢绝：{n:declined}，被屏蔽：{n:blocked}，最近处罚 {n:lastPenaltyOn}，要求无处罚 {p:penaltyFreeMonths}"),
        _ => throw new ArgumentOutOfRangeException(nameof(criterion), criterion, "Unknown criterion."),
    };

    public static (string English, string Chinese) Name(Piece piece) => piece switch
    {
        Piece.Cost => ("Cost: how far the lowest rate lies below the highest acceptable", "成本：最低利率低于可接受上限的幅度"),
        Piece.AmountCover => ("Amount cover: the share of the amount it could lend", "金额覆盖：可贷金额占需求的比例"),
        Piece.TermFit => ("Term fit: the share of the asked terms it offers", "期限契合：需求期限范围内可提供的比例"),
        Piece.Reduction => ("Reduction: tonnes a year per 10 000 yuan", "减排强度：每万元年减排量"),
        Piece.CollateralFit => ("Collateral fit: the share of the offered kinds it takes", "担保契合：所提供担保方式被接受的比例"),
        Piece.Responsiveness => ("Responsiveness: how this bank kept its limits", "响应：银行按时限办理的记录"),
        Piece.Locality => ("Locality: how near the branch is", "就近：网点与项目的距离"),
        _ => throw new ArgumentOutOfRangeException(nameof(piece), piece, "Unknown piece."),
    };

    public static (string English, string Chinese) Side(ChangeSide side) => side switch
    {
        ChangeSide.Need => ("the need", "需求方"),
        ChangeSide.Product => ("the product", "产品方"),
        ChangeSide.Time => ("waiting", "等待"),
        _ => throw new ArgumentOutOfRangeException(nameof(side), side, "Unknown side."),
    };

    /// <summary>By the coded reason; one that an old history holds and nobody knows any more is said as it is.</summary>
    public static (string English, string Chinese) Superseded(string reasonCode) => reasonCode switch
    {
        "needGone" => ("The need left the market.", "需求已退出市场。"),
        "productGone" => ("The product left the market.", "产品已退出市场。"),
        "needRevised" => ("The enterprise revised the need.", "企业修订了需求。"),
        "productRevised" => ("The bank revised the product.", "银行修订了产品。"),
        "productExpired" => ("The product's validity ended.", "产品有效期已满。"),
        "noLongerEligible" => ("The two no longer fit.", "双方已不再匹配。"),
        _ => ($"{reasonCode}.", $"{reasonCode}。"),
    };

    /// <summary>{0} the criteria that are missed by now.</summary>
    public static readonly (string English, string Chinese) MissesNow = (" By now they miss: {0}.", "目前不符合：{0}。");

    /// <summary>{0} name, {1} figures.</summary>
    public static readonly (string English, string Chinese) Passed = ("{0} holds: {1}.", "{0}符合：{1}。");

    /// <inheritdoc cref="Passed"/>
    public static readonly (string English, string Chinese) Missed = ("{0} fails: {1}.", "{0}不符合：{1}。");

    /// <summary>{0} name, {1} value, {2} weight, {3} points.</summary>
    public static readonly (string English, string Chinese) Scored =
        ("{0}: {1} of 10000 at weight {2} gives {3} points.", "{0}：得分 {1}/10000，权重 {2}，计 {3} 分。");

    /// <summary>{0} side, {1} field, {2} from, {3} to.</summary>
    public static readonly (string English, string Chinese) Change = ("{0}: {1} from {2} to {3}", "{0}：{1} 由 {2} 改为 {3}");

    /// <summary>{0} the misses, {1} the changes.</summary>
    public static readonly (string English, string Chinese) Option = ("Misses by {0}; eligible with {1}.", "不符合项：{0}；如 {1}，即可匹配。");
}
