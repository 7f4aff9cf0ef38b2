-- How somebody comes to a password: by a token that is good once, of which only the SHA-256 lies here. It makes a user, or gives an existing one
-- (user_id) a new password. Times and persons stay on record; nobody but the invited ever knows the password.
create table invitation (
    id uuid primary key,
    hash bytea not null,
    user_id uuid references market_user on delete cascade,
    user_name text not null,
    normalized_user_name text not null,
    display_name text not null,
    role text not null check (role in ('enterprise', 'bank', 'bureau', 'operator')),
    organisation_id uuid,
    region text,
    invited_by text not null,
    sponsor_id uuid,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    accepted_at timestamptz,
    revoked_at timestamptz
);
create unique index invitation_hash on invitation (hash);
create unique index invitation_name_key on invitation (normalized_user_name) where accepted_at is null and revoked_at is null;
create index invitation_sponsor on invitation (sponsor_id, id desc);

-- The bureau that let a user in, before or without a registered organisation that would tell.
alter table market_user add column sponsor_id uuid;
create index market_user_sponsor on market_user (sponsor_id) where sponsor_id is not null;

-- What was done to whom among the users, by whom and why; it only grows.
create table identity_act (
    id uuid primary key,
    at timestamptz not null,
    actor text not null,
    organisation_id uuid,
    act text not null,
    user_id uuid not null,
    reason text
);
create index identity_act_user on identity_act (user_id, id desc);

-- From where a sign-in came, in the words of the program; and the ended ones, which every node asks for each second.
alter table refresh_token add column agent text;
create index refresh_token_ended on refresh_token (revoked_at) where revoked_at is not null;
