-- The first schema. Its twin is migrations/postgres/00001_init.sql: same tables, same columns, same meaning.
-- SQLite differs in three ways only: ids are AUTOINCREMENT (an id is never given twice, Message-IDs carry them),
-- times are TIMESTAMP holding UTC text that sorts, bytes are BLOB.

-- +goose Up
CREATE TABLE sources (
    id               TEXT PRIMARY KEY,
    definition       TEXT NOT NULL,
    origin           TEXT NOT NULL,
    enabled          BOOLEAN NOT NULL,
    state            TEXT NOT NULL DEFAULT 'new',
    since            TIMESTAMP,
    last_read        TIMESTAMP,
    last_new         TIMESTAMP,
    next_at          TIMESTAMP,
    baselined        BOOLEAN NOT NULL DEFAULT FALSE,
    way              TEXT NOT NULL DEFAULT '',
    links            BIGINT NOT NULL DEFAULT 0,
    failures         BIGINT NOT NULL DEFAULT 0,
    err              TEXT NOT NULL DEFAULT '',
    listing_url      TEXT NOT NULL DEFAULT '',
    notified         TEXT NOT NULL DEFAULT '',
    listing_etag     TEXT NOT NULL DEFAULT '',
    listing_modified TEXT NOT NULL DEFAULT '',
    listing_hash     TEXT NOT NULL DEFAULT '',
    lease_holder     TEXT NOT NULL DEFAULT '',
    lease_until      TIMESTAMP
);

CREATE TABLE crawls (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    run_id      TEXT NOT NULL,
    source_id   TEXT NOT NULL REFERENCES sources (id),
    started_at  TIMESTAMP NOT NULL,
    finished_at TIMESTAMP,
    way         TEXT NOT NULL,
    links       BIGINT NOT NULL,
    fresh       BIGINT NOT NULL,
    pages       BIGINT NOT NULL,
    articles    BIGINT NOT NULL,
    failed      BIGINT NOT NULL,
    baseline    BOOLEAN NOT NULL,
    state       TEXT NOT NULL,
    err         TEXT NOT NULL
);
CREATE INDEX crawls_source ON crawls (source_id, id);
CREATE INDEX crawls_run ON crawls (run_id);

CREATE TABLE pages (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    source_id    TEXT NOT NULL REFERENCES sources (id),
    url          TEXT NOT NULL UNIQUE,
    final_url    TEXT NOT NULL,
    status       BIGINT NOT NULL,
    content_type TEXT NOT NULL,
    etag         TEXT NOT NULL,
    modified     TEXT NOT NULL,
    body         BLOB,
    link         TEXT NOT NULL,
    fetched_at   TIMESTAMP,
    err          TEXT NOT NULL,
    attempts     BIGINT NOT NULL DEFAULT 0,
    retry_at     TIMESTAMP
);
CREATE INDEX pages_retry ON pages (source_id, retry_at) WHERE retry_at IS NOT NULL;

CREATE TABLE articles (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    page_id     BIGINT REFERENCES pages (id),
    source_id   TEXT NOT NULL REFERENCES sources (id),
    url         TEXT NOT NULL UNIQUE,
    kind        TEXT NOT NULL,
    title       TEXT NOT NULL,
    text        TEXT NOT NULL,
    lang        TEXT NOT NULL,
    published   TEXT NOT NULL,
    updated     TEXT NOT NULL,
    event       TEXT NOT NULL,
    at          TIMESTAMP NOT NULL,
    first_seen  TIMESTAMP NOT NULL,
    byline      TEXT NOT NULL,
    outlet      TEXT NOT NULL,
    place       TEXT NOT NULL,
    image       TEXT NOT NULL,
    attachments TEXT NOT NULL,
    baseline    BOOLEAN NOT NULL,
    to_cluster  BOOLEAN NOT NULL
);
CREATE INDEX articles_to_cluster ON articles (at, id) WHERE to_cluster;
CREATE INDEX articles_source ON articles (source_id, at);
CREATE INDEX articles_page ON articles (page_id);

CREATE TABLE fingerprints (
    article_id BIGINT PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
    data       BLOB NOT NULL,
    published  TIMESTAMP NOT NULL
);

CREATE TABLE fingerprint_keys (
    article_id BIGINT NOT NULL REFERENCES fingerprints (article_id) ON DELETE CASCADE,
    key        BIGINT NOT NULL,
    published  TIMESTAMP NOT NULL,
    PRIMARY KEY (article_id, key)
);
CREATE INDEX fingerprint_keys_key ON fingerprint_keys (key, published, article_id);

CREATE TABLE stories (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    town            TEXT NOT NULL,
    representative  BIGINT NOT NULL,
    first_published TIMESTAMP,
    last_published  TIMESTAMP,
    changed         TIMESTAMP NOT NULL,
    merged_into     BIGINT REFERENCES stories (id)
);
CREATE INDEX stories_merged ON stories (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX stories_changed ON stories (changed);

CREATE TABLE story_members (
    article_id BIGINT PRIMARY KEY REFERENCES articles (id),
    story_id   BIGINT NOT NULL REFERENCES stories (id),
    canonical  BIGINT NOT NULL,
    reason     TEXT NOT NULL,
    score      DOUBLE PRECISION NOT NULL,
    joined_at  TIMESTAMP NOT NULL
);
CREATE INDEX story_members_story ON story_members (story_id);
CREATE INDEX story_members_joined ON story_members (joined_at);

-- of_change is stories.changed as it was when the summary was made: any other value there means it is stale.
CREATE TABLE summaries (
    story_id  BIGINT PRIMARY KEY REFERENCES stories (id),
    headline  TEXT NOT NULL,
    sentences TEXT NOT NULL,
    method    TEXT NOT NULL,
    lang      TEXT NOT NULL,
    made_at   TIMESTAMP NOT NULL,
    of_change TIMESTAMP NOT NULL
);

CREATE TABLE subscribers (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    address      TEXT NOT NULL UNIQUE,
    status       TEXT NOT NULL,
    language     TEXT NOT NULL,
    zone         TEXT NOT NULL,
    consent_at   TIMESTAMP,
    consent_from TEXT NOT NULL,
    created_at   TIMESTAMP NOT NULL,
    paused_until TIMESTAMP
);

CREATE TABLE subscriptions (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    subscriber_id BIGINT NOT NULL REFERENCES subscribers (id) ON DELETE CASCADE,
    digest_id     TEXT NOT NULL,
    filter        TEXT NOT NULL,
    frequency     TEXT NOT NULL,
    hour          BIGINT NOT NULL,
    minute        BIGINT NOT NULL,
    schedule      TEXT NOT NULL,
    zone          TEXT NOT NULL,
    language      TEXT NOT NULL,
    stories       BIGINT NOT NULL,
    active        BOOLEAN NOT NULL,
    window_start  TIMESTAMP,
    next_at       TIMESTAMP,
    UNIQUE (subscriber_id, digest_id)
);
CREATE INDEX subscriptions_due ON subscriptions (next_at) WHERE active;

CREATE TABLE editions (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    digest_id       TEXT NOT NULL,
    subscription_id BIGINT NOT NULL REFERENCES subscriptions (id) ON DELETE CASCADE,
    window_start    TIMESTAMP NOT NULL,
    window_end      TIMESTAMP NOT NULL,
    subject         TEXT NOT NULL,
    html            TEXT NOT NULL,
    text            TEXT NOT NULL,
    skipped         TEXT NOT NULL,
    made_at         TIMESTAMP NOT NULL,
    UNIQUE (subscription_id, window_start)
);

CREATE TABLE told (
    edition_id      BIGINT NOT NULL REFERENCES editions (id) ON DELETE CASCADE,
    story_id        BIGINT NOT NULL REFERENCES stories (id),
    subscription_id BIGINT NOT NULL,
    place           BIGINT NOT NULL,
    news            TEXT NOT NULL,
    left_out        BOOLEAN NOT NULL,
    articles        BIGINT NOT NULL,
    PRIMARY KEY (edition_id, story_id)
);
CREATE INDEX told_story ON told (story_id, subscription_id);
CREATE INDEX told_subscription ON told (subscription_id);

CREATE TABLE deliveries (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    kind            TEXT NOT NULL,
    edition_id      BIGINT REFERENCES editions (id) ON DELETE CASCADE,
    subscriber_id   BIGINT REFERENCES subscribers (id) ON DELETE CASCADE,
    dedupe_key      TEXT UNIQUE,
    recipient       TEXT NOT NULL,
    envelope_sender TEXT NOT NULL,
    message_id      TEXT NOT NULL,
    state           TEXT NOT NULL,
    policy          TEXT NOT NULL,
    message         BLOB,
    hash            TEXT NOT NULL,
    attempts        BIGINT NOT NULL DEFAULT 0,
    next_try        TIMESTAMP,
    code            BIGINT NOT NULL DEFAULT 0,
    reply           TEXT NOT NULL DEFAULT '',
    connection      TEXT NOT NULL DEFAULT '',
    created_at      TIMESTAMP NOT NULL,
    sent_at         TIMESTAMP,
    uncertain       BOOLEAN NOT NULL DEFAULT FALSE,
    lease_holder    TEXT NOT NULL DEFAULT '',
    lease_until     TIMESTAMP,
    UNIQUE (edition_id, subscriber_id)
);
CREATE UNIQUE INDEX deliveries_message_id ON deliveries (message_id) WHERE message_id <> '';
CREATE INDEX deliveries_due ON deliveries (next_try, id) WHERE state IN ('pending', 'deferred', 'unknown');
CREATE INDEX deliveries_sending ON deliveries (lease_until) WHERE state = 'sending';
CREATE INDEX deliveries_recipient ON deliveries (recipient);
CREATE INDEX deliveries_holder ON deliveries (lease_holder) WHERE lease_holder <> '';

CREATE TABLE suppressions (
    address TEXT PRIMARY KEY,
    reason  TEXT NOT NULL,
    at      TIMESTAMP NOT NULL,
    expires TIMESTAMP
);

-- What is left of an erased subscriber: the SHA-256 of the address, so that no import brings it back unasked.
CREATE TABLE erased (
    hash TEXT PRIMARY KEY,
    at   TIMESTAMP NOT NULL
);

CREATE TABLE bounces (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    delivery_id BIGINT REFERENCES deliveries (id) ON DELETE SET NULL,
    address     TEXT NOT NULL,
    kind        TEXT NOT NULL,
    status      TEXT NOT NULL,
    detail      TEXT NOT NULL,
    at          TIMESTAMP NOT NULL
);
CREATE INDEX bounces_address ON bounces (address, at);
CREATE INDEX bounces_delivery ON bounces (delivery_id);

CREATE TABLE throttles (
    key TEXT PRIMARY KEY,
    at  TIMESTAMP NOT NULL
);

CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

-- +goose Down
DROP TABLE meta;
DROP TABLE throttles;
DROP TABLE bounces;
DROP TABLE erased;
DROP TABLE suppressions;
DROP TABLE deliveries;
DROP TABLE told;
DROP TABLE editions;
DROP TABLE subscriptions;
DROP TABLE subscribers;
DROP TABLE summaries;
DROP TABLE story_members;
DROP TABLE stories;
DROP TABLE fingerprint_keys;
DROP TABLE fingerprints;
DROP TABLE articles;
DROP TABLE pages;
DROP TABLE crawls;
DROP TABLE sources;
