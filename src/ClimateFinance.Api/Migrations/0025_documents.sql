-- Documents of a deal: what is told of each is a read model of its facts; the content lies beside it in pieces of 64 KiB, so that neither taking one in nor
-- handing it out needs more than a piece in memory. A content that was never completed belongs to nothing, is shown to nobody and is swept.
create table deal_document (
    id uuid primary key,
    deal_id uuid not null,
    by_side text not null,
    kind text not null,
    name text not null,
    media_type text not null,
    bytes bigint not null,
    sha256 text not null,
    filed_at timestamptz not null,
    withdrawn_at timestamptz,
    withdrawn_reason text
);
create index deal_document_deal on deal_document (deal_id, id desc);

create table document_content (
    id uuid primary key,
    began_at timestamptz not null,
    complete boolean not null
);
create index document_content_incomplete on document_content (began_at) where not complete;

create table document_piece (
    document_id uuid not null references document_content on delete cascade,
    number integer not null,
    content bytea not null,
    primary key (document_id, number)
);

-- All types taken are packed already.
alter table document_piece alter column content set storage external;
