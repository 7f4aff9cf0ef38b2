using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Api.Reference;

namespace ClimateFinance.Api.Features.Reference;

/// <summary>One monthly print of the loan prime rate 贷款市场报价利率, in basis points (300 is 3.00 % a year).</summary>
/// <param name="Date">The day from which it is in force.</param>
/// <param name="Lpr5yBp">The LPR over five years.</param>
/// <param name="ValueStatus"><c>found</c> in a source, or <c>derived</c> from a run of unchanged months.</param>
/// <param name="DateStatus"><c>found</c>, <c>derived</c>, or <c>corrected</c> where the source had a day off.</param>
/// <param name="Confirm">Whether it comes from memory or a secondary source and should be checked before production use.</param>
/// <param name="Illustrative">Names of the fields that are made up; <c>*</c> for the whole row.</param>
internal sealed record BenchmarkItem(
    DateOnly Date, int Lpr1yBp, int Lpr5yBp, string ValueStatus, string DateStatus, bool Confirm, string Source, IReadOnlyList<string> Illustrative, string? Note)
{
    public static BenchmarkItem Of(BenchmarkRateRow row) => new(
        row.Date, row.Lpr1yBp.Value, row.Lpr5yBp.Value, row.ValueStatus, row.DateStatus, row.Confirm, row.Source, row.Illustrative, row.Note);
}

/// <summary>GET /reference/benchmarks: the history of the LPR, the newest print first; with <c>on</c> the print in force that day.</summary>
internal static class ListBenchmarks
{
    public static void Map(RouteGroupBuilder tables) => tables.MapGet("/benchmarks", Handle)
        .List<BenchmarkItem>(nameof(ListBenchmarks), "The LPR, newest print first; with on, the one in force that day", "on")
        .For(Audience.Everyone);

    private static IResult Handle(PageRequest page, ReferenceData reference, DateOnly? on = null)
    {
        DateOnly? inForce = on is { } day ? reference.BenchmarkRates.On(day).Date : null;
        return TypedResults.Ok(page.Slice(
            [.. reference.BenchmarkPrints.Rows.Where(row => inForce is null || row.Date == inForce).OrderByDescending(row => row.Date).Select(BenchmarkItem.Of)]));
    }
}
