-- What the bureau counts of a deal: one row a deal, written with each event; the cells below are summed from it.
create table deal_fact (
    id uuid primary key,
    version bigint not null,
    enterprise_id uuid not null,
    bank_id uuid not null,
    need_id uuid not null,
    product_id uuid not null,
    meeting_id uuid,
    region text not null,
    industry text not null,
    opened_on date not null,
    month text not null,
    stage text not null,
    outcome text,
    reason_code text,
    -- Where it goes on if its closure was a mistake.
    closed_stage text,
    -- The day on which it first came so far; it stays when a later move leads back.
    contacted_on date,
    diligence_on date,
    offered_on date,
    agreed_on date,
    approved_on date,
    signed_on date,
    drawn_on date,
    closed_on date,
    asked_line numeric(20, 2) not null,
    asked_term integer not null,
    asked_benchmark text not null,
    asked_bp integer not null,
    indicated_line numeric(20, 2) not null,
    indicated_term integer not null,
    indicated_benchmark text not null,
    indicated_bp integer not null,
    offered_line numeric(20, 2),
    offered_term integer,
    offered_benchmark text,
    offered_bp integer,
    agreed_line numeric(20, 2),
    agreed_term integer,
    agreed_benchmark text,
    agreed_bp integer,
    approved_line numeric(20, 2),
    approved_term integer,
    approved_benchmark text,
    approved_bp integer,
    signed_line numeric(20, 2),
    signed_term integer,
    signed_benchmark text,
    signed_bp integer,
    -- An offer taken back or an approval declined no longer stands, though it was made.
    offered_stands boolean not null,
    agreed_stands boolean not null,
    approved_stands boolean not null,
    drawn_cny numeric(20, 2) not null,
    -- Drawdowns that the bank reported and the enterprise has not answered.
    unanswered integer not null,
    owing text,
    step text,
    since date,
    due_on date,
    -- What the bank owed and did: how often, how often in time, after how many days in sum; and what it owed when others ended it.
    answers integer not null,
    in_time integer not null,
    answer_days integer not null,
    missed integer not null,
    contact_answers integer not null,
    contact_in_time integer not null,
    contact_days integer not null,
    due_diligence_answers integer not null,
    due_diligence_in_time integer not null,
    due_diligence_days integer not null,
    offer_answers integer not null,
    offer_in_time integer not null,
    offer_days integer not null,
    acceptance_answers integer not null,
    acceptance_in_time integer not null,
    acceptance_days integer not null,
    approval_answers integer not null,
    approval_in_time integer not null,
    approval_days integer not null,
    signature_answers integer not null,
    signature_in_time integer not null,
    signature_days integer not null,
    -- The highest rung that stands: the credit that lists and the board show.
    rung text generated always as (case when signed_line is not null then 'signed' when approved_stands then 'approved' when agreed_stands then 'agreed'
        when offered_stands then 'offered' else 'indicated' end) stored,
    line numeric(20, 2) generated always as (case when signed_line is not null then signed_line when approved_stands then approved_line when agreed_stands then agreed_line
        when offered_stands then offered_line else indicated_line end) stored,
    term integer generated always as (case when signed_line is not null then signed_term when approved_stands then approved_term when agreed_stands then agreed_term
        when offered_stands then offered_term else indicated_term end) stored,
    benchmark text generated always as (case when signed_line is not null then signed_benchmark when approved_stands then approved_benchmark when agreed_stands then agreed_benchmark
        when offered_stands then offered_benchmark else indicated_benchmark end) stored,
    bp integer generated always as (case when signed_line is not null then signed_bp when approved_stands then approved_bp when agreed_stands then agreed_bp
        when offered_stands then offered_bp else indicated_bp end) stored,
    changed_at timestamptz not null
);
-- Few and seldom touched: most moves then update the row in place.
alter table deal_fact set (fillfactor = 80);
create index deal_fact_bank on deal_fact (bank_id);
create index deal_fact_enterprise on deal_fact (enterprise_id);
create index deal_fact_meeting on deal_fact (meeting_id) where meeting_id is not null;
create index deal_fact_due on deal_fact (due_on) include (region, bank_id, industry, stage, meeting_id, offered_on, agreed_on, approved_on, signed_on)
    where due_on is not null;

-- What the bureau counts of a pairing.
create table pairing_fact (
    id uuid primary key,
    version bigint not null,
    enterprise_id uuid not null,
    bank_id uuid not null,
    meeting_id uuid,
    region text not null,
    industry text not null,
    month text not null,
    cover_cny numeric(20, 2) not null,
    enterprise_interested boolean not null,
    bank_interested boolean not null,
    mutual boolean not null,
    -- declined or superseded, and why; null while it is open or mutual.
    outcome text,
    reason_code text,
    changed_at timestamptz not null
);
create index pairing_fact_bank on pairing_fact (bank_id);
create index pairing_fact_meeting on pairing_fact (meeting_id) where meeting_id is not null;
create index pairing_fact_waits_enterprise on pairing_fact (enterprise_id) where bank_interested and not mutual and outcome is null;
create index pairing_fact_waits_bank on pairing_fact (bank_id) where enterprise_interested and not mutual and outcome is null;

-- The rows as they stood when they were last summed: the cells hold exactly these.
create table deal_folded (like deal_fact including generated);
alter table deal_folded add primary key (id);
create table pairing_folded (like pairing_fact);
alter table pairing_folded add primary key (id);
create table enterprise_folded (id uuid primary key, region text not null, status text not null);
create table project_folded (id uuid primary key, region text not null, status text not null);
create table need_folded (id uuid primary key, region text not null, status text not null, amount_cny numeric(20, 2) not null);

-- Sums over deals and pairings: by what (grain), within which region (the digits that count; '' for all), under which key or keys.
-- Kept up by the subscriber of the same name; rows it has not summed yet are added by whoever reads, from the same snapshot.
create table market_cell (
    grain text not null,
    region text not null,
    k1 text not null,
    k2 text not null,
    opened numeric not null default 0,
    contacted numeric not null default 0,
    contacted_cny numeric not null default 0,
    diligence numeric not null default 0,
    diligence_cny numeric not null default 0,
    offered numeric not null default 0,
    agreed numeric not null default 0,
    approved numeric not null default 0,
    signed numeric not null default 0,
    drawn numeric not null default 0,
    live numeric not null default 0,
    funded numeric not null default 0,
    funded_cny numeric not null default 0,
    refused numeric not null default 0,
    refused_cny numeric not null default 0,
    withdrawn numeric not null default 0,
    withdrawn_cny numeric not null default 0,
    lapsed numeric not null default 0,
    lapsed_cny numeric not null default 0,
    disputed numeric not null default 0,
    drawn_cny numeric not null default 0,
    answers numeric not null default 0,
    in_time numeric not null default 0,
    answer_days numeric not null default 0,
    missed numeric not null default 0,
    contact_answers numeric not null default 0,
    contact_in_time numeric not null default 0,
    contact_days numeric not null default 0,
    due_diligence_answers numeric not null default 0,
    due_diligence_in_time numeric not null default 0,
    due_diligence_days numeric not null default 0,
    offer_answers numeric not null default 0,
    offer_in_time numeric not null default 0,
    offer_days numeric not null default 0,
    acceptance_answers numeric not null default 0,
    acceptance_in_time numeric not null default 0,
    acceptance_days numeric not null default 0,
    approval_answers numeric not null default 0,
    approval_in_time numeric not null default 0,
    approval_days numeric not null default 0,
    signature_answers numeric not null default 0,
    signature_in_time numeric not null default 0,
    signature_days numeric not null default 0,
    asked_line numeric not null default 0,
    asked_term numeric not null default 0,
    asked_bp numeric not null default 0,
    asked_lpr1y numeric not null default 0,
    asked_lpr5y numeric not null default 0,
    indicated_line numeric not null default 0,
    indicated_term numeric not null default 0,
    indicated_bp numeric not null default 0,
    indicated_lpr1y numeric not null default 0,
    indicated_lpr5y numeric not null default 0,
    offered_line numeric not null default 0,
    offered_term numeric not null default 0,
    offered_bp numeric not null default 0,
    offered_lpr1y numeric not null default 0,
    offered_lpr5y numeric not null default 0,
    offered_of_line numeric not null default 0,
    offered_of_term numeric not null default 0,
    offered_of_bp numeric not null default 0,
    offered_of_lpr1y numeric not null default 0,
    offered_of_lpr5y numeric not null default 0,
    agreed_line numeric not null default 0,
    agreed_term numeric not null default 0,
    agreed_bp numeric not null default 0,
    agreed_lpr1y numeric not null default 0,
    agreed_lpr5y numeric not null default 0,
    agreed_of_line numeric not null default 0,
    agreed_of_term numeric not null default 0,
    agreed_of_bp numeric not null default 0,
    agreed_of_lpr1y numeric not null default 0,
    agreed_of_lpr5y numeric not null default 0,
    approved_line numeric not null default 0,
    approved_term numeric not null default 0,
    approved_bp numeric not null default 0,
    approved_lpr1y numeric not null default 0,
    approved_lpr5y numeric not null default 0,
    approved_of_line numeric not null default 0,
    approved_of_term numeric not null default 0,
    approved_of_bp numeric not null default 0,
    approved_of_lpr1y numeric not null default 0,
    approved_of_lpr5y numeric not null default 0,
    signed_line numeric not null default 0,
    signed_term numeric not null default 0,
    signed_bp numeric not null default 0,
    signed_lpr1y numeric not null default 0,
    signed_lpr5y numeric not null default 0,
    signed_of_line numeric not null default 0,
    signed_of_term numeric not null default 0,
    signed_of_bp numeric not null default 0,
    signed_of_lpr1y numeric not null default 0,
    signed_of_lpr5y numeric not null default 0,
    top_line numeric not null default 0,
    top_term numeric not null default 0,
    top_bp numeric not null default 0,
    top_lpr1y numeric not null default 0,
    top_lpr5y numeric not null default 0,
    proposed numeric not null default 0,
    intended numeric not null default 0,
    intended_cny numeric not null default 0,
    mutual numeric not null default 0,
    declined numeric not null default 0,
    declined_cny numeric not null default 0,
    enterprises numeric not null default 0,
    projects numeric not null default 0,
    needs numeric not null default 0,
    needs_cny numeric not null default 0,
    primary key (grain, region, k1, k2)
);

-- Who of the bureau looked at what: written in the request that shows it, before the answer leaves; never changed. A look at single deals names
-- them; a report is a look at every deal of a region that was under way in its days.
create table deal_look (
    id uuid primary key,
    at timestamptz not null,
    actor text not null,
    organisation_id uuid,
    what text not null,
    detail text,
    deal_ids uuid[],
    region text,
    first_day date,
    last_day date
);
create index deal_look_deals on deal_look using gin (deal_ids);
create index deal_look_span on deal_look (first_day) where region is not null;

-- Up to when a user has seen what changed, and what that user wants to be told and in which language. By the token's subject, whoever issued it.
create table inbox_marker (
    actor text primary key,
    looked_at timestamptz not null
);

create table user_preference (
    actor text primary key,
    version bigint not null,
    language text,
    muted text[] not null,
    changed_at timestamptz not null
);

create table meeting_invitation (
    meeting_id uuid not null,
    organisation_id uuid not null,
    side text not null,
    invited_at timestamptz not null,
    primary key (meeting_id, organisation_id)
);
create index meeting_invitation_organisation on meeting_invitation (organisation_id);
