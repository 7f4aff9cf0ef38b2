-- Systems of banks and enterprises that call by themselves. A client has several secrets at once, so that one can follow another without a pause; of each
-- only the SHA-256 lies here.
create table api_client (
    id uuid primary key,
    name text not null,
    role text not null check (role in ('enterprise', 'bank')),
    organisation_id uuid not null,
    scopes text[] not null,
    created_by text not null,
    created_at timestamptz not null,
    revoked_by text,
    revoked_at timestamptz
);
create index api_client_organisation on api_client (organisation_id, id desc);

create table api_client_secret (
    id uuid primary key,
    client_id uuid not null references api_client,
    hash bytea not null,
    created_by text not null,
    created_at timestamptz not null,
    revoked_by text,
    revoked_at timestamptz,
    last_used_at timestamptz
);
create unique index api_client_secret_hash on api_client_secret (hash);
create index api_client_secret_client on api_client_secret (client_id);
create index api_client_secret_ended on api_client_secret (revoked_at) where revoked_at is not null;
