package store

import (
	"tidings/internal/search"
	"tidings/internal/store/engine"
	"tidings/internal/store/fulltext"
)

// dialect is what differs in the SQL of the two databases; how they are opened and written to, package engine knows.
type dialect struct {
	skipLocked string // ends a SELECT whose rows the transaction is about to take
	share      string // ends a SELECT whose rows are to stay as they are until the transaction ends

	numbers     string // the table of one column value that a JSON list of numbers makes, which is $1
	hasJobs     string // whether the job queue's table is there
	lastAttempt string // picks jobs last attempted by worker $1, and by no more than $2 in all

	words    string                    // parameter $2 as an indexed document
	document func([]string) string     // the value for it
	match    string                    // the index has parameter ?
	query    func(search.Query) string // the value for it
}

// dialectOf gives the dialect by the engine's name for it.
func dialectOf(name string) dialect {
	if name == engine.Postgres {
		return postgres()
	}
	return sqlite()
}

// sqlite needs no row locks: its write transactions exclude each other from their first statement.
func sqlite() dialect {
	return dialect{
		numbers:     `json_each($1)`,
		hasJobs:     `SELECT count(*) > 0 FROM sqlite_master WHERE type = 'table' AND name = 'river_job'`,
		lastAttempt: `json_extract(attempted_by, '$[#-1]') = $1 AND json_array_length(attempted_by) <= $2`,

		words: `$2`, document: fulltext.FTS5Document, match: `story_search MATCH ?`, query: fulltext.FTS5Query,
	}
}

func postgres() dialect {
	return dialect{
		skipLocked: " FOR UPDATE SKIP LOCKED", share: " FOR SHARE",
		numbers:     `(SELECT CAST(value AS BIGINT) AS value FROM json_array_elements_text(CAST(CAST($1 AS TEXT) AS JSON)))`,
		hasJobs:     `SELECT to_regclass('river_job') IS NOT NULL`,
		lastAttempt: `attempted_by[cardinality(attempted_by)] = $1 AND cardinality(attempted_by) <= $2`,

		words: `CAST(CAST($2 AS TEXT) AS TSVECTOR)`, document: fulltext.TSDocument,
		match: `story_search.words @@ CAST(CAST(? AS TEXT) AS TSQUERY)`, query: fulltext.TSQuery,
	}
}
