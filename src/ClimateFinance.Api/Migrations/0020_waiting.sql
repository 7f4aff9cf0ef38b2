-- What waits for a bureau and what is on the table is little, in a market however large.
create index deal_on_the_table on deal (id) where stage = 'offered';
drop index deal_offer_valid;
create index deal_fact_disputed on deal_fact (id) where stage = 'disputed';
create index enterprise_waiting on enterprise (id) where status = 'registered';
