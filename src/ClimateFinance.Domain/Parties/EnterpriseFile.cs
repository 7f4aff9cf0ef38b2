using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Domain.Parties;

/// <summary>An environmental performance grade 绩效分级 as some document gave it.</summary>
public sealed record GradeRecord(EnvironmentalGrade Grade, DateOnly GradedOn, string DocumentNumber);

/// <summary>An environmental penalty 环保处罚 as some document imposed it.</summary>
/// <param name="PenalisedOn">The date of the document.</param>
/// <param name="DocumentNumber">处罚决定书文号.</param>
/// <param name="Kind">For example <c>air</c>, <c>water</c>, <c>false-data</c>.</param>
/// <param name="Text">What it was for; no names of people.</param>
/// <param name="Amount">The fine; null when there was none.</param>
public sealed record PenaltyRecord(DateOnly PenalisedOn, string DocumentNumber, string Kind, string Text, Cny? Amount);

/// <summary>Everything that stays with an enterprise through all its states.</summary>
/// <param name="Illustrative">Made for demonstration, and marked so for ever.</param>
public sealed record EnterpriseFile(
    EnterpriseId Id, EnterpriseProfile Profile, bool Illustrative, IReadOnlyList<GradeRecord> Grades, IReadOnlyList<PenaltyRecord> Penalties)
{
    /// <summary>The grade in force: that of the newest document; of two on one day, the one recorded later. Null while ungraded.</summary>
    public EnvironmentalGrade? Grade =>
        Grades.Count == 0 ? null : Grades.Aggregate((best, next) => next.GradedOn >= best.GradedOn ? next : best).Grade;

    /// <summary>The day of the newest penalty; null for none.</summary>
    public DateOnly? LastPenaltyOn => Penalties.Count == 0 ? null : Penalties.Max(p => p.PenalisedOn);
}
