-- People are no events: what is known of one lies here alone and can be erased; the id stays, so that what names it still finds it.
create table person (
    id uuid primary key,
    organisation_id uuid not null,
    kind text not null,
    name text,
    position text,
    phone text,
    email text,
    created_at timestamptz not null,
    erased_at timestamptz
);
create index person_organisation on person (organisation_id, id desc);
