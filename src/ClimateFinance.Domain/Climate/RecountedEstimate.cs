using ClimateFinance.Domain.Projects;

namespace ClimateFinance.Domain.Climate;

/// <summary>One line for which something newer was published.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Then">As it was counted.</param>
/// <param name="Factor">The newest row of its series.</param>
public sealed record RecountedLine(int Number, ReductionLine Then, EmissionFactor Factor, decimal Tco2ePerYear);

/// <summary>
/// What the newest factors would give for an estimate that stands. It is shown beside it: the estimate itself is never rewritten.
/// </summary>
public sealed record RecountedEstimate(DateOnly On, decimal TotalTco2ePerYear, IReadOnlyList<RecountedLine> Changed)
{
    /// <summary>Counts anew with the newest version of the newest row of each series public on a day; null when that is what was used.</summary>
    public static RecountedEstimate? Of(ReductionEstimate then, IReadOnlyList<EmissionFactor> factors, DateOnly on)
    {
        var changed = new List<RecountedLine>();
        for (var i = 0; i < then.Lines.Count; i++)
        {
            var line = then.Lines[i];
            if (factors.FirstOrDefault(f => f.Id == line.FactorId) is not { } used) continue;
            var newest = factors.Where(f => f.Series == used.Series && f.Unit == line.Unit && f.PublicOn(on)).OrderBy(f => f.DataYear ?? 0).ThenBy(f => f.Version).LastOrDefault();
            if (newest is null || (newest.Id == line.FactorId && newest.Version <= (line.FactorVersion ?? 1))) continue;
            changed.Add(new RecountedLine(i + 1, line, newest, Exact.Round(line.Quantity * newest.Value, 3)));
        }

        return changed.Count == 0
            ? null
            : new RecountedEstimate(on, then.TotalTco2ePerYear + changed.Sum(c => c.Tco2ePerYear - c.Then.Tco2ePerYear), changed);
    }
}
