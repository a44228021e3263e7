-- What the pages of a source have in common, as package extract learned it. data is empty where it tried in vain.

-- +goose Up
CREATE TABLE templates (
    source_id  TEXT PRIMARY KEY REFERENCES sources (id),
    data       TEXT NOT NULL,
    learned_at TIMESTAMP NOT NULL
);

-- +goose Down
DROP TABLE templates;
