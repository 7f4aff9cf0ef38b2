create table product (
    id uuid primary key,
    version bigint not null,
    bank_id uuid not null,
    status text not null,
    revision integer,
    name text not null,
    kind text not null,
    terms jsonb,
    draft jsonb,
    valid_from date,
    valid_to date,
    reason text,
    illustrative boolean not null,
    drafted_at timestamptz not null,
    changed_at timestamptz not null
);
create index product_bank on product (bank_id, id desc);
create index product_status on product (status, id desc);

create table product_revision (
    product_id uuid not null,
    revision integer not null,
    terms jsonb not null,
    published_at timestamptz not null,
    primary key (product_id, revision)
);

create table product_quota (
    product_id uuid primary key,
    quota_cny numeric(20, 2) not null,
    reserved_cny numeric(20, 2) not null,
    used_cny numeric(20, 2) not null
);
