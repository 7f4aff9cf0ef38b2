-- The library's figures are read from these indices alone: a project's sheet and working are kilobytes, its figures a few dozen bytes.
create index project_library on project (region text_pattern_ops, status)
    include (id, industry, technology, total_investment_cny, own_capital_cny, reduction_tco2e_per_year, illustrative, green_classes, decided_late, review_due_on);

alter table project add column reason_codes jsonb generated always as (jsonb_path_query_array(reasons, '$[*].code')) stored;
create index project_returned on project (region text_pattern_ops) include (id, reason_codes) where reasons is not null;
