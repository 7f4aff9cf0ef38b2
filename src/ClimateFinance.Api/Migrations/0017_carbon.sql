create table enterprise_year (
    enterprise_id uuid not null,
    year integer not null,
    figures jsonb not null,
    reported_at timestamptz not null,
    primary key (enterprise_id, year)
);

create table key_emitter (
    enterprise_id uuid not null,
    year integer not null,
    document_number text not null,
    listed boolean not null,
    recorded_at timestamptz not null,
    primary key (enterprise_id, year)
);
create index key_emitter_year on key_emitter (year) where listed;

create table loan_balance (
    deal_id uuid not null,
    bank_id uuid not null,
    on_day date not null,
    balance_cny numeric(20, 2) not null,
    reported_at timestamptz not null,
    primary key (deal_id, on_day)
);

create table retired_unit (
    account_id uuid not null,
    number integer not null,
    series text not null,
    first_serial bigint not null,
    last_serial bigint not null,
    primary key (account_id, number)
);
create index retired_unit_series on retired_unit (series, first_serial);

-- One row a series of serials, and so one lock: two accounts that retire the same serial at once cannot pass each other unseen.
create table retired_series (
    series text primary key,
    blocks integer not null
);
