-- As the EF model in Hosting/Identity/IdentityDb.cs maps it. Names are compared in their normalised (upper-case) form.
create table market_user (
    id uuid primary key,
    user_name text not null,
    normalized_user_name text not null,
    display_name text not null,
    role text not null check (role in ('enterprise', 'bank', 'bureau', 'operator')),
    organisation_id uuid,
    region text,
    password_hash text not null,
    security_stamp text not null,
    concurrency_stamp text not null,
    access_failed_count integer not null,
    lockout_enabled boolean not null,
    lockout_end timestamptz,
    created_at timestamptz not null,
    deactivated_at timestamptz,
    deactivation_reason text,
    check ((organisation_id is null) = (role = 'operator')),
    check ((region is null) = (role <> 'bureau'))
);
create unique index market_user_name_key on market_user (normalized_user_name);
create index market_user_organisation on market_user (organisation_id);

-- One row for each token ever given out, until it expires: a spent one that comes back tells of a theft.
create table refresh_token (
    hash bytea primary key,
    family uuid not null,
    user_id uuid not null references market_user on delete cascade,
    issued_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz,
    revoked_at timestamptz
);
create index refresh_token_family on refresh_token (family);
create index refresh_token_user on refresh_token (user_id, expires_at);
