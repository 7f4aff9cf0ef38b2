-- The line for a need's slots: a bank's claim waits from its interest on, and holds a slot until it is declined, superseded or its deal closed.
alter table pairing
    add column claimed_at timestamptz,
    add column slot text,
    add column reason_criteria text[];
update pairing g set slot = 'held' from deal d where d.id = g.deal_id and d.stage <> 'closed';
update pairing set slot = 'waiting', claimed_at = changed_at where status = 'bankInterested';
create index pairing_line on pairing (need_id, slot, claimed_at, id) where slot is not null;

-- One row a need, and so one lock: how many banks hold a slot of it.
create table need_line (
    need_id uuid primary key,
    banks integer not null
);
insert into need_line (need_id, banks) select need_id, count(distinct bank_id) from pairing where slot = 'held' group by need_id;
