using ClimateFinance.Domain.Projects;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Domain.Climate;

/// <summary>A class of a catalogue's edition.</summary>
/// <param name="Id">Unique over all editions, for example <c>GF2025-X-WHR</c>.</param>
/// <param name="Code">The printed code; null where it could not be read.</param>
/// <param name="Technologies">The technology classes that belong here.</param>
/// <param name="Sectors"><c>steel</c>, <c>cement</c>; empty for all.</param>
public sealed record TaxonomyClass(
    GreenClass Id, string? Code, string Name, GreenClass? Parent, IReadOnlyList<Technology> Technologies, IReadOnlyList<string> Sectors);

/// <summary>An edition of a catalogue 目录版本 with its time of validity.</summary>
/// <param name="Id">For example <c>GF2025</c>.</param>
/// <param name="Scheme">What it is an edition of, for example <c>GF</c>: of one scheme one edition is in force at a time.</param>
/// <param name="EffectiveFrom">The first day on which it decides; null for one whose day could not be read, taken as always.</param>
/// <param name="EffectiveTo">The last day; null while nothing replaced it.</param>
/// <param name="Confirm">Whether it should be checked before production use; stays shown.</param>
public sealed record TaxonomyEdition(
    string Id, string Scheme, string Name, string? DocumentNo, DateOnly? EffectiveFrom, DateOnly? EffectiveTo,
    bool Confirm, string Source, IReadOnlyList<TaxonomyClass> Classes)
{
    /// <summary>Whether it decides on a day.</summary>
    public bool InForceOn(DateOnly day) => !(EffectiveFrom > day) && !(EffectiveTo < day);

    /// <summary>Each edition with its last day: the day before the next one of its scheme begins, unless its own is earlier.</summary>
    public static IReadOnlyList<TaxonomyEdition> Bounded(IEnumerable<TaxonomyEdition> editions)
    {
        var all = editions.ToArray();
        return [.. all.Select(e => NextOf(e) is { } next && !(e.EffectiveTo < next) ? e with { EffectiveTo = next.AddDays(-1) } : e)];

        DateOnly? NextOf(TaxonomyEdition e) =>
            all.Where(o => o.Scheme == e.Scheme && o.EffectiveFrom is { } from && from > (e.EffectiveFrom ?? DateOnly.MinValue)).Min(o => o.EffectiveFrom);
    }

    /// <summary>The editions in force on a day: of each scheme the newest.</summary>
    public static IReadOnlyList<TaxonomyEdition> InForce(IEnumerable<TaxonomyEdition> editions, DateOnly day) =>
    [
        .. editions.Where(e => e.InForceOn(day)).GroupBy(e => e.Scheme, StringComparer.Ordinal)
            .Select(g => g.MaxBy(e => e.EffectiveFrom ?? DateOnly.MinValue)!),
    ];
}

/// <summary>A class that a project seems to belong to, and why.</summary>
/// <param name="ReasonCode"><c>technology</c>: the class names the technology; <c>stated</c>: the enterprise states it and the sector fits.</param>
public sealed record ProposedClass(GreenClass Class, string Name, string ReasonCode, string Reason, string ReasonChinese);

/// <summary>What a project is in an edition of a catalogue, as the bureau confirmed it.</summary>
/// <param name="ConfirmedOn">From this day on; loans approved before keep what was confirmed before.</param>
/// <param name="Proposed">What had been proposed.</param>
/// <param name="Reason">Why it differs from the proposal.</param>
public sealed record Classification(
    string Edition, string Scheme, IReadOnlyList<GreenClass> Classes, DateOnly ConfirmedOn, IReadOnlyList<ProposedClass> Proposed, string? Reason)
{
    /// <summary>The classes that an edition seems to have for a project, with reasons.</summary>
    public static IReadOnlyList<ProposedClass> Propose(ProjectSheet sheet, TaxonomyEdition edition)
    {
        var byTechnology = edition.Classes.Where(c => c.Technologies.Contains(sheet.Technology)).Select(c => new ProposedClass(
            c.Id, c.Name, "technology",
            $"the class names the technology {sheet.Technology}", $"该类别列明技术“{sheet.Technology}”"));
        var stated = edition.Classes.Where(c => sheet.GreenClasses.Contains(c.Id) && !c.Technologies.Contains(sheet.Technology)).Select(c => new ProposedClass(
            c.Id, c.Name, "stated",
            "the enterprise states this class; it names no technology, or another", "企业申报该类别；该类别未列明技术或列明其他技术"));
        return [.. byTechnology, .. stated];
    }

    /// <summary>What stood on a day, in a scheme; null when nothing was confirmed by then.</summary>
    public static Classification? StandingOn(IReadOnlyList<Classification> confirmed, string scheme, DateOnly day) =>
        confirmed.LastOrDefault(c => c.Scheme == scheme && c.ConfirmedOn <= day);

    internal static Decision<Project> Decide(ProjectFile file, ClassifyProject command, Circumstance now)
    {
        var edition = command.Edition;
        if (!edition.InForceOn(now.Today))
            return Refusal.Rule(
                "classification.edition_not_in_force",
                ("edition", edition.Id), ("effectiveFrom", edition.EffectiveFrom), ("effectiveTo", edition.EffectiveTo), ("today", now.Today));
        if (command.Classes.Count > ProjectSheet.MaxGreenClasses)
            return Refusal.Shape("project.too_many_green_classes", ("max", ProjectSheet.MaxGreenClasses), ("given", command.Classes.Count));
        foreach (var chosen in command.Classes)
        {
            if (edition.Classes.All(c => c.Id != chosen))
                return Refusal.Rule("classification.class_not_of_edition", ("class", chosen.Value), ("edition", edition.Id));
        }

        var asProposed = command.Classes.ToHashSet().SetEquals(command.Proposed.Select(p => p.Class));
        if (!asProposed && command.Reason is null) return Refusal.Rule("classification.reason_missing", ("edition", edition.Id));
        if (command.Reason is not null && Text.WordsFlaw("reason", command.Reason) is { } flaw) return flaw;
        return Decision<Project>.Of(new ProjectClassified(
            file.Id, new Classification(edition.Id, edition.Scheme, command.Classes, now.Today, command.Proposed, command.Reason)));
    }
}
