using System.Globalization;

namespace ClimateFinance.Matching;

/// <summary>Syndicates in words.</summary>
public static class SyndicateWords
{
    public static string Of(SyndicateOutcome outcome, Language language) => Words.Pick(
        outcome switch
        {
            SyndicateOutcome.NotLive => ("The need is not on the market.", "该需求当前未上架。"),
            SyndicateOutcome.CoveredAlone => ("At least one product covers the whole amount alone; see the matches.", "已有单一产品可覆盖全部金额，请查看匹配结果。"),
            SyndicateOutcome.Covered => ("No product covers the whole amount alone; these banks together do.", "没有单一产品可覆盖全部金额；下列银行组合可共同覆盖。"),
            SyndicateOutcome.CoveredPartly => (
                "No combination of up to five banks covers the whole amount; these cover the most that any does.",
                "五家以内的银行组合均无法覆盖全部金额；下列组合覆盖金额最高。"),
            SyndicateOutcome.NotCoverable => (
                "No combination of up to five banks covers what the need would take.", "五家以内的银行组合均无法达到该需求可接受的最低金额。"),
            _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "Unknown outcome."),
        },
        language);

    /// <summary>How many banks, how much, at which rate, for how long.</summary>
    public static string Of(Syndicate syndicate, Language language) => string.Format(
        CultureInfo.InvariantCulture,
        Words.Pick(
            (
                "{0} banks lend {1} yuan together at a blended lowest all-in rate of {2} %, each for {3} to {4} months.",
                "{0}家银行共同提供{1}元，加权最低综合年利率{2}%，共同期限{3}至{4}个月。"),
            language),
        syndicate.Parts.Count, Yuan(syndicate.Total.Value), Percent(syndicate.BlendedRateBp), syndicate.TermMin.Value, syndicate.TermMax.Value);

    /// <summary>One bank's part within its limits, and why it has that size.</summary>
    public static string Of(SyndicatePart part, Language language)
    {
        var why = part.Amount == part.Most
            ? ("all that it could lend to this need", "已达可提供上限")
            : part.Amount == part.Least
                ? ("its smallest loan, as it is the dearer part", "按最低单笔金额参与")
                : ("what the cheaper parts leave", "补足其余部分");
        return string.Format(
            CultureInfo.InvariantCulture,
            Words.Pick(
                ("“{0}” lends {1} yuan at {2} %: {3} (it could lend {4} to {5} yuan).", "“{0}”提供{1}元，年利率{2}%：{3}（可提供{4}至{5}元）。"), language),
            part.Product.Terms.Name, Yuan(part.Amount.Value), Percent(part.RateBp), Words.Pick(why, language), Yuan(part.Least.Value), Yuan(part.Most.Value));
    }

    private static string Yuan(decimal yuan) => yuan.ToString("#,0.##", CultureInfo.InvariantCulture);

    private static string Percent(decimal bp) => (bp / 100m).ToString("0.00####", CultureInfo.InvariantCulture);
}
