-- Readers are known by their address in lower case. Of two who were one mailbox in different letters the first takes that
-- form, the other is mailed on as it was. A suppression is of both, for as long as the longest of them; one that stayed
-- in other letters could not be lifted or erased. Twin: migrations/postgres/00022_addresses.sql.

-- +goose Up
UPDATE subscribers SET address = lower(address) WHERE address <> lower(address)
    AND id IN (SELECT min(id) FROM subscribers GROUP BY lower(address))
    AND NOT EXISTS (SELECT 1 FROM subscribers o WHERE o.address = lower(subscribers.address));
INSERT INTO suppressions (address, reason, at, expires)
    SELECT lower(address), min(reason), max(at), CASE WHEN count(expires) = count(*) THEN max(expires) END
    FROM suppressions GROUP BY lower(address) HAVING max(CASE WHEN address <> lower(address) THEN 1 ELSE 0 END) = 1
    ON CONFLICT (address) DO UPDATE SET expires = excluded.expires;
DELETE FROM suppressions WHERE address <> lower(address);
UPDATE bounces SET address = lower(address) WHERE address <> lower(address);
UPDATE returned SET recipient = lower(recipient) WHERE recipient <> lower(recipient);

-- +goose Down
-- In which letters they came is forgotten.
SELECT 1;
