-- Who answers for a deal at the bank, and who watches it at the bureau; before anybody is named, the officer of the first visit answers.
alter table deal add column officer_id uuid, add column inspector_id text;
update deal d set officer_id = (e.data ->> 'officer')::uuid from mt_events e where e.stream_id = d.id and e.type = 'contact_made_v1';
create index deal_officer on deal (officer_id, id desc) where officer_id is not null;
create index deal_inspector on deal (inspector_id, id desc) where inspector_id is not null;

-- What the bureau called for in its own words. One a deal stands at most: it falls with what it called for, or with the next one.
create table deal_reminder (
    deal_id uuid not null,
    number integer not null,
    owing text not null,
    step text,
    since date,
    due_on date,
    words text not null,
    stands boolean not null,
    sent_at timestamptz not null,
    primary key (deal_id, number)
);
create index deal_reminder_stands on deal_reminder (deal_id) where stands;

-- Pairs that a bureau brought together and that nobody has answered.
create index pairing_introduced_enterprise on pairing (enterprise_id) where origin = 'introduction' and status = 'proposed';
create index pairing_introduced_bank on pairing (bank_id) where origin = 'introduction' and status = 'proposed';

-- What an engine proposed and a meeting agreed counts for the meeting; the sums are made anew from the first event on.
update pairing_fact g set meeting_id = d.meeting_id from deal d where d.pairing_id = g.id and d.meeting_id is not null and g.meeting_id is null;
delete from market_cell;
delete from deal_folded;
delete from pairing_folded;
delete from enterprise_folded;
delete from project_folded;
delete from need_folded;
delete from subscription_checkpoint where name = 'market-cells';
