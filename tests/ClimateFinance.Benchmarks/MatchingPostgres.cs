using ClimateFinance.Matching;
using Npgsql;
using NpgsqlTypes;

namespace ClimateFinance.Benchmarks;

/// <summary>The same question as one prepared query over an indexed table in a temporary schema: hard criteria, score, order, limit.</summary>
internal sealed class MatchingPostgres(NpgsqlConnection connection) : IAsyncDisposable
{
    private const string Query =
        """
        with fitting as (
            select id, rate_min, least(@amount, most, case when share is null then most else @investment * share / 100 end) as cover,
                   least(@term_max, term_max) - greatest(@term_min, term_min) + 1 as months, accepted, responsiveness, branch
            from matching_products
            where live and regions && @regions and industries && @industries and greens && @greens
              and (purposes & @purpose) <> 0 and (accepted & @offered) <> 0 and lowest_rank <= @rank and (@admitted or not admission)
              and rate_min <= @rate_max and term_min <= @term_max and term_max >= @term_min
              and least_grams <= @grams and penalty_months <= @clean
              and amount_min <= @amount and most >= @least
        )
        select id, score
        from fitting,
             lateral (select least(10000, (@rate_max - rate_min) * 10000 / 100) * 3000 / 10000
                 + (cover * 10000 / @amount) * 2000 / 10000
                 + (months * 10000 / (@term_max - @term_min + 1)) * 1000 / 10000
                 + @reduction_points
                 + (case when accepted & 1 <> 0 then 10000 else bit_count((accepted & @offered_only)::bit(16))::int * 10000 / @kinds end) * 1000 / 10000
                 + responsiveness * 1000 / 10000
                 + (case when branch = @region then 10000 when left(branch, 4) = left(@region, 4) then 6000
                         when left(branch, 2) = left(@region, 2) then 3000 else 0 end) * 500 / 10000 as score) s
        where cover >= @least
        order by score desc, rate_min, cover desc, id
        limit 20
        """;

    public async Task LoadAsync(OfferedFigures[] products)
    {
        await using (var create = new NpgsqlCommand(
            """
            create temporary table matching_products (
                id uuid primary key, live boolean, regions text[], industries text[], greens text[], purposes int, accepted int, lowest_rank int,
                admission boolean, rate_min int, term_min int, term_max int, least_grams bigint, penalty_months int, amount_min bigint, most bigint,
                share int, responsiveness int, branch text)
            """,
            connection)) await create.ExecuteNonQueryAsync();

        await using (var copy = await connection.BeginBinaryImportAsync("copy matching_products from stdin (format binary)"))
        {
            foreach (var product in products)
            {
                var terms = product.Facts.Terms;
                await copy.StartRowAsync();
                await copy.WriteAsync(product.Facts.Product.Value, NpgsqlDbType.Uuid);
                await copy.WriteAsync(product.LiveOn, NpgsqlDbType.Boolean);
                await copy.WriteAsync(OrAny(terms.Regions.Select(r => r.Prefix)), NpgsqlDbType.Array | NpgsqlDbType.Text);
                await copy.WriteAsync(OrAny(terms.Industries.Select(i => i.Value)), NpgsqlDbType.Array | NpgsqlDbType.Text);
                await copy.WriteAsync(
                    OrAny([.. terms.GreenClasses.Select(g => g.Value), .. terms.Technologies.Select(t => t.Value)]), NpgsqlDbType.Array | NpgsqlDbType.Text);
                foreach (var figure in (int[])[product.PurposeMask & 31, product.CollateralMask & 511, product.LowestRank])
                    await copy.WriteAsync(figure, NpgsqlDbType.Integer);
                await copy.WriteAsync(terms.AdmissionRequired, NpgsqlDbType.Boolean);
                foreach (var figure in (int[])[product.RateMinBp, product.TermMin, product.TermMax]) await copy.WriteAsync(figure, NpgsqlDbType.Integer);
                await copy.WriteAsync(product.LeastGrams, NpgsqlDbType.Bigint);
                await copy.WriteAsync(terms.PenaltyFreeMonths, NpgsqlDbType.Integer);
                await copy.WriteAsync(product.AmountMinFen, NpgsqlDbType.Bigint);
                await copy.WriteAsync(Math.Min(product.AmountMaxFen, product.QuotaLeftFen), NpgsqlDbType.Bigint);
                if (terms.MaxLoanToInvestmentPercent is { } share) await copy.WriteAsync(share, NpgsqlDbType.Integer);
                else await copy.WriteNullAsync();
                await copy.WriteAsync(product.Facts.Responsiveness, NpgsqlDbType.Integer);
                await copy.WriteAsync(product.Facts.BankRegion.Value, NpgsqlDbType.Text);
            }

            await copy.CompleteAsync();
        }

        await using var index = new NpgsqlCommand(
            """
            create index on matching_products using gin (regions) where live;
            create index on matching_products using gin (greens) where live;
            create index on matching_products (rate_min) where live;
            analyze matching_products;
            set jit = off; set work_mem = '64MB'; set max_parallel_workers_per_gather = 0
            """,
            connection);
        await index.ExecuteNonQueryAsync();
    }

    public async Task<Func<AskedFigures, Task<List<Guid>>>> PrepareAsync(ScoreScale scale)
    {
        var command = new NpgsqlCommand(Query, connection);
        foreach (var (name, type) in ((string, NpgsqlDbType)[])
            [
                ("amount", NpgsqlDbType.Bigint), ("least", NpgsqlDbType.Bigint), ("investment", NpgsqlDbType.Bigint), ("grams", NpgsqlDbType.Bigint),
                ("regions", NpgsqlDbType.Array | NpgsqlDbType.Text), ("industries", NpgsqlDbType.Array | NpgsqlDbType.Text),
                ("greens", NpgsqlDbType.Array | NpgsqlDbType.Text), ("purpose", NpgsqlDbType.Integer), ("offered", NpgsqlDbType.Integer),
                ("offered_only", NpgsqlDbType.Integer), ("kinds", NpgsqlDbType.Integer), ("rank", NpgsqlDbType.Integer), ("admitted", NpgsqlDbType.Boolean),
                ("rate_max", NpgsqlDbType.Integer), ("term_min", NpgsqlDbType.Integer), ("term_max", NpgsqlDbType.Integer), ("clean", NpgsqlDbType.Integer),
                ("reduction_points", NpgsqlDbType.Integer), ("region", NpgsqlDbType.Text),
            ])
            command.Parameters.Add(name, type);
        await command.PrepareAsync();
        return async asked =>
        {
            Bind(command, asked, scale);
            List<Guid> ids = [];
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync()) ids.Add(reader.GetGuid(0));
            return ids;
        };
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private static void Bind(NpgsqlCommand command, in AskedFigures asked, in ScoreScale scale)
    {
        var (facts, region, industry) = (asked.Facts, asked.Facts.Region.Value, asked.Facts.Industry.Value);
        (string Name, object Value)[] values =
        [
            ("amount", asked.AmountFen), ("least", asked.AmountLeastFen), ("investment", asked.InvestmentFen), ("grams", asked.IntensityGrams),
            ("regions", (string[])["", region[..2], region[..4], region]),
            ("industries", (string[])["", .. Enumerable.Range(1, industry.Length).Select(n => industry[..n])]),
            ("greens", (string[])["", facts.Technology!.Value.Value, .. facts.GreenClasses.Select(g => g.Value)]),
            ("purpose", asked.PurposeBit), ("offered", asked.CollateralMask | 1), ("offered_only", asked.CollateralMask), ("kinds", asked.CollateralKinds),
            ("rank", asked.GradeRank), ("admitted", facts.Admitted), ("rate_max", asked.RateMaxBp), ("term_min", asked.TermMin),
            ("term_max", asked.TermMax), ("clean", asked.CleanMonths), ("region", region),
            ("reduction_points", Pieces.Points(Pieces.Reduction(asked.IntensityGrams, scale.FullGrams), scale.Weights.Reduction)),
        ];
        foreach (var (name, value) in values) command.Parameters[name].Value = value;
    }

    private static string[] OrAny(IEnumerable<string> listed) => listed.ToArray() is { Length: > 0 } some ? some : [""];
}
