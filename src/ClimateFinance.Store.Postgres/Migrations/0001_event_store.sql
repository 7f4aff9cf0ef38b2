-- Marten 9's event tables, with the names it gives to keys and indexes, so that it finds nothing to change in them.
-- Tables are named without a schema: the migrator sets the search path.

create table mt_streams (
    id          uuid        not null,
    type        varchar     null,
    version     bigint      null,
    timestamp   timestamptz not null default (now()),
    created     timestamptz not null default (now()),
    tenant_id   varchar     null default '*DEFAULT*',
    is_archived bool        null default false,
    constraint pkey_mt_streams_id primary key (id)
) with (fillfactor = 80); -- each append updates its row in place

create table mt_events (
    seq_id         bigint       not null,
    id             uuid         not null,
    stream_id      uuid         null,
    version        bigint       not null,
    data           jsonb        not null,
    bdata          bytea        null,
    type           varchar(500) not null,
    timestamp      timestamptz  not null default (now()),
    tenant_id      varchar      null default '*DEFAULT*',
    mt_dotnet_type varchar      null,
    correlation_id varchar      null,
    causation_id   varchar      null,
    headers        jsonb        null,
    user_name      varchar      null,
    is_archived    bool         null default false,
    constraint pkey_mt_events_seq_id primary key (seq_id),
    constraint fkey_mt_events_stream_id foreign key (stream_id) references mt_streams (id) on delete cascade
);

create unique index pk_mt_events_stream_and_version on mt_events using btree (stream_id, version);

-- No cache: the gap-safe feed relies on numbers being handed out in the order in which they are asked for.
create sequence mt_events_sequence cache 1;
alter sequence mt_events_sequence owned by mt_events.seq_id;

create table mt_event_progression (
    name         varchar     not null,
    last_seq_id  bigint      null,
    last_updated timestamptz null default (transaction_timestamp()),
    constraint pk_mt_event_progression primary key (name)
);

-- The project's own tables.

create table idempotency_answer (
    scope        text        not null,
    key          text        not null,
    request_hash bytea       not null,
    status       integer     not null,
    etag         text        null,
    location     text        null,
    body         bytea       not null,
    at           timestamptz not null,
    primary key (scope, key)
);

create index idempotency_answer_at on idempotency_answer (at);

create table subscription_checkpoint (
    name     text        not null primary key,
    position bigint      not null,
    at       timestamptz not null
) with (fillfactor = 50);

create table parked_event (
    id         bigint      not null generated always as identity primary key,
    subscriber text        not null,
    seq_id     bigint      not null,
    event_name text        not null,
    error      text        not null,
    attempts   integer     not null,
    at         timestamptz not null,
    unique (subscriber, seq_id)
);

-- Appends to one stream. It raises CF001, with the stream's id as the constraint's name, when the stream has another version.
-- Unqualified names follow the caller's search path. The name does not begin with mt_: those are Marten's.
create function store_append(
    p_stream uuid, p_category text, p_expected bigint, p_at timestamptz,
    p_types text[], p_data jsonb[], p_dotnet_types text[],
    p_user_name text, p_correlation_id text, p_causation_id text, p_headers jsonb)
returns void language plpgsql as
$$
declare
    added constant integer := cardinality(p_types);
begin
    if added = 0 and p_expected = 0 then
        perform 1 where not exists (select 1 from mt_streams where id = p_stream);
    elsif added = 0 then
        perform 1 from mt_streams where id = p_stream and version = p_expected for share;
    elsif p_expected = 0 then
        insert into mt_streams (id, type, version, timestamp, created)
        values (p_stream, p_category, added, p_at, p_at)
        on conflict (id) do nothing;
    else
        update mt_streams set version = p_expected + added, timestamp = p_at
        where id = p_stream and version = p_expected;
    end if;

    if not found then
        raise exception 'Stream % has another version than %.', p_stream, p_expected
            using errcode = 'CF001', constraint = p_stream::text;
    end if;

    if added = 1 then
        insert into mt_events
            (seq_id, id, stream_id, version, data, type, timestamp, mt_dotnet_type,
             correlation_id, causation_id, headers, user_name)
        values
            (nextval('mt_events_sequence'), gen_random_uuid(), p_stream, p_expected + 1, p_data[1], p_types[1], p_at, p_dotnet_types[1],
             p_correlation_id, p_causation_id, p_headers, p_user_name);
    elsif added > 1 then
        insert into mt_events
            (seq_id, id, stream_id, version, data, type, timestamp, mt_dotnet_type,
             correlation_id, causation_id, headers, user_name)
        select
            nextval('mt_events_sequence'), gen_random_uuid(), p_stream, p_expected + e.place, e.data, e.type, p_at, e.dotnet_type,
            p_correlation_id, p_causation_id, p_headers, p_user_name
        from unnest(p_types, p_data, p_dotnet_types) with ordinality as e (type, data, dotnet_type, place);
    end if;
end
$$;

-- A guard: raises CF002, with its name as the constraint's name, unless the condition is true. Null is not true.
create function store_require(p_holds boolean, p_name text)
returns void language plpgsql as
$$
begin
    if p_holds is not true then
        raise exception 'Guard % does not hold.', p_name using errcode = 'CF002', constraint = p_name;
    end if;
end
$$;
