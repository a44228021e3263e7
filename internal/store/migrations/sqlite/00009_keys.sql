-- The index of fingerprints, in the order it is read and written: a key begins with the day its stretch of time ends, so
-- that the latest stretches lie together and old ones go as a whole. Keys made before are of another kind: their articles
-- are clustered once more, which gives them new ones and leaves them in their stories. Twin: migrations/postgres.

-- +goose Up
UPDATE articles SET to_cluster = TRUE WHERE id IN (SELECT article_id FROM fingerprint_keys);
DROP TABLE fingerprint_keys;
CREATE TABLE fingerprint_keys (
    key        BIGINT NOT NULL,
    article_id BIGINT NOT NULL,
    PRIMARY KEY (key, article_id)
) WITHOUT ROWID;

-- +goose Down
DROP TABLE fingerprint_keys;
CREATE TABLE fingerprint_keys (
    article_id BIGINT NOT NULL REFERENCES fingerprints (article_id) ON DELETE CASCADE,
    key        BIGINT NOT NULL,
    published  TIMESTAMP NOT NULL,
    PRIMARY KEY (article_id, key)
);
CREATE INDEX fingerprint_keys_key ON fingerprint_keys (key, published, article_id);
