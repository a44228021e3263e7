-- Readers are known by their address in lower case. Of two who were one mailbox in different letters the first takes that
-- form, the other is mailed on as it was; what must not be mailed is so in both. Twin: migrations/postgres/00022_addresses.sql.

-- +goose Up
UPDATE subscribers SET address = lower(address) WHERE address <> lower(address) AND NOT EXISTS (
    SELECT 1 FROM subscribers o WHERE o.address = lower(subscribers.address)
    OR lower(o.address) = lower(subscribers.address) AND o.id < subscribers.id);
INSERT INTO suppressions (address, reason, at, expires)
    SELECT lower(address), reason, at, expires FROM suppressions WHERE address <> lower(address)
    ON CONFLICT (address) DO NOTHING;
UPDATE bounces SET address = lower(address) WHERE address <> lower(address);

-- +goose Down
-- In which letters they came is forgotten.
SELECT 1;
