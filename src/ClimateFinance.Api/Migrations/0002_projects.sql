create table project (
    id uuid primary key,
    version bigint not null,
    enterprise_id uuid not null,
    region text not null,
    industry text not null,
    technology text not null,
    green_classes text[] not null,
    filing_number text not null,
    status text not null,
    title text not null,
    total_investment_cny numeric(20, 2) not null,
    own_capital_cny numeric(20, 2) not null,
    own_capital_floor_percent integer,
    reduction_tco2e_per_year numeric,
    sheet jsonb not null,
    reduction jsonb,
    reasons jsonb,
    withdrawn_reason text,
    completed_on date,
    illustrative boolean not null,
    drafted_at timestamptz not null,
    changed_at timestamptz not null
);

-- One filing number, one project; a project that was given up frees its number.
create unique index project_filing_number_key on project (filing_number) where status <> 'withdrawn';
create index project_enterprise on project (enterprise_id, id desc);
create index project_region on project (region text_pattern_ops, id desc);
create index project_status on project (status, id desc);
