create table meeting (
    id uuid primary key,
    version bigint not null,
    title text not null,
    held_on date not null,
    place text not null,
    region text not null,
    organisers text[] not null,
    supporters text[] not null,
    status text not null,
    illustrative boolean not null,
    planned_at timestamptz not null,
    changed_at timestamptz not null
);

create table meeting_attendance (
    meeting_id uuid not null,
    organisation_id uuid not null,
    side text not null,
    topics text[] not null,
    primary key (meeting_id, organisation_id)
);

create table meeting_presentation (
    meeting_id uuid not null,
    what text not null,
    presented_id uuid not null,
    primary key (meeting_id, presented_id)
);

create table meeting_intention (
    meeting_id uuid not null,
    need_id uuid not null,
    product_id uuid not null,
    pairing_id uuid not null,
    by_side text not null,
    recorded_at timestamptz not null,
    primary key (meeting_id, need_id, product_id)
);
