using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Api.Reference;
using ClimateFinance.Domain.Climate;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Reference;

/// <summary>
/// POST /reference/taxonomies/imports: a new edition of a catalogue, whole or not at all. It decides from its day on; projects that were
/// classified and loans that were approved before keep the edition of their time.
/// </summary>
internal static class ImportTaxonomy
{
    /// <param name="Id">New, for example <c>GF2027</c>.</param>
    /// <param name="Scheme">For example <c>GF</c>, as GET /reference/taxonomies shows it.</param>
    /// <param name="EffectiveFrom">The first day on which it decides.</param>
    /// <param name="Confirm">Whether it should be checked before production use; the mark stays shown.</param>
    internal sealed record Request(
        string Id, string Scheme, string Name, DateOnly EffectiveFrom, bool Confirm, string Source, IReadOnlyList<RequestClass> Classes,
        DateOnly? EffectiveTo = null, string? DocumentNo = null);

    /// <param name="Id">Unique over all editions, for example <c>GF2027-1.2</c>.</param>
    /// <param name="Parent">A class that stands before it in the list.</param>
    /// <param name="Technologies">Of GET /reference/technologies: projects of these are proposed for the class.</param>
    internal sealed record RequestClass(
        string Id, string Name, string? Code = null, string? Parent = null, IReadOnlyList<string>? Technologies = null, IReadOnlyList<string>? Sectors = null);

    /// <param name="InForce">Whether it decides today.</param>
    internal sealed record Reply(string Id, string Scheme, int Classes, DateOnly EffectiveFrom, bool InForce);

    private static readonly Request Sample = new(
        "GF2027", "GF", "绿色金融支持项目目录（示例版）", new DateOnly(2027, 1, 1), true, "示例数据：为演示而设",
        [new("GF2027-1", "节能降碳产业", "1"), new("GF2027-1.1", "余热余压利用", "1.1", "GF2027-1", ["sinter-whr", "cement-whr"], ["steel", "cement"])]);

    public static void Map(RouteGroupBuilder tables) => tables.MapPost("/taxonomies/imports", Handle)
        .Unversioned<Reply>(nameof(ImportTaxonomy), "Bring a new edition of a catalogue in; earlier editions stay for what was decided under them")
        .For(Audience.Bureau | Audience.Operator)
        .Example(Sample, new Reply("GF2027", "GF", 2, new DateOnly(2027, 1, 1), false));

    private static async Task<IResult> Handle(
        Body<Request> body, CommandRun run, Check check, TaxonomyShelf shelf, IEventStore store, CancellationToken cancellation)
    {
        var it = body.Value;
        var edition = new TaxonomyEdition(
            check.Text("id", it.Id, 100), check.Text("scheme", it.Scheme, 100), check.Text("name", it.Name, 200), check.TextOrNull("documentNo", it.DocumentNo, 200),
            it.EffectiveFrom, it.EffectiveTo, it.Confirm, check.Text("source", it.Source),
            check.Each("classes", it.Classes, (at, one) => Read(check, at, one), min: 1, max: TaxonomyBook.MaxClasses));
        if (check.Failed) return check.Problem();

        var book = run.Also<TaxonomyBook>(TaxonomyBook.StreamId);
        var result = await run.RecordAsync(
            StatusCodes.Status200OK,
            null,
            work => work.Decide(book, new Domain.Climate.ImportTaxonomy(edition, shelf.BuiltIn)),
            _ => new Reply(edition.Id, edition.Scheme, edition.Classes.Count, it.EffectiveFrom, edition.InForceOn(run.Rules.Today)),
            cancellation);
        if (result is Http.Commands.Reply) await shelf.FillAsync(store, cancellation);
        return result;
    }

    private static TaxonomyClass Read(Check check, string at, RequestClass one) => new(
        new GreenClass(check.Text($"{at}.id", one.Id, 100)),
        check.TextOrNull($"{at}.code", one.Code, 100),
        check.Text($"{at}.name", one.Name, 200),
        one.Parent is null ? null : new GreenClass(check.Text($"{at}.parent", one.Parent, 100)),
        check.Each($"{at}.technologies", one.Technologies ?? [], check.Technology),
        check.Each($"{at}.sectors", one.Sectors ?? [], (where, sector) => check.Text(where, sector, 100)));
}
