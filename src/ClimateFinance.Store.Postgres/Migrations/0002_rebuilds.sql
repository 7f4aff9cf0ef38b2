-- Rebuilds of read models that an operator asked for, those under way and those that ended. One at a time: the twins have one schema.

create table projection_rebuild (
    id           uuid        not null primary key,
    projection   text        not null,
    state        text        not null check (state in ('waiting', 'running', 'done', 'failed')),
    requested_by text        not null,
    requested_at timestamptz not null,
    started_at   timestamptz null,
    ended_at     timestamptz null,
    seen_at      timestamptz null,
    current      text        null,
    events_done  bigint      not null default 0,
    events_total bigint      not null default 0,
    failure      text        null
);

create unique index projection_rebuild_one_at_a_time on projection_rebuild ((true)) where state in ('waiting', 'running');
