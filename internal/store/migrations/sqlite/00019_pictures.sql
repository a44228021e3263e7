-- Small pictures of articles, and which subscriptions ask for them. Twin: migrations/postgres/00019_pictures.sql.
-- A picture that could not be had is a row too, with the reason and no bytes: it is not asked for again.

-- +goose Up
ALTER TABLE subscriptions ADD COLUMN pictures BOOLEAN NOT NULL DEFAULT FALSE;

CREATE TABLE pictures (
    article_id BIGINT PRIMARY KEY REFERENCES articles (id),
    jpeg       BLOB,
    width      INTEGER NOT NULL,
    height     INTEGER NOT NULL,
    err        TEXT NOT NULL,
    at         TIMESTAMP NOT NULL
);
CREATE INDEX pictures_at ON pictures (at);

-- +goose Down
DROP TABLE pictures;
ALTER TABLE subscriptions DROP COLUMN pictures;
