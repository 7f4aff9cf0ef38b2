using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace ClimateFinance.Benchmarks;

/// <summary>
/// Makes a library of many projects out of those of the Handan preset: 168 counties, 20 000 enterprises, each copy with an id, a filing number, a county, an
/// enterprise and an amount of its own. The rows are those that the real projection wrote for the story; their events are not copied.
/// </summary>
internal sealed class LibraryMarket(NpgsqlDataSource source)
{
    private const int Batch = 50_000;

    public async Task MultiplyAsync(int projects)
    {
        await RunAsync(Ground);
        var columns = await ScalarAsync<string[]>(
            "select array_agg(column_name::text order by ordinal_position) from information_schema.columns where table_schema = 'market' and table_name = 'project' and is_generated = 'NEVER'");
        var values = string.Join(", ", columns.Select(c => Own.TryGetValue(c, out var own) ? own : $"s.{c}"));
        var watch = Stopwatch.StartNew();
        for (var from = 0; from < projects; from += Batch)
        {
            await RunAsync(
                $"""
                insert into project ({string.Join(", ", columns)})
                select {values} from generate_series({from}, {Math.Min(from + Batch, projects)} - 1) i
                join load_story s on s.n = i % (select count(*) from load_story) join load_region r on r.n = i % 168
                """);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {Math.Min(from + Batch, projects):N0} projects after {watch.Elapsed.TotalSeconds:0} s"));
        }

        await RunAsync(Measurements);
        await RunAsync("drop table load_story, load_region; vacuum analyze project");
        await RunAsync("vacuum analyze project_measurement");
    }

    public async Task RunAsync(string sql)
    {
        // One statement at a time: vacuum stands in no transaction.
        foreach (var statement in sql.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            await using var command = source.CreateCommand(statement);
            command.CommandTimeout = 0;
            await command.ExecuteNonQueryAsync();
        }
    }

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var command = source.CreateCommand(sql);
        command.CommandTimeout = 0;
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>What is a copy's own.</summary>
    private static readonly Dictionary<string, string> Own = new()
    {
        ["id"] = "('0192' || lpad(to_hex(i), 8, '0') || '70008' || lpad(to_hex(i), 15, '0'))::uuid",
        ["enterprise_id"] = "md5('enterprise' || (i * 7919::bigint) % 20000)::uuid",
        ["region"] = "r.region",
        ["filing_number"] = "'LOAD-' || i",
        ["filing_normal"] = "'LOAD' || i",
        ["inputs_key"] = "'load ' || i",
        ["total_investment_cny"] = "s.total_investment_cny + i % 9973",
        ["own_capital_cny"] = "s.own_capital_cny + i % 9973",
        ["status"] = "(array['admitted', 'admitted', 'admitted', 'admitted', 'admitted', 'admitted', 'completed', 'completed', 'submitted', 'returned'])[1 + i % 10]",
        ["reasons"] = "case when i % 10 = 9 then jsonb_build_array(jsonb_build_object('code', (array['filing-number-not-found', 'capital-not-proven', 'inputs-unclear'])[1 + i % 3], 'field', 'title', 'words', '请补正')) end",
        ["completed_on"] = "case when i % 10 in (6, 7) then date '2025-01-01' end",
        ["decided_late"] = "case when i % 10 = 8 then null else i % 50 = 0 end",
        ["review_due_on"] = "current_date + (i % 5 - 1)",
        ["submitted_on"] = "current_date - 3",
    };

    /// <summary>Two reports each of the completed projects, a year's tonnes in all, between half and a little more than was promised.</summary>
    private const string Measurements =
        """
        insert into project_measurement (project_id, number, enterprise_id, from_on, to_on, tco2e, verifier, report_number, evidence_sha256, standing, reported_at)
            select p.id, k, p.enterprise_id, date '2025-01-01' + (k - 1) * 182, date '2025-01-01' + k * 182 - 1,
                round(p.reduction_tco2e_per_year / 2 * (50 + hashtext(p.filing_number || k) % 60) / 100, 3), '核查机构', 'HC-' || k, repeat('a', 64), true, now()
            from project p cross join generate_series(1, 2) k where p.status = 'completed' and p.reduction_tco2e_per_year is not null and p.filing_number like 'LOAD-%'
        """;

    private const string Ground =
        """
        create unlogged table load_region as select (row_number() over (order by code) - 1)::int as n, code as region from (
            select '13' || lpad(c::text, 2, '0') || lpad(k::text, 2, '0') as code from unnest(array[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]) c, generate_series(21, 34) k) r;
        create unlogged table load_story as select (row_number() over (order by id) - 1)::int as n, p.* from project p where reduction is not null;
        insert into enterprise (id, version, name, uscc, region, industry, route, ownership, status, reasons, profile, illustrative, registered_at, changed_at)
            select md5('enterprise' || i)::uuid, 1, '钢企 ' || i, 'E' || i, '130481', 'C3120', 'longProcess', 'private', 'verified', '{}', '{}', true, now(), now() from generate_series(0, 19999) i;
        """;
}
