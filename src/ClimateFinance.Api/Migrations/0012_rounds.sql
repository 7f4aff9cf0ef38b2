-- A round is a fact: written once, with everything it was worked out from and the prices that prove it.
create table matching_round (
    id uuid primary key,
    version bigint not null,
    region text not null,
    mode text not null,
    quota_percent integer not null,
    cases_per_officer integer not null,
    judged_on date not null,
    policy_version integer not null,
    needs integer not null,
    products integer not null,
    eligible integer not null,
    proposals integer not null,
    total bigint not null,
    bound bigint not null,
    gap_parts integer not null,
    illustrative boolean not null,
    need_ids uuid[] not null,
    outcome jsonb not null,
    held_at timestamptz not null
);
create index matching_round_region on matching_round (region text_pattern_ops, id desc);
