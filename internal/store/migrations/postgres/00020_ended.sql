-- When and how a reader left a subscription, for the operator's record. Twin: migrations/sqlite/00020_ended.sql.

-- +goose Up
ALTER TABLE subscriptions ADD COLUMN ended_at TIMESTAMPTZ;
ALTER TABLE subscriptions ADD COLUMN ended_by TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE subscriptions DROP COLUMN ended_by;
ALTER TABLE subscriptions DROP COLUMN ended_at;
