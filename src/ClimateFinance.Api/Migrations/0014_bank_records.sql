-- The step that a deal's bank owes, and how each bank kept its limits so far; deals from before are followed from their next step on.
create table bank_clock (
    deal_id uuid primary key,
    bank_id uuid not null,
    step text,
    since date,
    due_on date
);
insert into bank_clock (deal_id, bank_id, step, since, due_on)
    select id, bank_id, case when owing <> 'enterprise' then step end, since, due_on from deal where stage <> 'closed';

create table bank_record (
    bank_id uuid primary key,
    steps integer not null,
    kept integer not null,
    days_given bigint not null,
    days_left bigint not null
);
