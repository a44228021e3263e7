-- Which stories an operator split, so that they are never merged again. Twin: migrations/sqlite/00004_apart.sql.

-- +goose Up
CREATE TABLE stories_apart (
    one      BIGINT NOT NULL REFERENCES stories (id),
    other    BIGINT NOT NULL REFERENCES stories (id),
    split_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (one, other)
);

-- +goose Down
DROP TABLE stories_apart;
