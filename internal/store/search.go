package store

import (
	"context"
	"strconv"
	"strings"
	"time"

	"tidings/internal/fault"
	"tidings/internal/news"
	"tidings/internal/search"
	"tidings/internal/store/column"
)

// maxIndexed is how many words of a story the index takes. PostgreSQL can tell no places apart beyond 16,383.
const maxIndexed = 8000

// maxFound is how far Search counts.
const maxFound = 1000

// SearchFilter says what Search looks for. Zero fields but Sources let everything pass.
type SearchFilter struct {
	Query    search.Query
	Sources  []string  // with an article of one of them; none = nothing is found
	Town     string    // of the story
	From, To time.Time // last article published in [From, To)
	Offset   int
	Limit    int // 0 = no limit
}

// Found is what Search found.
type Found struct {
	IDs   []int64 // stories, the one with the latest article first
	Total int     // of all pages; counted up to 1,000
	More  bool    // there are more than Total
}

// IndexStory makes a story found by the words of its headline, summary and articles, and no longer by those it had
// before. Copies add no words and are left out.
func (tx *Tx) IndexStory(ctx context.Context, full news.FullStory) error {
	parts := []string{full.Summary.Headline, full.Summary.Text(), full.Story.Town}
	copies := map[int64]bool{}
	for _, m := range full.Story.Members {
		copies[m.ArticleID] = m.Canonical != 0 && m.Canonical != m.ArticleID
	}
	for _, a := range full.Articles {
		parts = append(parts, a.Title, a.Place)
	}
	for _, a := range full.Articles {
		if !copies[a.ID] {
			parts = append(parts, a.Text)
		}
	}
	id := full.Story.ID
	_, err := tx.exec(ctx, `DELETE FROM story_search WHERE rowid = $1`, id)
	if err == nil {
		_, err = tx.exec(ctx, `INSERT INTO story_search (rowid, words) VALUES ($1, `+tx.dialect.words+`)`, id,
			tx.dialect.document(search.Text(maxIndexed, parts...)))
	}
	if err == nil {
		_, err = tx.exec(ctx, `UPDATE stories SET indexed = TRUE WHERE id = $1 AND NOT indexed`, id)
	}
	return fault.Wrap(err, "index story %d", id)
}

// StoriesToIndex gives the ids of at most n stories that have a summary but are in no index: those of a database older
// than the index.
func (q queries) StoriesToIndex(ctx context.Context, n int) ([]int64, error) {
	out, err := all(ctx, q, scanID, `SELECT id FROM stories
		WHERE NOT indexed AND merged_into IS NULL AND summarized IS NOT NULL ORDER BY id LIMIT $1`, limit(n))
	return out, fault.Wrap(err, "read stories to index")
}

// Search finds stories. An empty query finds all that the rest of the filter lets pass.
func (q queries) Search(ctx context.Context, f SearchFilter) (Found, error) {
	var out Found
	if len(f.Sources) == 0 {
		return out, nil
	}
	where, args := q.searched(f)
	n, err := one(ctx, q, "count", scanID, `SELECT count(*) FROM (SELECT s.id `+where+
		` LIMIT `+strconv.Itoa(maxFound+1)+`) AS found`, args...)
	if err != nil || n == 0 {
		return out, fault.Wrap(err, "search stories")
	}
	out.Total, out.More = min(int(n), maxFound), n > maxFound
	args = append(args, limit(f.Limit), f.Offset)
	out.IDs, err = all(ctx, q, scanID, `SELECT s.id `+where+`
		ORDER BY COALESCE(s.last_published, s.changed) DESC, s.id DESC
		LIMIT $`+strconv.Itoa(len(args)-1)+` OFFSET $`+strconv.Itoa(len(args)), args...)
	return out, fault.Wrap(err, "search stories")
}

// searched gives FROM and WHERE of a search.
func (q queries) searched(f SearchFilter) (string, []any) {
	var args []any
	bind := func(v any) string {
		args = append(args, v)
		return "$" + strconv.Itoa(len(args))
	}
	from, where := "FROM stories s", " WHERE s.merged_into IS NULL"
	if !f.Query.Empty() {
		from += " JOIN story_search ON story_search.rowid = s.id"
		where += " AND " + strings.ReplaceAll(q.dialect.match, "?", bind(q.dialect.query(f.Query)))
	}
	if f.Town != "" {
		where += " AND s.town = " + bind(f.Town)
	}
	if !f.From.IsZero() {
		where += " AND COALESCE(s.last_published, s.changed) >= " + bind(column.Instant(f.From))
	}
	if !f.To.IsZero() {
		where += " AND COALESCE(s.last_published, s.changed) < " + bind(column.Instant(f.To))
	}
	return from + where + ` AND EXISTS (SELECT 1 FROM story_members m JOIN articles a ON a.id = m.article_id
		WHERE m.story_id = s.id AND a.source_id IN ` + in(&args, f.Sources) + `)`, args
}
