-- What a source's listing answered when it was read well last and when it failed last; what the operator knows of how it
-- is read; and since when it is in trouble. Twin: migrations/sqlite/00006_evidence.sql.

-- +goose Up
CREATE TABLE evidence (
    source_id    TEXT NOT NULL REFERENCES sources (id),
    good         BOOLEAN NOT NULL,
    at           TIMESTAMPTZ NOT NULL,
    way          TEXT NOT NULL,
    url          TEXT NOT NULL,
    final_url    TEXT NOT NULL,
    status       BIGINT NOT NULL,
    content_type TEXT NOT NULL,
    body         BYTEA,
    links        TEXT NOT NULL,
    count        BIGINT NOT NULL,
    wall         TEXT NOT NULL,
    err          TEXT NOT NULL,
    PRIMARY KEY (source_id, good)
);
ALTER TABLE sources ADD COLUMN troubled TIMESTAMPTZ;
ALTER TABLE sources ADD COLUMN notified_at TIMESTAMPTZ;
ALTER TABLE sources ADD COLUMN notified_way TEXT NOT NULL DEFAULT '';
ALTER TABLE sources ADD COLUMN notified_url TEXT NOT NULL DEFAULT '';
UPDATE sources SET notified_way = way, notified_url = listing_url;
UPDATE sources SET troubled = since WHERE state IN ('redesigned', 'blocked', 'frozen', 'unreachable');

-- +goose Down
ALTER TABLE sources DROP COLUMN notified_url;
ALTER TABLE sources DROP COLUMN notified_way;
ALTER TABLE sources DROP COLUMN notified_at;
ALTER TABLE sources DROP COLUMN troubled;
DROP TABLE evidence;
