-- Finding stories by their words. Twin: migrations/postgres/00010_search.sql.
-- Package search cuts the words, so the tokenizer has nothing left to do but to part them at spaces. The index keeps no
-- text of its own; rowid is the story's id.

-- +goose Up
-- {of this database alone
CREATE VIRTUAL TABLE story_search USING fts5 (words, content = '', contentless_delete = 1, tokenize = 'ascii');
-- +goose StatementBegin
CREATE TRIGGER story_search_deleted AFTER DELETE ON stories BEGIN
    DELETE FROM story_search WHERE rowid = old.id;
END;
-- +goose StatementEnd
-- }
ALTER TABLE stories ADD COLUMN indexed BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX stories_to_index ON stories (id) WHERE NOT indexed AND merged_into IS NULL AND summarized IS NOT NULL;

-- +goose Down
-- {
DROP TRIGGER story_search_deleted;
-- }
DROP INDEX stories_to_index;
ALTER TABLE stories DROP COLUMN indexed;
DROP TABLE story_search;
