using ClimateFinance.Domain.Projects;

namespace ClimateFinance.Domain.Climate;

/// <summary>Where a figure was read, in words that stand wherever the figure is shown to people.</summary>
public static class SourceWords
{
    public static string English(SourceQuality quality) => quality switch
    {
        SourceQuality.Official => "read in the original",
        SourceQuality.Code => "read in an open calculator, confirm",
        SourceQuality.Media => "read in the news, confirm",
        SourceQuality.Mirror => "read on a mirror, confirm",
        _ => "from memory, confirm",
    };

    public static string Chinese(SourceQuality quality) => quality switch
    {
        SourceQuality.Official => "原文",
        SourceQuality.Code => "开源计算工具，待核实",
        SourceQuality.Media => "媒体报道，待核实",
        SourceQuality.Mirror => "非官方转载，待核实",
        _ => "凭记忆，待核实",
    };
}
