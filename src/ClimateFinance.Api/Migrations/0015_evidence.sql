-- The evidence beside the events: a hash chain and the whole subtrees of a Merkle tree (RFC 6962) over all of them, in the order of the feed.
-- Nothing here is ever updated. No foreign key to mt_events: that a row is missing there is what the evidence is to show.

create table evidence_leaf (
    position bigint not null primary key, -- from 0
    seq_id   bigint not null unique,
    event_id uuid   not null,
    leaf     bytea  not null, -- SHA-256 of a zero byte and the event as canonical JSON
    chain    bytea  not null  -- SHA-256 of a byte 2, the chain before and the leaf
);

create table evidence_node (
    level integer not null, -- 1 and up: 2^level leaves below it
    index bigint  not null, -- its place in the level, from 0
    hash  bytea   not null,
    primary key (level, index)
);

create table evidence_checkpoint (
    size      bigint      not null primary key,
    last_seq  bigint      not null,
    root      bytea       not null,
    chain     bytea       not null,
    at        timestamptz not null,
    key       text        not null, -- SubjectPublicKeyInfo, base64
    signature text        not null  -- ES256 over the checkpoint's text, base64
);
