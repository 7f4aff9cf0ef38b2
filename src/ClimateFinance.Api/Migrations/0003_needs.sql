create table need (
    id uuid primary key,
    version bigint not null,
    enterprise_id uuid not null,
    project_id uuid,
    region text not null,
    status text not null,
    revision integer,
    purpose text not null,
    amount_cny numeric(20, 2) not null,
    amount_least_cny numeric(20, 2) not null,
    term_min_months integer not null,
    term_max_months integer not null,
    rate_benchmark text not null,
    rate_spread_bp integer not null,
    wanted_on date not null,
    sheet jsonb,
    draft jsonb,
    confirmed_on date,
    stale_on date,
    funded_cny numeric(20, 2) not null,
    -- What this need takes of its project's financing gap; kept in step with need_project_sum.
    claimed_cny numeric(20, 2) not null,
    reason text,
    illustrative boolean not null,
    drafted_at timestamptz not null,
    changed_at timestamptz not null
);
create index need_enterprise on need (enterprise_id, id desc);
create index need_project on need (project_id) where project_id is not null;
create index need_region on need (region text_pattern_ops, id desc);
create index need_status on need (status, id desc);
create index need_confirmed on need (confirmed_on) where status in ('published', 'stale');

create table need_revision (
    need_id uuid not null,
    revision integer not null,
    sheet jsonb not null,
    published_at timestamptz not null,
    primary key (need_id, revision)
);

-- One row a project, and so one lock: two needs of one project that are published at once cannot pass each other unseen.
create table need_project_sum (
    project_id uuid primary key,
    claimed_cny numeric(20, 2) not null
);
