-- What the clock recorded on the deadline that runs, and the bank's clock that stands still while papers are owed.
alter table deal
    add column reminded_on date,
    add column missed_on date,
    add column escalated_on date,
    add column paused_owing text,
    add column paused_step text,
    add column paused_since date,
    add column paused_due_on date,
    add column paused_provisional boolean,
    add column paused_on date,
    -- The stage a closed deal was closed at: where it goes on if the closure was a mistake.
    add column closed_stage text;

alter table deal_offer add column valid_until date;
update deal_offer set valid_until = (terms ->> 'validUntil')::date;
alter table deal_offer alter column valid_until set not null;
create index deal_offer_valid on deal_offer (valid_until) where status = 'live';

alter table deal_document_request add column withdrawn_at timestamptz, add column withdrawn_reason text;

create table deal_visit (
    deal_id uuid not null,
    number integer not null,
    officer_id uuid not null,
    visited_on date not null,
    record text not null,
    corrected_because text,
    recorded_at timestamptz not null,
    primary key (deal_id, number)
);

-- What the deals on a need have agreed, approved or signed together, and at the end drawn: on the row that each of them locks.
alter table need_contact add column committed_cny numeric(20, 2) not null default 0;

-- Visits that were recorded before this table was.
insert into deal_visit (deal_id, number, officer_id, visited_on, record, recorded_at)
select stream_id, 1, (data ->> 'officer')::uuid, (data ->> 'visitedOn')::date, data ->> 'record', timestamp from mt_events where type = 'contact_made_v1';
