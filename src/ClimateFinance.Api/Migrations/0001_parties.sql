create table enterprise (
    id uuid primary key,
    version bigint not null,
    name text not null,
    uscc text not null,
    region text not null,
    industry text not null,
    route text not null,
    ownership text not null,
    status text not null,
    reasons text[] not null,
    grade text,
    last_penalty_on date,
    profile jsonb not null,
    illustrative boolean not null,
    registered_at timestamptz not null,
    changed_at timestamptz not null
);
create unique index enterprise_uscc_key on enterprise (uscc);
create index enterprise_region on enterprise (region text_pattern_ops);

-- Ordered by the version of the event that recorded them: a document may be recorded again after it was withdrawn.
create table enterprise_grade (
    enterprise_id uuid not null,
    version bigint not null,
    grade text not null,
    graded_on date not null,
    document_number text not null,
    withdrawn boolean not null,
    withdrawn_reason text,
    recorded_at timestamptz not null,
    primary key (enterprise_id, version)
);

create table enterprise_penalty (
    enterprise_id uuid not null,
    version bigint not null,
    penalised_on date not null,
    document_number text not null,
    kind text not null,
    words text not null,
    amount_cny numeric(20, 2),
    withdrawn boolean not null,
    withdrawn_reason text,
    recorded_at timestamptz not null,
    primary key (enterprise_id, version)
);

create table bank (
    id uuid primary key,
    version bigint not null,
    name text not null,
    uscc text not null,
    region text not null,
    bank_group text not null,
    status text not null,
    reasons text[] not null,
    profile jsonb not null,
    illustrative boolean not null,
    registered_at timestamptz not null,
    changed_at timestamptz not null
);
create unique index bank_uscc_key on bank (uscc);
create index bank_region on bank (region text_pattern_ops);
