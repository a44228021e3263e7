-- What came back, once each, and the mails a person should look at. Twin: migrations/postgres/00017_returned.sql.

-- +goose Up
CREATE TABLE returned (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    channel   TEXT NOT NULL,
    key       TEXT NOT NULL UNIQUE,
    class     TEXT NOT NULL,
    recipient TEXT NOT NULL,
    raw       BLOB,
    at        TIMESTAMP NOT NULL
);
CREATE INDEX returned_at ON returned (at);

-- +goose Down
DROP TABLE returned;
