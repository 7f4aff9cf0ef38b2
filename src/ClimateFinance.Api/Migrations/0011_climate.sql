-- What a project is reviewed, challenged, classified and measured by.
alter table project
    add column flags jsonb,
    add column submitted_on date,
    add column review_due_on date,
    add column decided_on date,
    add column decided_late boolean,
    add column reviewers text[] not null default '{}',
    add column checks jsonb,
    add column filing_normal text,
    add column inputs_key text;
update project set filing_normal = upper(regexp_replace(filing_number, '[^[:alnum:]]', '', 'g'));
create index project_filing_normal on project (filing_normal);
create index project_technology on project (technology, status);
create index project_inputs on project (enterprise_id, inputs_key) where inputs_key is not null;
create index project_factors on project using gin ((reduction -> 'lines') jsonb_path_ops);

create table project_equipment (
    project_id uuid not null,
    identifier_normal text not null,
    kind text not null,
    identifier text not null,
    primary key (project_id, identifier_normal)
);
create index project_equipment_identifier on project_equipment (identifier_normal);

create table project_classification (
    project_id uuid not null,
    version bigint not null,
    edition text not null,
    scheme text not null,
    classes text[] not null,
    confirmed_on date not null,
    classification jsonb not null,
    primary key (project_id, version)
);

create table project_measurement (
    project_id uuid not null,
    number integer not null,
    enterprise_id uuid not null,
    from_on date not null,
    to_on date not null,
    tco2e numeric not null,
    verifier text not null,
    report_number text not null,
    evidence_sha256 text not null,
    corrects integer,
    -- False once a later report corrected it.
    standing boolean not null,
    reported_at timestamptz not null,
    primary key (project_id, number)
);
create index project_measurement_enterprise on project_measurement (enterprise_id);
