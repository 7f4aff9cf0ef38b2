using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Queries;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Api.Reference;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Features.Oversight;

/// <summary>
/// GET /statistics: what everybody may know of the market. No figure is shown that is made of fewer than three enterprises or fewer than three banks;
/// where leaving one out could be undone by subtraction, the next smallest is left out with it.
/// </summary>
internal static class GetStatistics
{
    private const int Parties = 3;

    /// <summary>How old the figures may be: they are worked out over all deals and asked for by anybody.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);

    /// <param name="Deals">Null where too few parties made it.</param>
    internal sealed record Figure(string Step, long? Deals, decimal? AmountCny);

    internal sealed record Line(string Key, string? Name, IReadOnlyList<Figure> Figures);

    /// <param name="At">When the figures were worked out.</param>
    internal sealed record Reply(DateTimeOffset At, int LeastParties, Line Total, IReadOnlyList<Line> ByIndustry, IReadOnlyList<Line> ByRegion, IReadOnlyList<Line> ByYear);

    private static readonly (string Step, string Counts, string Amount)[] Steps =
    [
        ("opened", "true", "asked_line"), ("offered", "offered_on is not null", "offered_line"), ("signed", "signed_on is not null", "signed_line"),
        ("drawn", "drawn_on is not null", "drawn_cny"),
    ];

    private static readonly string Text =
        $"""
         select case when grouping(industry) = 0 then 'industry' when grouping(city) = 0 then 'region' when grouping(year) = 0 then 'year' else 'total' end, coalesce(industry, city, year, 'total'),
             {string.Join(", ", Steps.Select(s => $"count(*) filter (where {s.Counts}), coalesce(sum({s.Amount}) filter (where {s.Counts}), 0), count(distinct enterprise_id) filter (where {s.Counts}), count(distinct bank_id) filter (where {s.Counts})"))}
         from (select *, left(region, 4) || '00' as city, left(month, 4) as year from deal_fact) f group by grouping sets ((), (industry), (city), (year))
         """;

    public static void Map(RouteGroupBuilder api) => api.MapGet("/statistics", Handle)
        .Query<Reply>(nameof(GetStatistics), "The market in figures for everybody, none of fewer than three parties")
        .WithTags("Oversight")
        .For(Audience.Everyone);

    private static async Task<IResult> Handle(StatisticsShelf shelf, CancellationToken cancellation) => QueryReply.Of(await shelf.GetAsync(cancellation));

    /// <summary>One working-out at a time, kept for ten minutes.</summary>
    internal sealed class StatisticsShelf(IEventStore store, ReferenceData reference, TimeProvider time)
    {
        private readonly SemaphoreSlim working = new(1, 1);
        private Reply? last;

        public async Task<Reply> GetAsync(CancellationToken cancellation)
        {
            if (last is { } kept && time.GetUtcNow() - kept.At is var age && age >= TimeSpan.Zero && age < Kept) return kept;
            await working.WaitAsync(cancellation);
            try
            {
                if (last is { } fresh && time.GetUtcNow() - fresh.At is var young && young >= TimeSpan.Zero && young < Kept) return fresh;
                return last = await WorkOutAsync(cancellation);
            }
            finally
            {
                working.Release();
            }
        }

        private async Task<Reply> WorkOutAsync(CancellationToken cancellation)
        {
            var rows = await store.QueryAsync(
                new Sql(Text),
                row => new Cells(row.GetString(0), row.GetString(1), [.. Steps.Select((_, i) => new Cell(
                    row.GetInt64(2 + (4 * i)), row.GetDecimal(3 + (4 * i)), row.GetInt64(4 + (4 * i)), row.GetInt64(5 + (4 * i))))]),
                cancellation);
            Line[] By(string by, Func<string, string?> name) => Shown([.. rows.Where(r => r.By == by).OrderBy(r => r.Key, StringComparer.Ordinal)], name);
            return new Reply(
                time.GetUtcNow(), Parties, By("total", _ => null)[0], By("industry", key => reference.Industries.Find(key)?.Name),
                By("region", key => reference.NameOf(RegionCode.Hydrate(key))), By("year", _ => null));
        }
    }

    /// <summary>The lines of one key. Together they make the total, so what is left out of them must itself be of enough parties or nothing.</summary>
    private static Line[] Shown(Cells[] lines, Func<string, string?> name)
    {
        var hidden = new HashSet<(int Line, int Step)>();
        for (var step = 0; step < Steps.Length; step++)
        {
            var column = Enumerable.Range(0, lines.Length).Select(line => (Line: line, Cell: lines[line].Steps[step])).Where(c => c.Cell.Deals > 0).ToArray();
            var left = column.Where(c => c.Cell.TooFew).ToList();
            foreach (var next in column.Where(c => !c.Cell.TooFew).OrderBy(c => c.Cell.Deals))
            {
                if (left.Count == 0 || (left.Count > 1 && left.Max(c => c.Cell.Enterprises) >= Parties && left.Max(c => c.Cell.Banks) >= Parties)) break;
                left.Add(next);
            }

            hidden.UnionWith(left.Select(c => (c.Line, step)));
        }

        return
        [
            .. lines.Select((line, place) => new Line(
                line.Key, name(line.Key),
                [.. line.Steps.Select((cell, step) => hidden.Contains((place, step)) ? new Figure(Steps[step].Step, null, null) : new Figure(Steps[step].Step, cell.Deals, cell.AmountCny))])),
        ];
    }

    private sealed record Cells(string By, string Key, Cell[] Steps);

    private sealed record Cell(long Deals, decimal AmountCny, long Enterprises, long Banks)
    {
        public bool TooFew => Deals > 0 && (Enterprises < Parties || Banks < Parties);
    }
}
