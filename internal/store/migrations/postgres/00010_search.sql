-- Finding stories by their words. Twin: migrations/sqlite/00010_search.sql.
-- Package search cuts the words and gives them their places, so that no text search configuration and no locale of
-- this server has a say in it. rowid is the story's id.

-- +goose Up
-- {of this database alone
CREATE TABLE story_search (
    rowid BIGINT PRIMARY KEY REFERENCES stories (id) ON DELETE CASCADE,
    words TSVECTOR NOT NULL
);
CREATE INDEX story_search_words ON story_search USING gin (words);
-- }
ALTER TABLE stories ADD COLUMN indexed BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX stories_to_index ON stories (id) WHERE NOT indexed AND merged_into IS NULL AND summarized IS NOT NULL;

-- +goose Down
-- {
-- }
DROP INDEX stories_to_index;
ALTER TABLE stories DROP COLUMN indexed;
DROP TABLE story_search;
