using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace ClimateFinance.Benchmarks;

/// <summary>
/// Makes a province's market out of a few thousand stories: 168 counties, 400 banks, six industries, 300 meetings. Each copy has an id, parties, a county
/// and an industry of its own; its events and its rows are those that the store and the real projections wrote for the story.
/// </summary>
internal sealed class OversightMarket(NpgsqlDataSource source)
{
    private const int Batch = 50_000;

    private static readonly (string Table, string Key)[] Rows =
    [
        ("deal_terms", "deal_id"), ("deal_offer", "deal_id"), ("deal_drawdown", "deal_id"), ("deal_signature", "deal_id"),
    ];

    private static readonly string[] Parties = ["need_id", "product_id", "enterprise_id", "bank_id", "region", "industry", "meeting_id"];

    public async Task MultiplyAsync(int deals, int stories)
    {
        await RunAsync(Ground);
        await RunAsync(Plan(deals, stories));
        var watch = Stopwatch.StartNew();
        for (var from = 0; from < deals; from += Batch)
        {
            await CopyAsync(from, Math.Min(from + Batch, deals));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {Math.Min(from + Batch, deals):N0} deals after {watch.Elapsed.TotalSeconds:0} s"));
        }

        await RunAsync("select setval('mt_events_sequence', (select max(seq_id) from mt_events)); drop table load_plan, load_region; analyze");
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

    private async Task CopyAsync(int from, int to)
    {
        var plan = $"load_plan p join load_plan s on s.i = -1 - p.n where p.i >= {from} and p.i < {to}";
        await RunAsync($"insert into mt_streams (id, type, version, timestamp, created) select p.id, t.type, t.version, t.timestamp, t.created from {plan.Replace("where", "join mt_streams t on t.id = s.id where", StringComparison.Ordinal)}");
        await RunAsync(
            $$"""
            insert into mt_events (seq_id, id, stream_id, version, data, type, timestamp, mt_dotnet_type, headers, user_name)
            select (select max(seq_id) from mt_events) + row_number() over (order by p.i, e.version), gen_random_uuid(), p.id, e.version,
                case e.type when 'deal_opened_v1' then jsonb_set(e.data, '{file}', e.data -> 'file' || jsonb_strip_nulls(jsonb_build_object(
                    'deal', p.id, 'need', p.need_id, 'product', p.product_id, 'enterprise', p.enterprise_id, 'bank', p.bank_id, 'region', p.region,
                    'industry', p.industry, 'meeting', p.meeting_id))) else e.data end,
                e.type, e.timestamp, e.mt_dotnet_type, e.headers, e.user_name
            from {{plan.Replace("where", "join mt_events e on e.stream_id = s.id where", StringComparison.Ordinal)}}
            """);
        foreach (var table in (string[])["deal", "deal_fact"]) await CopyAsync(table, "id", Parties, plan);
        foreach (var (table, key) in Rows) await CopyAsync(table, key, [], plan);
        await RunAsync(
            $"""
            insert into pairing_fact (id, version, enterprise_id, bank_id, meeting_id, region, industry, month, cover_cny, enterprise_interested, bank_interested, mutual, outcome, reason_code, changed_at)
            select gen_random_uuid(), 4, p.enterprise_id, p.bank_id, p.meeting_id, p.region, p.industry, f.month, f.indicated_line, true, k <> 3, k <> 3,
                case when k = 3 then 'declined' end, case when k = 3 then 'rate' end, f.changed_at
            from load_plan p join deal_fact f on f.id = p.id cross join generate_series(1, 3) k where p.i >= {from} and p.i < {to} and (k = 1 or (k = 3 and p.i % 2 = 0))
            """);
    }

    private async Task CopyAsync(string table, string key, string[] replaced, string plan)
    {
        var columns = (await ScalarAsync<string[]>(
            $"select array_agg(column_name::text order by ordinal_position) from information_schema.columns where table_schema = 'market' and table_name = '{table}' and is_generated = 'NEVER'"));
        var values = columns.Select(c => c == key ? "p.id" : replaced.Contains(c) ? $"p.{c}" : $"t.{c}");
        await RunAsync(
            $"insert into {table} ({string.Join(", ", columns)}) select {string.Join(", ", values)} from {plan.Replace("where", $"join {table} t on t.{key} = s.id where", StringComparison.Ordinal)}");
    }

    /// <summary>Negative rows are the stories; copies take them in turn, so that the ids of deals grow with the month in which they opened.</summary>
    private static string Plan(int deals, int stories) =>
        $"""
        create unlogged table load_plan as
        select i, (i::bigint * {stories} / {deals})::int as n, ('0192' || lpad(to_hex(i), 8, '0') || '70008' || lpad(to_hex(i), 15, '0'))::uuid as id,
            ('0192f000-0000-7000-8001-' || lpad(to_hex(i), 12, '0'))::uuid as need_id, md5('product' || i % 1200)::uuid as product_id,
            md5('enterprise' || (i * 7919::bigint) % 20000)::uuid as enterprise_id, md5('bank' || i % 400)::uuid as bank_id,
            (select region from load_region r where r.n = i % 400 % 168) as region, (array['C3110', 'C3120', 'C3120', 'C3130', 'C3011', 'C3012'])[1 + i % 6] as industry,
            case when i % 3 = 0 then md5('meeting' || (i::bigint * 300 / {deals}))::uuid end as meeting_id
        from generate_series(0, {deals} - 1) i
        union all
        select -row_number() over (order by opened_on, id)::int, null, id, need_id, product_id, enterprise_id, bank_id, region, industry, meeting_id from deal_fact;
        alter table load_plan add primary key (i);
        """;

    private const string Ground =
        """
        create unlogged table load_region as select (row_number() over (order by code) - 1)::int as n, code as region from (
            select '13' || lpad(c::text, 2, '0') || lpad(k::text, 2, '0') as code from unnest(array[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]) c, generate_series(21, 34) k) r;
        insert into bank (id, version, name, uscc, region, bank_group, status, reasons, profile, illustrative, registered_at, changed_at)
            select md5('bank' || i)::uuid, 1, '银行 ' || i, 'B' || i, '130400', 'city', 'verified', '{}', '{}', true, now(), now() from generate_series(0, 399) i;
        insert into enterprise (id, version, name, uscc, region, industry, route, ownership, status, reasons, profile, illustrative, registered_at, changed_at)
            select md5('enterprise' || i)::uuid, 1, '钢企 ' || i, 'E' || i, '130481', 'C3120', 'longProcess', 'private', 'verified', '{}', '{}', true, now(), now() from generate_series(0, 19999) i;
        insert into product (id, version, bank_id, status, revision, name, kind, illustrative, drafted_at, changed_at)
            select md5('product' || i)::uuid, 1, md5('bank' || i % 400)::uuid, 'published', 1, '产品 ' || i, 'carbon', true, now(), now() from generate_series(0, 1199) i;
        insert into meeting (id, version, title, held_on, place, region, organisers, supporters, status, illustrative, planned_at, changed_at)
            select md5('meeting' || i)::uuid, 1, '对接会 ' || i, current_date, '邯郸', '130400', '{}', '{}', 'held', true, now(), now() from generate_series(0, 299) i;
        """;
}
