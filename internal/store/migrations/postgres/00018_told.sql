-- Key facts of summaries, summaries in further languages, and a language model's answers by what was asked.
-- Twin: migrations/sqlite/00018_told.sql. translations.of_change is stories.changed as it was when the translation was
-- made: any other value there means it is stale.

-- +goose Up
ALTER TABLE summaries ADD COLUMN facts TEXT NOT NULL DEFAULT '[]';

CREATE TABLE translations (
    story_id  BIGINT NOT NULL REFERENCES stories (id),
    lang      TEXT NOT NULL,
    headline  TEXT NOT NULL,
    sentences TEXT NOT NULL,
    method    TEXT NOT NULL,
    made_at   TIMESTAMPTZ NOT NULL,
    of_change TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (story_id, lang)
);

CREATE TABLE answers (
    hash   TEXT PRIMARY KEY,
    answer BYTEA NOT NULL,
    at     TIMESTAMPTZ NOT NULL
);
CREATE INDEX answers_at ON answers (at);

-- +goose Down
DROP TABLE answers;
DROP TABLE translations;
ALTER TABLE summaries DROP COLUMN facts;
