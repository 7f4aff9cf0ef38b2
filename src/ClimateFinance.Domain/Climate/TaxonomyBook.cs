using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Domain.Climate;

/// <summary>An edition of a catalogue came in. It decides from its day on; what was confirmed under an earlier one stays.</summary>
[EventName("taxonomy_imported_v1")]
public sealed record TaxonomyImported(TaxonomyEdition Edition) : IEvent<TaxonomyBook>;

/// <summary>Bring an edition in.</summary>
/// <param name="Known">The editions that the installation came with.</param>
public sealed record ImportTaxonomy(TaxonomyEdition Edition, IReadOnlyList<TaxonomyEdition> Known) : ICommand<TaxonomyBook>;

/// <summary>Every edition that was imported, in order. There is one book, on one stream; an edition is never changed.</summary>
public sealed record TaxonomyBook(IReadOnlyList<TaxonomyEdition> Editions) : IState<TaxonomyBook>
{
    public const int MaxClasses = 1_000;

    /// <summary>The stream of the one book.</summary>
    public static readonly Guid StreamId = new("0196c1a4-0000-7000-8000-0000000000c2");

    public static string Category => "taxonomy";

    public static TaxonomyBook Initial { get; } = new([]);

    public static Decision<TaxonomyBook> Decide(TaxonomyBook state, ICommand<TaxonomyBook> command, Circumstance circumstance) => command switch
    {
        ImportTaxonomy import => Import(state, import, circumstance),
        _ => Refusal.Rule("taxonomy.wrong_state", ("move", command.GetType().Name)),
    };

    public static TaxonomyBook Evolve(TaxonomyBook state, IEvent<TaxonomyBook> happened) => happened switch
    {
        TaxonomyImported e => new TaxonomyBook([.. state.Editions, e.Edition]),
        _ => throw new UnknownEventException(state, happened),
    };

    private static Decision<TaxonomyBook> Import(TaxonomyBook state, ImportTaxonomy import, Circumstance circumstance)
    {
        if (circumstance.By.Role is not (Role.Bureau or Role.Operator)) return Refusal.Forbidden("taxonomy.not_yours");
        var edition = import.Edition;
        var known = import.Known.Concat(state.Editions).ToArray();
        return EditionFlaw(edition, known) ?? ClassFlaw(edition, known) ?? Decision<TaxonomyBook>.Of(new TaxonomyImported(edition));
    }

    private static Refusal? EditionFlaw(TaxonomyEdition edition, TaxonomyEdition[] known)
    {
        var flaw = Text.LineFlaw("id", edition.Id) ?? Text.LineFlaw("scheme", edition.Scheme) ?? Text.LineFlaw("name", edition.Name) ?? Text.WordsFlaw("source", edition.Source);
        if (flaw is not null) return flaw;
        if (known.Any(e => e.Id == edition.Id)) return Refusal.Rule("taxonomy.edition_exists", ("id", edition.Id));
        if (edition.EffectiveFrom is not { } from) return Refusal.Shape("taxonomy.no_first_day");
        if (edition.EffectiveTo < from) return Refusal.Shape("taxonomy.validity_backwards", ("effectiveFrom", from), ("effectiveTo", edition.EffectiveTo));
        return known.FirstOrDefault(e => e.Scheme == edition.Scheme && e.EffectiveFrom >= from) is { } later
            ? Refusal.Rule("taxonomy.not_newest", ("id", later.Id), ("effectiveFrom", later.EffectiveFrom), ("given", from))
            : null;
    }

    private static Refusal? ClassFlaw(TaxonomyEdition edition, TaxonomyEdition[] known)
    {
        if (edition.Classes.Count is 0 or > MaxClasses)
            return Refusal.Shape("taxonomy.wrong_count", ("min", 1), ("max", MaxClasses), ("given", edition.Classes.Count));
        var own = new HashSet<GreenClass>();
        var others = known.SelectMany(e => e.Classes).Select(c => c.Id).ToHashSet();
        foreach (var one in edition.Classes)
        {
            if ((Text.LineFlaw("class", one.Id.Value) ?? Text.LineFlaw("name", one.Name)) is { } flaw) return flaw;
            if (!own.Add(one.Id) || others.Contains(one.Id)) return Refusal.Rule("taxonomy.class_taken", ("class", one.Id.Value));
            if (one.Parent is { } parent && !own.Contains(parent)) return Refusal.Rule("taxonomy.parent_unknown", ("class", one.Id.Value), ("parent", parent.Value));
        }

        return null;
    }
}
