-- Since when a page could not be read, when it was given up, and whether it was not there. Twin:
-- migrations/sqlite/00021_failing.sql. A page that was left out on purpose counts no attempts from here on.

-- +goose Up
ALTER TABLE pages ADD COLUMN failing_since TIMESTAMPTZ;
ALTER TABLE pages ADD COLUMN given_up_at TIMESTAMPTZ;
ALTER TABLE pages ADD COLUMN missing BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE pages SET attempts = 0 WHERE err LIKE '%: named, not read' OR err = 'older than the baseline';
UPDATE pages SET failing_since = fetched_at WHERE attempts = 1 AND err <> '';
UPDATE pages SET given_up_at = fetched_at WHERE attempts > 0 AND err <> '' AND retry_at IS NULL;

-- +goose Down
ALTER TABLE pages DROP COLUMN missing;
ALTER TABLE pages DROP COLUMN given_up_at;
ALTER TABLE pages DROP COLUMN failing_since;
