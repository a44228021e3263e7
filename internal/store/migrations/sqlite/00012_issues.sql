-- An edition is planned, then made: what it tells (its issue) is kept once however many editions tell the same, and the
-- signed bytes stand with its delivery. Twin: migrations/postgres/00012_issues.sql.

-- +goose Up
CREATE TABLE issues (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    hash    TEXT NOT NULL UNIQUE,
    body    BLOB NOT NULL,
    made_at TIMESTAMP NOT NULL
);
ALTER TABLE editions ADD COLUMN issue_id BIGINT REFERENCES issues (id);
ALTER TABLE editions ADD COLUMN zone TEXT NOT NULL DEFAULT '';
ALTER TABLE editions ADD COLUMN next_at TIMESTAMP;
ALTER TABLE editions DROP COLUMN html;
ALTER TABLE editions DROP COLUMN text;
CREATE INDEX deliveries_unmade ON deliveries (next_try, id) WHERE message IS NULL AND state = 'pending';
DROP INDEX told_subscription;

-- Why no edition was made when one was due, the window staying open.
CREATE TABLE passed_over (
    subscription_id BIGINT NOT NULL REFERENCES subscriptions (id) ON DELETE CASCADE,
    due_at          TIMESTAMP NOT NULL,
    at              TIMESTAMP NOT NULL,
    reason          TEXT NOT NULL,
    PRIMARY KEY (subscription_id, due_at)
);

-- +goose Down
DROP TABLE passed_over;
CREATE INDEX told_subscription ON told (subscription_id);
DROP INDEX deliveries_unmade;
ALTER TABLE editions ADD COLUMN text TEXT NOT NULL DEFAULT '';
ALTER TABLE editions ADD COLUMN html TEXT NOT NULL DEFAULT '';
ALTER TABLE editions DROP COLUMN next_at;
ALTER TABLE editions DROP COLUMN zone;
ALTER TABLE editions DROP COLUMN issue_id;
DROP TABLE issues;
