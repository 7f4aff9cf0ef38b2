using ClimateFinance.Domain.Projects;

namespace ClimateFinance.Domain.Climate;

/// <summary>
/// How well a figure is known, 1 best to 5, in the manner of the PCAF scale (The Global GHG Accounting and Reporting Standard, part A):
/// a line is as good as the worse of its two sides, how the quantity is known and how the factor is sourced; a total is the mean of its
/// lines weighted by tonnes.
/// </summary>
public static class DataQuality
{
    /// <summary>Verified 1, metered 2, invoiced 3, designed 4, estimated or not stated 5.</summary>
    public static int Of(ActivityBasis? basis) => basis switch
    {
        ActivityBasis.Verified => 1,
        ActivityBasis.Metered => 2,
        ActivityBasis.Invoiced => 3,
        ActivityBasis.Designed => 4,
        _ => 5,
    };

    /// <summary>Read in the original 1, in an open calculator 2, in the news 3, on a mirror 4, from memory 5.</summary>
    public static int Of(SourceQuality quality) => quality switch
    {
        SourceQuality.Official => 1,
        SourceQuality.Code => 2,
        SourceQuality.Media => 3,
        SourceQuality.Mirror => 4,
        _ => 5,
    };

    /// <summary>The worse of both sides.</summary>
    public static int Of(ActivityBasis? basis, SourceQuality quality) => Math.Max(Of(basis), Of(quality));

    /// <summary>The mean weighted by the tonnes of each line, to 0.1; null when no line has a score or all come to nothing.</summary>
    public static decimal? OfAll(IReadOnlyList<ReductionLine> lines)
    {
        var scored = lines.Where(l => l.DataQuality is not null).Select(l => (Weight: Math.Abs(l.Tco2ePerYear), Score: l.DataQuality!.Value)).ToArray();
        var weight = scored.Sum(l => l.Weight);
        return weight == 0m ? null : Exact.Round(scored.Sum(l => l.Score * (l.Weight / weight)), 1);
    }
}
