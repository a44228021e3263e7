-- Fingerprints by date: a few new articles are judged beside those published last. Twin:
-- migrations/postgres/00023_latest.sql.

-- +goose Up
CREATE INDEX fingerprints_published ON fingerprints (published, article_id);

-- +goose Down
DROP INDEX fingerprints_published;
