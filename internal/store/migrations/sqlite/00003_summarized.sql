-- Which stories wait for a summary, found by index: the tick asks every minute. Twin: migrations/postgres.
-- summarized is stories.changed as it was when the summary was made: any other value there means it is stale.

-- +goose Up
ALTER TABLE stories ADD COLUMN summarized TIMESTAMP;
UPDATE stories SET summarized = (SELECT m.of_change FROM summaries m WHERE m.story_id = stories.id);
ALTER TABLE summaries DROP COLUMN of_change;
CREATE INDEX stories_to_summarize ON stories (changed, id)
    WHERE merged_into IS NULL AND (summarized IS NULL OR summarized <> changed);
DROP INDEX stories_changed;

-- +goose Down
CREATE INDEX stories_changed ON stories (changed);
DROP INDEX stories_to_summarize;
ALTER TABLE summaries ADD COLUMN of_change TIMESTAMP;
UPDATE summaries SET of_change = (SELECT s.summarized FROM stories s WHERE s.id = summaries.story_id);
ALTER TABLE stories DROP COLUMN summarized;
