using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Problems;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Api.Reference;
using ClimateFinance.Domain.Climate;
using ClimateFinance.Domain.Projects;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Reference;

/// <summary>
/// POST /reference/emission-factors/imports: new rows and newer versions, from JSON or CSV, with a report row by row. Nothing that is
/// published is changed.
/// </summary>
internal static class ImportEmissionFactors
{
    /// <summary>The file as JSON; a bare array of rows is taken too.</summary>
    internal sealed record Request(IReadOnlyList<RequestRow> Items);

    /// <summary>A row as <c>GET /reference/emission-factors</c> shows it.</summary>
    /// <param name="Unit">For example <c>tCO2/MWh</c>.</param>
    /// <param name="PublishedOn">A row that differs from one known under its id is taken when it was published later, as its next version.</param>
    /// <param name="Ncv">低位发热量; with carbon content and oxidation it must give the value.</param>
    /// <param name="Status">Where the figure was read.</param>
    /// <param name="Confirm">Whether it should be checked before production use; the mark stays shown.</param>
    internal sealed record RequestRow(
        string Id, EmissionFactorKind Kind, string Name, decimal Value, string Unit, SourceQuality Status, bool Confirm, string Source,
        string? QuantityUnit = null, string? Region = null, string? RegionCode = null, string? Scope = null, int? DataYear = null,
        DateOnly? PublishedOn = null, string? Role = null, decimal? Ncv = null, decimal? CarbonContent = null, decimal? Oxidation = null,
        decimal? UncertaintyPercent = null, IReadOnlyList<string>? Illustrative = null, string? Note = null);

    /// <summary>What became of the file.</summary>
    /// <param name="Version">The table's version after it.</param>
    /// <param name="Sha256">Of the file.</param>
    internal sealed record Report(long Version, string Sha256, int Accepted, int Unchanged, int Refused, IReadOnlyList<ReportRow> Rows);

    /// <summary>What became of one row.</summary>
    /// <param name="Line">Counts from 1 over the rows of the file.</param>
    /// <param name="FactorVersion">The version the row has in the table.</param>
    /// <param name="Code">Why it was refused.</param>
    /// <param name="Detail">The same in words.</param>
    internal sealed record ReportRow(int Line, string? FactorId, ImportOutcome Outcome, int? FactorVersion, string? Code, string? Detail);

    private static readonly Request Sample = new(
    [
        new(
            "EF-GRID-130000-2024", EmissionFactorKind.GridElectricity, "河北 2024年 电力平均", 0.64m, "tCO2/MWh", SourceQuality.Memory, true,
            "示例数据：数值为演示而设", "MWh", "河北", "130000", "电力平均", 2024, new DateOnly(2026, 11, 20), Illustrative: ["*"]),
    ]);

    public static void Map(RouteGroupBuilder tables) => tables.MapPost("/emission-factors/imports", Handle)
        .Unversioned<Report>(nameof(ImportEmissionFactors), "Bring factor rows in from JSON or CSV, with a report row by row; published rows are never changed")
        .Accepts<Request>("application/json", "text/csv")
        .For(Audience.Bureau | Audience.Operator)
        .Example(Sample, new Report(1, new string('a', 64), 1, 0, 0, [new(1, "EF-GRID-130000-2024", ImportOutcome.Accepted, 1, null, null)]));

    private static async Task<IResult> Handle(
        FactorFile file, CommandRun run, FactorShelf shelf, IEventStore store, HttpContext http, CancellationToken cancellation)
    {
        var import = new ImportFactors(file.Sha256, file.Rows, shelf.BuiltIn);
        var book = run.Also<FactorBook>(FactorBook.StreamId);
        IReadOnlyList<ImportedLine> judged = [];
        var words = Words.For(http.Request);
        var result = await run.RecordAsync(
            StatusCodes.Status200OK,
            null,
            work =>
            {
                judged = book.State.Judge(import);

                // A file that brings nothing new leaves no trace; the table's first row begins its stream.
                if (judged.Any(l => l.Outcome == ImportOutcome.Accepted)) work.Decide(book, import);
            },
            work => new Report(
                work.Appends.Count == 0 ? book.Version : work.VersionOf(FactorBook.StreamId),
                file.Sha256,
                judged.Count(l => l.Outcome == ImportOutcome.Accepted),
                judged.Count(l => l.Outcome == ImportOutcome.Unchanged),
                judged.Count(l => l.Outcome == ImportOutcome.Refused),
                [.. judged.Select(l => new ReportRow(l.Line, l.Id, l.Outcome, l.Version, l.Reason?.Code, l.Reason is null ? null : words.Say(l.Reason)))]),
            cancellation);
        if (result is Reply) await shelf.FillAsync(store, cancellation);
        return result;
    }
}
