-- When a subscriber left, to erase the address in time. Twin: migrations/sqlite/00005_left.sql.

-- +goose Up
ALTER TABLE subscribers ADD COLUMN left_at TIMESTAMPTZ;

-- +goose Down
ALTER TABLE subscribers DROP COLUMN left_at;
