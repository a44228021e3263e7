-- What became of each attempt to deliver, and what sending rests from: a recipient domain that defers, a digest whose
-- mail is refused as ours, all mail while no relay works. Twin: the other folder's 00011_delivery.sql.

-- +goose Up
ALTER TABLE deliveries ADD COLUMN domain TEXT NOT NULL DEFAULT '';
UPDATE deliveries SET domain =
    substr(lower(recipient), length(rtrim(lower(recipient), 'abcdefghijklmnopqrstuvwxyz0123456789.-')) + 1);

CREATE TABLE delivery_events (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    delivery_id BIGINT NOT NULL REFERENCES deliveries (id) ON DELETE CASCADE,
    at          TIMESTAMP NOT NULL,
    state       TEXT NOT NULL,
    code        BIGINT NOT NULL,
    reply       TEXT NOT NULL,
    connection  TEXT NOT NULL
);
CREATE INDEX delivery_events_delivery ON delivery_events (delivery_id, id);
CREATE INDEX delivery_events_taken ON delivery_events (at) WHERE state IN ('sent', 'unknown');

CREATE TABLE rests (
    scope    TEXT PRIMARY KEY,
    since    TIMESTAMP NOT NULL,
    until    TIMESTAMP NOT NULL,
    failures BIGINT NOT NULL,
    reason   TEXT NOT NULL
);

-- +goose Down
DROP TABLE rests;
DROP TABLE delivery_events;
ALTER TABLE deliveries DROP COLUMN domain;
