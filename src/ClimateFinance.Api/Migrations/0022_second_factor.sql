-- The second factor of a user (RFC 6238). The secret is sealed under a key that is derived from the key folder and so never in a dump; `pending` becomes
-- `secret` when its first code was right. `last_step` is the newest step whose code was used: none up to it is taken again.
create table second_factor (
    user_id uuid primary key references market_user on delete cascade,
    secret bytea,
    pending bytea,
    pending_at timestamptz,
    confirmed_at timestamptz,
    last_step bigint not null default 0,
    check ((secret is null) = (confirmed_at is null))
);

create table recovery_code (
    user_id uuid not null references second_factor on delete cascade,
    hash bytea not null,
    used_at timestamptz,
    primary key (user_id, hash)
);
