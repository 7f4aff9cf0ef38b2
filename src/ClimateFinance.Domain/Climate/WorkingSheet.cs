using System.Globalization;
using ClimateFinance.Domain.Projects;

namespace ClimateFinance.Domain.Climate;

/// <summary>One step of a working: what it is, how it is written down, what comes out.</summary>
/// <param name="Code"><c>conversion</c>, <c>line</c>, <c>baseline</c>, <c>project</c>, <c>leakage</c>, <c>difference</c>, <c>total</c>, <c>uncertainty</c>, <c>quality</c>.</param>
/// <param name="Line">The line it belongs to, from 1; null for what belongs to all.</param>
/// <param name="Expression">Figures with their units, for example <c>180000 MWh × 0.6516 tCO2e/MWh</c>.</param>
/// <param name="Value">What comes out.</param>
public sealed record WorkingStep(string Code, int? Line, string Expression, decimal Value, string Unit);

/// <summary>The working of an estimate, line by line with units: as data, and as text in English and Chinese.</summary>
public static class WorkingSheet
{
    private const string Tonnes = "tCO2e";

    /// <summary>Every step, in the order in which a reader recomputes them.</summary>
    public static IReadOnlyList<WorkingStep> Steps(ReductionEstimate estimate)
    {
        var steps = new List<WorkingStep>();
        for (var i = 0; i < estimate.Lines.Count; i++)
        {
            var line = estimate.Lines[i];
            if (line is { GivenQuantity: { } given, GivenUnit: { } unit })
                steps.Add(new("conversion", i + 1, $"{Text(given)} {unit}", Math.Abs(line.Quantity) * Math.Sign(given), line.Unit));
            steps.Add(new("line", i + 1, Product(line), line.Tco2ePerYear, Tonnes));
        }

        foreach (var (code, part) in Parts)
        {
            if (estimate.Lines.Any(l => l.Part == part)) steps.Add(new(code, null, Sum(estimate, part), estimate.Of(part), Tonnes));
        }

        steps.Add(new("total", null, Total(estimate), estimate.TotalTco2ePerYear, Tonnes));
        if (estimate.UncertaintyPercent is { } range) steps.Add(new("uncertainty", null, "√(Σ (Uᵢ·xᵢ)²) ÷ |Σ xᵢ|", range, "%"));
        if (estimate.DataQualityScore is { } score) steps.Add(new("quality", null, "Σ |xᵢ|·qᵢ ÷ Σ |xᵢ|", score, "1–5"));
        return steps;
    }

    /// <summary>The sheet in English.</summary>
    public static IReadOnlyList<string> English(ReductionEstimate estimate, TechnologyMethod? method) => Write(estimate, new Tongue(
        on => $"Reduction a year, worked out on {on}.",
        m => $"Method {m.Id}. Without the project: {m.Baseline}",
        (n, l) => $"{n}. {PartEnglish(l)}{l.FactorName} ({l.FactorId}, version {l.FactorVersion ?? 1}{(l.DataYear is { } year ? $", data of {year}" : string.Empty)})",
        "   converted: ", "   source: ", l => $" — {SourceWords.English(l.Quality)}",
        l => $"   quality {l.DataQuality} of 5, {BasisEnglish(l.Basis)}",
        l => $"; quantity ±{Text(l.ActivityUncertaintyPercent)} %, factor ±{Text(l.FactorUncertaintyPercent)} %{(l.UncertaintyAssumed == true ? " (in part assumed, see the climate assumptions)" : string.Empty)}",
        new Dictionary<string, string> { ["baseline"] = "Baseline", ["project"] = "Project", ["leakage"] = "Leakage", ["difference"] = "Differences", ["total"] = "Reduction" },
        "a year", "Uncertainty (95 %): ±", " %, by IPCC 2006 Guidelines, volume 1, chapter 3, equations 3.1 and 3.2",
        lines => $"No range: it is not stated how well line {lines} is known. State basis or uncertaintyPercent.",
        "Data quality (1 best, 5 worst): "), method);

    /// <summary>The sheet in Chinese.</summary>
    public static IReadOnlyList<string> Chinese(ReductionEstimate estimate, TechnologyMethod? method) => Write(estimate, new Tongue(
        on => $"年减排量测算表，测算日 {on}。",
        m => $"方法 {m.Id}。基准情景：{m.BaselineChinese}",
        (n, l) => $"{n}. {PartChinese(l)}{l.FactorName}（{l.FactorId}，第 {l.FactorVersion ?? 1} 版{(l.DataYear is { } year ? $"，数据年份 {year}" : string.Empty)}）",
        "   单位换算：", "   来源：", l => $"——{SourceWords.Chinese(l.Quality)}",
        l => $"   数据质量 {l.DataQuality} 级（共 5 级），{BasisChinese(l.Basis)}",
        l => $"；活动数据 ±{Text(l.ActivityUncertaintyPercent)} %，因子 ±{Text(l.FactorUncertaintyPercent)} %{(l.UncertaintyAssumed == true ? "（部分为假定值，见气候假定表）" : string.Empty)}",
        new Dictionary<string, string> { ["baseline"] = "基准线排放", ["project"] = "项目排放", ["leakage"] = "泄漏", ["difference"] = "差额", ["total"] = "减排量" },
        "每年", "不确定性（95 %）：±", " %，按 IPCC 2006 指南第 1 卷第 3 章公式 3.1、3.2",
        lines => $"未给出范围：第 {lines} 行未说明数据可靠程度，请填写 basis 或 uncertaintyPercent。",
        "数据质量（1 最好，5 最差）："), method);

    private static readonly (string Code, ReductionPart? Part)[] Parts =
        [("baseline", ReductionPart.Baseline), ("project", ReductionPart.Project), ("leakage", ReductionPart.Leakage), ("difference", null)];

    private static List<string> Write(ReductionEstimate estimate, Tongue say, TechnologyMethod? method)
    {
        var sheet = new List<string> { say.Head(estimate.On.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)) };
        if (method is not null) sheet.Add(say.Method(method));
        var steps = Steps(estimate);
        for (var i = 0; i < estimate.Lines.Count; i++)
        {
            var line = estimate.Lines[i];
            sheet.Add(say.Line(i + 1, line));
            sheet.AddRange(steps.Where(s => s.Line == i + 1).Select(s => s.Code == "conversion" ? $"{say.Converted}{Equation(s)}" : $"   {Equation(s)}"));
            sheet.Add($"{say.Source}{line.Source}{say.Read(line)}");
            if (line.DataQuality is not null)
                sheet.Add(say.Quality(line) + (line is { ActivityUncertaintyPercent: not null, FactorUncertaintyPercent: not null } ? say.Range(line) : string.Empty));
        }

        foreach (var step in steps.Where(s => s.Line is null && say.Parts.ContainsKey(s.Code)))
            sheet.Add($"{say.Parts[step.Code]} = {Equation(step)} {say.Yearly}");
        var unknown = estimate.Lines.Select((l, i) => (l, i)).Where(it => it.l.ActivityUncertaintyPercent is null || it.l.FactorUncertaintyPercent is null).Select(it => it.i + 1).ToArray();
        if (estimate.UncertaintyPercent is { } range) sheet.Add($"{say.Uncertain}{Text(range)}{say.By}");
        else if (unknown.Length > 0) sheet.Add(say.NoRange(string.Join(", ", unknown)));
        if (estimate.DataQualityScore is { } score) sheet.Add($"{say.Score}{Text(score)}");
        return sheet;
    }

    private static string Equation(WorkingStep step) => $"{step.Expression} = {Text(step.Value)} {step.Unit}";

    private static string Product(ReductionLine line) => $"{Text(line.Quantity)} {line.Unit} × {Text(line.FactorValue)} tCO2e/{line.Unit}";

    private static string Sum(ReductionEstimate estimate, ReductionPart? part)
    {
        var sign = part is ReductionPart.Project or ReductionPart.Leakage ? -1m : 1m;
        return string.Join(" + ", estimate.Lines.Where(l => l.Part == part).Select(l => Bracketed(sign * l.Tco2ePerYear)));
    }

    private static string Total(ReductionEstimate estimate) => estimate.Lines.All(l => l.Part is null)
        ? string.Join(" + ", estimate.Lines.Select(l => Bracketed(l.Tco2ePerYear)))
        : $"{Bracketed(estimate.Of(ReductionPart.Baseline))} − {Bracketed(estimate.Of(ReductionPart.Project))} − {Bracketed(estimate.Of(ReductionPart.Leakage))} + {Bracketed(estimate.Of(null))}";

    private static string Bracketed(decimal value) => value < 0m ? $"({Text(value)})" : Text(value);

    private static string Text(decimal? value) => value?.ToString("0.############", CultureInfo.InvariantCulture) ?? "?";

    private static string PartEnglish(ReductionLine line) => line.Part switch
    {
        ReductionPart.Baseline => "baseline: ",
        ReductionPart.Project => "project: ",
        ReductionPart.Leakage => "leakage: ",
        _ => line.Quantity > 0m ? "saved: " : "used more of: ",
    };

    private static string PartChinese(ReductionLine line) => line.Part switch
    {
        ReductionPart.Baseline => "基准线：",
        ReductionPart.Project => "项目：",
        ReductionPart.Leakage => "泄漏：",
        _ => line.Quantity > 0m ? "减少：" : "增加：",
    };

    private static string BasisEnglish(ActivityBasis? basis) => basis switch
    {
        ActivityBasis.Verified => "quantity measured and verified",
        ActivityBasis.Metered => "quantity metered",
        ActivityBasis.Invoiced => "quantity from invoices",
        ActivityBasis.Designed => "quantity from the design",
        ActivityBasis.Estimated => "quantity estimated",
        _ => "not stated how the quantity is known",
    };

    private static string BasisChinese(ActivityBasis? basis) => basis switch
    {
        ActivityBasis.Verified => "活动数据经计量并核查",
        ActivityBasis.Metered => "活动数据来自计量",
        ActivityBasis.Invoiced => "活动数据来自结算凭证",
        ActivityBasis.Designed => "活动数据来自设计文件",
        ActivityBasis.Estimated => "活动数据为估算",
        _ => "未说明活动数据来源",
    };

    /// <summary>What differs between the languages.</summary>
    private sealed record Tongue(
        Func<string, string> Head, Func<TechnologyMethod, string> Method, Func<int, ReductionLine, string> Line, string Converted, string Source,
        Func<ReductionLine, string> Read, Func<ReductionLine, string> Quality, Func<ReductionLine, string> Range, IReadOnlyDictionary<string, string> Parts,
        string Yearly, string Uncertain, string By, Func<string, string> NoRange, string Score);
}
