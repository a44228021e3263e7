-- Which processes are alive, so that what a dead one held can be taken up. Twin: migrations/postgres/00002_workers.sql.

-- +goose Up
CREATE TABLE workers (
    id      TEXT PRIMARY KEY,
    seen_at TIMESTAMP NOT NULL
);

-- +goose Down
DROP TABLE workers;
