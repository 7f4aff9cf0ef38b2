-- Looks of the parties' own users and systems beside those of the bureau, which all looks so far were.
alter table deal_look add column side text not null default 'bureau';
