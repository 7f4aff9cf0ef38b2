create table pairing (
    id uuid primary key,
    version bigint not null,
    need_id uuid not null,
    need_revision integer not null,
    product_id uuid not null,
    product_revision integer not null,
    enterprise_id uuid not null,
    bank_id uuid not null,
    region text not null,
    origin text not null,
    meeting_id uuid,
    status text not null,
    score integer not null,
    cover_cny numeric(20, 2) not null,
    need_facts jsonb not null,
    product_facts jsonb not null,
    history jsonb not null,
    basis jsonb not null,
    evaluation jsonb not null,
    -- The same as each side may see it: for the bank, until interest is mutual, without what could name the enterprise;
    -- for the enterprise without the product's quota.
    need_facts_for_bank jsonb not null,
    evaluation_for_bank jsonb not null,
    evaluation_for_enterprise jsonb not null,
    policy_version integer not null,
    deal_id uuid,
    declined_by text,
    reason_code text,
    reason_words text,
    proposed_at timestamptz not null,
    changed_at timestamptz not null
);

-- A superseded pairing may come again when its ground is back (a product that was suspended and resumed with the same revision).
create unique index pairing_open_key on pairing (need_id, need_revision, product_id, product_revision) where status <> 'superseded';
create index pairing_need_bank on pairing (need_id, bank_id);
create index pairing_product on pairing (product_id);
create index pairing_enterprise on pairing (enterprise_id, id desc);
create index pairing_bank on pairing (bank_id, id desc);
create index pairing_region on pairing (region text_pattern_ops, id desc);
create index pairing_deal on pairing (deal_id) where deal_id is not null;
