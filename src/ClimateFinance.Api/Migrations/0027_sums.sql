-- Sums over deals and pairings, by more keys at once than before: by what (grain), within which region (the digits that count; '' for all), under which keys.
-- It has a name of its own, and so has its subscriber: while nodes of the version before run beside, they keep up and read theirs (market_cell and the tables called
-- …_folded), which nothing writes afterwards and a later version drops. What every question reads stands first.
create table market_sum (
    grain text not null,
    region text collate "C" not null,
    k1 text collate "C" not null,
    k2 text collate "C" not null,
    k3 text collate "C" not null,
    opened numeric not null default 0, proposed numeric not null default 0, contacted numeric not null default 0,
    contacted_cny numeric not null default 0, diligence numeric not null default 0, diligence_cny numeric not null default 0,
    offered numeric not null default 0, agreed numeric not null default 0, approved numeric not null default 0, signed numeric not null default 0,
    drawn numeric not null default 0, live numeric not null default 0, funded numeric not null default 0, funded_cny numeric not null default 0,
    refused numeric not null default 0, refused_cny numeric not null default 0, withdrawn numeric not null default 0,
    withdrawn_cny numeric not null default 0, lapsed numeric not null default 0, lapsed_cny numeric not null default 0,
    disputed numeric not null default 0, drawn_cny numeric not null default 0, answers numeric not null default 0, in_time numeric not null default 0,
    answer_days numeric not null default 0, missed numeric not null default 0, contact_answers numeric not null default 0,
    contact_in_time numeric not null default 0, contact_days numeric not null default 0, due_diligence_answers numeric not null default 0,
    due_diligence_in_time numeric not null default 0, due_diligence_days numeric not null default 0, offer_answers numeric not null default 0,
    offer_in_time numeric not null default 0, offer_days numeric not null default 0, acceptance_answers numeric not null default 0,
    acceptance_in_time numeric not null default 0, acceptance_days numeric not null default 0, approval_answers numeric not null default 0,
    approval_in_time numeric not null default 0, approval_days numeric not null default 0, signature_answers numeric not null default 0,
    signature_in_time numeric not null default 0, signature_days numeric not null default 0, asked_line numeric not null default 0,
    asked_term numeric not null default 0, asked_bp numeric not null default 0, asked_lpr1y numeric not null default 0,
    asked_lpr5y numeric not null default 0, indicated_line numeric not null default 0, indicated_term numeric not null default 0,
    indicated_bp numeric not null default 0, indicated_lpr1y numeric not null default 0, indicated_lpr5y numeric not null default 0,
    offered_line numeric not null default 0, offered_term numeric not null default 0, offered_bp numeric not null default 0,
    offered_lpr1y numeric not null default 0, offered_lpr5y numeric not null default 0, offered_of_line numeric not null default 0,
    offered_of_term numeric not null default 0, offered_of_bp numeric not null default 0, offered_of_lpr1y numeric not null default 0,
    offered_of_lpr5y numeric not null default 0, agreed_line numeric not null default 0, agreed_term numeric not null default 0,
    agreed_bp numeric not null default 0, agreed_lpr1y numeric not null default 0, agreed_lpr5y numeric not null default 0,
    agreed_of_line numeric not null default 0, agreed_of_term numeric not null default 0, agreed_of_bp numeric not null default 0,
    agreed_of_lpr1y numeric not null default 0, agreed_of_lpr5y numeric not null default 0, approved_line numeric not null default 0,
    approved_term numeric not null default 0, approved_bp numeric not null default 0, approved_lpr1y numeric not null default 0,
    approved_lpr5y numeric not null default 0, approved_of_line numeric not null default 0, approved_of_term numeric not null default 0,
    approved_of_bp numeric not null default 0, approved_of_lpr1y numeric not null default 0, approved_of_lpr5y numeric not null default 0,
    signed_line numeric not null default 0, signed_term numeric not null default 0, signed_bp numeric not null default 0,
    signed_lpr1y numeric not null default 0, signed_lpr5y numeric not null default 0, signed_of_line numeric not null default 0,
    signed_of_term numeric not null default 0, signed_of_bp numeric not null default 0, signed_of_lpr1y numeric not null default 0,
    signed_of_lpr5y numeric not null default 0, top_line numeric not null default 0, top_term numeric not null default 0,
    top_bp numeric not null default 0, top_lpr1y numeric not null default 0, top_lpr5y numeric not null default 0,
    intended numeric not null default 0, intended_cny numeric not null default 0, mutual numeric not null default 0,
    declined numeric not null default 0, declined_cny numeric not null default 0, enterprises numeric not null default 0,
    projects numeric not null default 0, needs numeric not null default 0, needs_cny numeric not null default 0,
    primary key (grain, region, k1, k2, k3)
) with (fillfactor = 85);

-- What of a row the sums stand on, as it was when it was last summed: they hold exactly these.
create table deal_summed as select
    id, bank_id, meeting_id, region, industry, month, stage, outcome, reason_code, contacted_on, diligence_on, offered_on, agreed_on, approved_on,
    signed_on, drawn_on, closed_on, asked_line, asked_term, asked_benchmark, asked_bp, indicated_line, indicated_term, indicated_benchmark,
    indicated_bp, offered_line, offered_term, offered_benchmark, offered_bp, agreed_line, agreed_term, agreed_benchmark, agreed_bp, approved_line,
    approved_term, approved_benchmark, approved_bp, signed_line, signed_term, signed_benchmark, signed_bp, line, term, benchmark, bp, drawn_cny,
    answers, in_time, answer_days, missed, contact_answers, contact_in_time, contact_days, due_diligence_answers, due_diligence_in_time,
    due_diligence_days, offer_answers, offer_in_time, offer_days, acceptance_answers, acceptance_in_time, acceptance_days, approval_answers,
    approval_in_time, approval_days, signature_answers, signature_in_time, signature_days
from deal_fact with no data;
create table pairing_summed as select
    id, bank_id, meeting_id, region, industry, month, cover_cny, enterprise_interested, bank_interested, mutual, outcome, reason_code
from pairing_fact with no data;
create table enterprise_summed as select id, region, status from enterprise with no data;
create table project_summed as select id, region, status from project with no data;
create table need_summed as select id, region, status, amount_cny from need with no data;
alter table deal_summed add primary key (id);
alter table pairing_summed add primary key (id);
alter table enterprise_summed add primary key (id);
alter table project_summed add primary key (id);
alter table need_summed add primary key (id);
