using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace ClimateFinance.Benchmarks;

/// <summary>
/// Makes a province's market out of a few thousand stories: 168 counties, 400 banks, five industries, 300 meetings, each of one city. Each copy has an id, parties, a county
/// and an industry of its own; its events and its rows are those that the store and the real projections wrote for the story. The server copies by itself,
/// into tables without keys, which it makes anew afterwards.
/// </summary>
internal sealed class OversightMarket(NpgsqlDataSource source)
{
    private static readonly (string Table, string Key)[] Copied =
    [
        ("deal", "id"), ("deal_fact", "id"), ("deal_terms", "deal_id"), ("deal_offer", "deal_id"), ("deal_drawdown", "deal_id"), ("deal_signature", "deal_id"),
        ("deal_visit", "deal_id"), ("deal_document_request", "deal_id"),
    ];

    private static readonly string[] Parties = ["need_id", "product_id", "enterprise_id", "bank_id", "region", "industry", "meeting_id"];

    public async Task MultiplyAsync(int deals)
    {
        var watch = Stopwatch.StartNew();
        await RunAsync(Ground);
        await RunAsync(Plan(deals));
        var keys = await DropKeysAsync();
        await Task.WhenAll(CopyEventsAsync(), CopyRowsAsync());
        Tell(watch, "copied");

        // Two at a time: there is a core for each.
        await Parallel.ForEachAsync(keys.Where(k => !k.Foreign).Select(k => k.Make), new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (make, _) => await RunAsync(make));
        foreach (var key in keys.Where(k => k.Foreign)) await RunAsync(key.Make);
        await RunAsync("select setval('mt_events_sequence', (select max(seq_id) from mt_events)); drop table load_plan, load_region");
        Tell(watch, "keys and indexes made");
        await RunAsync("vacuum analyze");
        Tell(watch, "vacuumed and analysed");
    }

    public async Task RunAsync(string sql)
    {
        await using var command = source.CreateCommand(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync();
    }

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var command = source.CreateCommand(sql);
        command.CommandTimeout = 0;
        return (T)(await command.ExecuteScalarAsync())!;
    }

    private async Task<IReadOnlyList<(string Make, bool Foreign)>> DropKeysAsync()
    {
        var tables = string.Join(", ", Copied.Select(c => $"'{c.Table}'").Concat(["'mt_streams'", "'mt_events'", "'pairing_fact'"]));
        var keys = await RowsAsync(
            $"""
            select format('alter table %s drop constraint %I', conrelid::regclass, conname), format('alter table %s add constraint %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)), contype = 'f'
            from pg_constraint where contype in ('f', 'p', 'u') and conrelid in (select c.oid from pg_class c where c.relname in ({tables}) and c.relnamespace = 'market'::regnamespace)
            union all
            select format('drop index %s', i.indexrelid::regclass), pg_get_indexdef(i.indexrelid), false
            from pg_index i join pg_class c on c.oid = i.indrelid where c.relname in ({tables}) and c.relnamespace = 'market'::regnamespace
                and not exists (select from pg_constraint k where k.conindid = i.indexrelid)
            order by 3 desc
            """);
        foreach (var (drop, _, _) in keys) await RunAsync(drop);
        return [.. keys.Select(k => (k.Make, k.Foreign))];
    }

    private async Task<IReadOnlyList<(string Drop, string Make, bool Foreign)>> RowsAsync(string sql)
    {
        await using var command = source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<(string, string, bool)>();
        while (await reader.ReadAsync()) rows.Add((reader.GetString(0), reader.GetString(1), reader.GetBoolean(2)));
        return rows;
    }

    private async Task CopyEventsAsync()
    {
        await RunAsync(
            """
            insert into mt_events (seq_id, id, stream_id, version, data, type, timestamp, mt_dotnet_type, headers, user_name)
            select p.first + e.version, gen_random_uuid(), p.id, e.version,
                case e.type when 'deal_opened_v1' then jsonb_set(e.data, '{file}', e.data -> 'file' || jsonb_strip_nulls(jsonb_build_object(
                    'deal', p.id, 'need', p.need_id, 'product', p.product_id, 'enterprise', p.enterprise_id, 'bank', p.bank_id, 'region', p.region,
                    'industry', p.industry, 'meeting', p.meeting_id))) else e.data end,
                e.type, e.timestamp, e.mt_dotnet_type, e.headers, e.user_name
            from load_plan p join (select * from mt_events where seq_id <= (select min(first) from load_plan)) e on e.stream_id = p.story
            """);
        await RunAsync("insert into mt_streams (id, type, version, timestamp, created) select p.id, t.type, t.version, t.timestamp, t.created from load_plan p join mt_streams t on t.id = p.story");
    }

    private async Task CopyRowsAsync()
    {
        foreach (var (table, key) in Copied)
        {
            var columns = await ScalarAsync<string[]>(
                $"select array_agg(column_name::text order by ordinal_position) from information_schema.columns where table_schema = 'market' and table_name = '{table}' and is_generated = 'NEVER'");
            var values = columns.Select(c => c == key ? "p.id" : Parties.Contains(c) && key == "id" ? $"p.{c}" : $"t.{c}");
            await RunAsync(
                $"insert into {table} ({string.Join(", ", columns)}) select {string.Join(", ", values)} from load_plan p join {table} t on t.{key} = p.story");
        }

        await RunAsync(
            """
            insert into pairing_fact (id, version, enterprise_id, bank_id, meeting_id, region, industry, month, cover_cny, enterprise_interested, bank_interested, mutual, outcome, reason_code, changed_at)
            select md5(p.i || 'pairing' || k)::uuid, 4, p.enterprise_id, p.bank_id, p.meeting_id, p.region, p.industry, f.month, f.indicated_line, true, k = 1, k = 1,
                case when k = 3 then 'declined' end, case when k = 3 then 'rate' end, f.changed_at
            from load_plan p join deal_fact f on f.id = p.story cross join generate_series(1, 3, 2) k where k = 1 or p.i % 2 = 0
            """);
    }

    /// <summary>The id under which the ground lays a bank, an enterprise or a product; the stories' parties are among them.</summary>
    public static Guid IdOf(Kind what, int number) => Guid.Parse(string.Create(CultureInfo.InvariantCulture, $"0192f000-0000-7000-800{(int)what}-{number:x12}"));

    /// <summary>The same in SQL.</summary>
    private static string IdSql(Kind what, string number) => $"('0192f000-0000-7000-800{(int)what}-' || lpad(to_hex({number}), 12, '0'))::uuid";

    internal enum Kind
    {
        Need = 1,
        Bank,
        Enterprise,
        Product,
        Meeting,
    }

    private static void Tell(Stopwatch watch, string what) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {what} after {watch.Elapsed.TotalSeconds:0} s"));

    /// <summary>Copies take the stories in turn, so that the ids of deals grow with the month in which they opened, and the numbers of their events follow one another.</summary>
    private static string Plan(int deals) =>
        $"""
        create unlogged table load_plan as
        with story as (select row_number() over (order by f.opened_on, f.id) - 1 as n, f.id, s.version from deal_fact f join mt_streams s on s.id = f.id),
        copy as (select i, (i::bigint * (select count(*) from story) / {deals}) as n from generate_series(0, {deals} - 1) i)
        select c.i, s.id as story, (select max(seq_id) from mt_events) + sum(s.version) over (order by c.i) - s.version as first,
            ('0192' || lpad(to_hex(c.i), 8, '0') || '70008' || lpad(to_hex(c.i), 15, '0'))::uuid as id,
            {IdSql(Kind.Need, "c.i")} as need_id, {IdSql(Kind.Product, "c.i % 1200")} as product_id,
            {IdSql(Kind.Enterprise, "((c.i * 7919::bigint) % 20000)::int")} as enterprise_id, {IdSql(Kind.Bank, "c.i % 400")} as bank_id,
            r.region, (array['C3110', 'C3120', 'C3120', 'C3130', 'C3011', 'C3012'])[1 + c.i % 6] as industry,
            case when c.i % 3 = 0 then {IdSql(Kind.Meeting, $"(c.i::bigint * 25 / {deals})::int * 12 + substr(r.region, 3, 2)::int - 1")} end as meeting_id
        from copy c join story s on s.n = c.n join load_region r on r.n = c.i % 400 % 168 order by c.i;
        analyze load_plan;
        """;

    private static readonly string Ground =
        $$"""
        create unlogged table load_region as select (row_number() over (order by code) - 1)::int as n, code as region from (
            select '13' || lpad(c::text, 2, '0') || lpad(k::text, 2, '0') as code from unnest(array[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]) c, generate_series(21, 34) k) r;
        insert into bank (id, version, name, uscc, region, bank_group, status, reasons, profile, illustrative, registered_at, changed_at)
            select {{IdSql(Kind.Bank, "i")}}, 1, '银行 ' || i, 'B' || i, '130400', 'city', 'verified', '{}', '{}', true, now(), now() from generate_series(0, 399) i;
        insert into enterprise (id, version, name, uscc, region, industry, route, ownership, status, reasons, profile, illustrative, registered_at, changed_at)
            select {{IdSql(Kind.Enterprise, "i")}}, 1, '钢企 ' || i, 'E' || i, '130481', 'C3120', 'longProcess', 'private', 'verified', '{}', '{}', true, now(), now() from generate_series(0, 19999) i;
        insert into product (id, version, bank_id, status, revision, name, kind, illustrative, drafted_at, changed_at)
            select {{IdSql(Kind.Product, "i")}}, 1, {{IdSql(Kind.Bank, "i % 400")}}, 'published', 1, '产品 ' || i, 'carbon', true, now(), now() from generate_series(0, 1199) i;
        insert into meeting (id, version, title, held_on, place, region, organisers, supporters, status, illustrative, planned_at, changed_at)
            select {{IdSql(Kind.Meeting, "i")}}, 1, '对接会 ' || i, current_date, '邯郸', '130400', '{}', '{}', 'held', true, now(), now() from generate_series(0, 299) i;
        """;
}
