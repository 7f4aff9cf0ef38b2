using ClimateFinance.Store.Tests.Support;
using ClimateFinance.TestKit;

namespace ClimateFinance.Store.Tests;

/// <summary>A database written by any adapter is a Marten 9 event store: its tables, columns, types, keys and what it reads in them.</summary>
public sealed class LayoutTests(TestPostgres postgres) : StoreTest(postgres)
{
    [Fact]
    public async Task The_event_tables_have_Martens_columns_and_no_others()
    {
        var columns = await TextsAsync(
            """
            select format('%s.%s %s %s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod), case when a.attnotnull then 'not null' else 'null' end)
            from pg_attribute a join pg_class c on c.oid = a.attrelid
            where c.relname in ('mt_streams', 'mt_events', 'mt_event_progression') and c.relnamespace = 'market'::regnamespace
              and a.attnum > 0 and not a.attisdropped
            order by c.relname, a.attname
            """);

        Assert.Equal(
            [
                "mt_event_progression.last_seq_id bigint null",
                "mt_event_progression.last_updated timestamp with time zone null",
                "mt_event_progression.name character varying not null",
                "mt_events.bdata bytea null",
                "mt_events.causation_id character varying null",
                "mt_events.correlation_id character varying null",
                "mt_events.data jsonb not null",
                "mt_events.headers jsonb null",
                "mt_events.id uuid not null",
                "mt_events.is_archived boolean null",
                "mt_events.mt_dotnet_type character varying null",
                "mt_events.seq_id bigint not null",
                "mt_events.stream_id uuid null",
                "mt_events.tenant_id character varying null",
                "mt_events.timestamp timestamp with time zone not null",
                "mt_events.type character varying(500) not null",
                "mt_events.user_name character varying null",
                "mt_events.version bigint not null",
                "mt_streams.created timestamp with time zone not null",
                "mt_streams.id uuid not null",
                "mt_streams.is_archived boolean null",
                "mt_streams.tenant_id character varying null",
                "mt_streams.timestamp timestamp with time zone not null",
                "mt_streams.type character varying null",
                "mt_streams.version bigint null",
            ],
            columns);
    }

    [Fact]
    public async Task Keys_and_indexes_have_Martens_names()
    {
        var keys = await TextsAsync(
            """
            select pg_get_constraintdef(oid) || ' ' || conname from pg_constraint
            where conrelid in ('mt_streams'::regclass, 'mt_events'::regclass, 'mt_event_progression'::regclass)
            union all
            select indexdef from pg_indexes where tablename like 'mt\_%' and indexname not like 'pkey%' and indexname <> 'pk_mt_event_progression'
            union all
            select format('sequence owned by %s.%s', refobjid::regclass, a.attname)
            from pg_depend d join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
            where d.objid = 'mt_events_sequence'::regclass and d.deptype = 'a'
            order by 1
            """);

        Assert.Equal(
            [
                "CREATE UNIQUE INDEX pk_mt_events_stream_and_version ON market.mt_events USING btree (stream_id, version)",
                "FOREIGN KEY (stream_id) REFERENCES mt_streams(id) ON DELETE CASCADE fkey_mt_events_stream_id",
                "PRIMARY KEY (id) pkey_mt_streams_id",
                "PRIMARY KEY (name) pk_mt_event_progression",
                "PRIMARY KEY (seq_id) pkey_mt_events_seq_id",
                "sequence owned by mt_events.seq_id",
            ],
            keys);
    }

    [Fact]
    public async Task A_row_holds_what_Marten_reads()
    {
        var id = await OpenTallyAsync("steel");

        var row = await TextsAsync(
            $"""
             select concat_ws('|', e.seq_id, e.version, e.data, e.type, e.tenant_id, e.mt_dotnet_type, e.is_archived, e.user_name, e.correlation_id,
                              e.causation_id, e.headers ->> 'role', e.headers ->> 'policyVersion', e.bdata is null,
                              s.type, s.version, s.tenant_id, s.is_archived)
             from mt_events e join mt_streams s on s.id = e.stream_id where s.id = '{id}'
             """);

        Assert.Equal(
            "1|1|{\"label\": \"steel\"}|tally_opened_v1|*DEFAULT*|ClimateFinance.Store.Tests.Support.TallyOpened, ClimateFinance.Store.Tests|f|li.wei"
            + "|corr-1|cause-1|bank|7|t|tally|1|*DEFAULT*|f",
            Assert.Single(row));
    }

    [Fact]
    public async Task Whatever_the_project_adds_keeps_out_of_Martens_names()
    {
        var others = await TextsAsync(
            """
            select relname from pg_class where relnamespace = 'market'::regnamespace and relname like 'mt\_%' and relkind in ('r', 'S', 'v')
              and relname not in ('mt_streams', 'mt_events', 'mt_events_sequence', 'mt_event_progression')
            union all
            select proname from pg_proc where pronamespace = 'market'::regnamespace and proname like 'mt\_%'
            """);

#if MARTEN
        // Marten's own, made by itself.
        Assert.NotEmpty(others);
#else
        Assert.Empty(others);
#endif
        Assert.Equal(3L, await ScalarAsync("select count(*) from pg_proc where pronamespace = 'market'::regnamespace and proname like 'store\\_%'"));
    }
}
