using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Domain.Climate;

/// <summary>What a project reduced in a period, as somebody verified it 实测减排量.</summary>
/// <param name="From">The first day.</param>
/// <param name="To">The last day; at most a year and a day after the first.</param>
/// <param name="Tco2e">More or less than nothing: a project can fail.</param>
/// <param name="Verifier">核查机构: the organisation that verified; no name of a person.</param>
/// <param name="ReportNumber">Of its report.</param>
/// <param name="EvidenceSha256">Of the report, lower-case hex; the report stays with the parties.</param>
/// <param name="Corrects">The number of an earlier period that this one replaces.</param>
public sealed record MeasuredPeriod(
    DateOnly From, DateOnly To, decimal Tco2e, string Verifier, string ReportNumber, string EvidenceSha256, int? Corrects)
{
    public const int MaxDays = 367;

    /// <summary>Tonnes lie within ± this.</summary>
    public const decimal MaxTco2e = 1_000_000_000m;

    /// <summary>The days of the period, both ends counted.</summary>
    public int Days() => To.DayNumber - From.DayNumber + 1;

    /// <summary>The periods that stand: those that no later one corrected, each with its number.</summary>
    public static IReadOnlyList<(int Number, MeasuredPeriod Period)> Standing(IReadOnlyList<MeasuredPeriod> all)
    {
        var corrected = all.Where(m => m.Corrects is not null).Select(m => m.Corrects!.Value).ToHashSet();
        return [.. all.Select((m, i) => (i + 1, m)).Where(m => !corrected.Contains(m.Item1))];
    }

    /// <summary>The first thing that keeps this period from being reported after those before it.</summary>
    public Refusal? FlawAfter(IReadOnlyList<MeasuredPeriod> before, DateOnly today)
    {
        var flaw = Text.LineFlaw("verifier", Verifier) ?? Text.LineFlaw("reportNumber", ReportNumber);
        if (flaw is not null) return flaw;
        if (EvidenceSha256.Length != 64 || !EvidenceSha256.All(char.IsAsciiHexDigitLower)) return Refusal.Shape("measurement.evidence_wrong_form");
        if (To < From || Days() > MaxDays) return Refusal.Shape("measurement.period_wrong", ("from", From), ("to", To), ("maxDays", MaxDays));
        if (To >= today) return Refusal.Rule("measurement.period_not_over", ("to", To), ("today", today));
        if (Tco2e is > MaxTco2e or < -MaxTco2e) return Refusal.Shape("measurement.tonnes_out_of_range", ("max", MaxTco2e), ("given", Tco2e));

        var standing = Standing(before);
        if (Corrects is { } number && standing.All(s => s.Number != number)) return Refusal.Rule("measurement.corrects_unknown", ("number", number));
        foreach (var (other, period) in standing)
        {
            if (other != Corrects && period.From <= To && From <= period.To)
                return Refusal.Rule("measurement.period_counted_already", ("number", other), ("from", period.From), ("to", period.To));
        }

        return null;
    }
}

/// <summary>What was promised beside what was measured.</summary>
/// <param name="MeasuredDays">The days that standing reports cover.</param>
/// <param name="PromisedTco2e">The yearly estimate times those days ÷ 365, to 0.001 t.</param>
/// <param name="MeasuredTco2e">Σ of the standing reports.</param>
public sealed record PromiseKept(int MeasuredDays, decimal PromisedTco2e, decimal MeasuredTco2e)
{
    /// <summary>Measured ÷ promised in per cent, to 0.1; null when nothing was promised for the days.</summary>
    public decimal? Percent => PromisedTco2e == 0m ? null : Exact.Round(MeasuredTco2e / PromisedTco2e * 100m, 1);

    /// <summary>Of one project.</summary>
    public static PromiseKept Of(decimal promisedPerYear, IEnumerable<MeasuredPeriod> standing)
    {
        var periods = standing.ToArray();
        var days = periods.Sum(p => p.Days());
        return Of(promisedPerYear, days, periods.Sum(p => p.Tco2e));
    }

    /// <summary>Of one project, of whose standing reports days and tonnes are summed already.</summary>
    public static PromiseKept Of(decimal promisedPerYear, int days, decimal measuredTco2e) =>
        new(days, Exact.Round(promisedPerYear * days / 365m, 3), measuredTco2e);

    /// <summary>Of several projects together.</summary>
    public static PromiseKept Sum(IEnumerable<PromiseKept> parts) =>
        parts.Aggregate(new PromiseKept(0, 0m, 0m), (sum, p) => new(sum.MeasuredDays + p.MeasuredDays, sum.PromisedTco2e + p.PromisedTco2e, sum.MeasuredTco2e + p.MeasuredTco2e));

    /// <summary>
    /// How far an enterprise's figures may be relied on, 0 to 10 000: full when what was measured is at least what was promised, nothing
    /// when nothing came, in proportion between. Null before anything was measured.
    /// </summary>
    public int? Credibility() => MeasuredDays == 0 || PromisedTco2e <= 0m
        ? null
        : (int)Math.Clamp(decimal.Floor(MeasuredTco2e * 10_000m / PromisedTco2e), 0m, 10_000m);
}
