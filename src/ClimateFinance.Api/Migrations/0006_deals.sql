create table deal (
    id uuid primary key,
    version bigint not null,
    pairing_id uuid not null,
    need_id uuid not null,
    need_revision integer not null,
    product_id uuid not null,
    product_revision integer not null,
    enterprise_id uuid not null,
    bank_id uuid not null,
    region text not null,
    industry text not null,
    meeting_id uuid,
    stage text not null,
    due_diligence text,
    approval_to_answer boolean not null,
    approval_number text,
    contract_number text,
    signed_on date,
    drawn_cny numeric(20, 2) not null,
    drawn_confirmed_cny numeric(20, 2) not null,
    owing text,
    step text,
    since date,
    due_on date,
    due_provisional boolean,
    outcome text,
    reason_code text,
    reason_words text,
    would_have_changed text,
    opened_at timestamptz not null,
    changed_at timestamptz not null,
    closed_at timestamptz
);
create index deal_enterprise on deal (enterprise_id, id desc);
create index deal_bank on deal (bank_id, id desc);
create index deal_need on deal (need_id);
create index deal_region on deal (region text_pattern_ops, id desc);
create index deal_meeting on deal (meeting_id) where meeting_id is not null;
create index deal_due on deal (due_on) where due_on is not null;

-- Line, term and rate at each rung: asked, indicated, offered, agreed, approved, signed.
create table deal_terms (
    deal_id uuid not null,
    rung text not null,
    line_cny numeric(20, 2) not null,
    term_months integer not null,
    benchmark text not null,
    spread_bp integer not null,
    at timestamptz not null,
    primary key (deal_id, rung)
);

create table deal_offer (
    deal_id uuid not null,
    number integer not null,
    by_side text not null,
    status text not null,
    terms jsonb not null,
    made_at timestamptz not null,
    primary key (deal_id, number)
);

create table deal_document_request (
    deal_id uuid not null,
    number integer not null,
    kinds text[] not null,
    documents jsonb,
    requested_at timestamptz not null,
    provided_at timestamptz,
    primary key (deal_id, number)
);

create table deal_drawdown (
    deal_id uuid not null,
    number integer not null,
    amount_cny numeric(20, 2) not null,
    drawn_on date not null,
    voucher text not null,
    status text not null,
    reason text,
    reported_at timestamptz not null,
    primary key (deal_id, number)
);

create table deal_signature (
    deal_id uuid not null,
    side text not null,
    line_cny numeric(20, 2) not null,
    term_months integer not null,
    benchmark text not null,
    spread_bp integer not null,
    contract_number text not null,
    confirmed_at timestamptz not null,
    primary key (deal_id, side)
);

-- One row a need, and so one lock: how many banks have an open deal on it.
create table need_contact (
    need_id uuid primary key,
    open_deals integer not null
);
