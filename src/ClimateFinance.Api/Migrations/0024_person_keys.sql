-- What is known of a person lies sealed (AES-256-GCM) under a key of that person alone. The keys are in a table of their own, each wrapped under a key that is
-- derived from the key folder, so that a backup can leave them out: who destroys a key has erased the person from every backup that has no copy of it.
-- The plain columns stay for rows of before; a node seals those in the background at its start and empties them.
alter table person add column sealed bytea;
create index person_unsealed on person (id) where sealed is null and erased_at is null;

create table person_key (
    person_id uuid primary key,
    wrapped bytea not null
);
