package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"tidings/internal/fault"
	"tidings/internal/news"
	"tidings/internal/store/column"
)

// ArticleFilter narrows ArticlesFiltered; zero fields let everything pass.
type ArticleFilter struct {
	SourceID string
	Since    time.Time // by Article.When
	Limit    int       // 0 = no limit
}

const articleColumns = `page_id, source_id, url, kind, title, text, lang, published, updated, event, first_seen, byline,
	outlet, place, image, attachments, baseline`

const selectArticle = `SELECT a.id, COALESCE(a.page_id, 0), a.source_id, a.url, a.kind, a.title, a.text, a.lang,
	a.published, a.updated, a.event, a.first_seen, a.byline, a.outlet, a.place, a.image, a.attachments, a.baseline
	FROM articles a `

func scanArticle(r scanner) (a news.Article, err error) {
	err = r.Scan(&a.ID, &a.PageID, &a.SourceID, &a.URL, &a.Kind, &a.Title, &a.Text, &a.Lang, column.Date(&a.Published),
		column.Date(&a.Updated), column.Date(&a.Event), column.Time(&a.FirstSeen), column.JSON(&a.Byline), &a.Outlet,
		&a.Place, column.JSON(&a.Image), column.JSON(&a.Attachments), &a.Baseline)
	return a, err
}

// PutArticle keeps an article under its URL and gives its id. FirstSeen and Baseline stay as they were first. changed
// reports whether the article is new or reads differently (kind, title, text, date): when it is of kind "article" it
// is then to be clustered.
func (tx *Tx) PutArticle(ctx context.Context, a news.Article) (id int64, changed bool, err error) {
	when, _ := a.When()
	args := []any{
		column.Ref(a.PageID), a.SourceID, a.URL, a.Kind, a.Title, a.Text, a.Lang, column.Date(&a.Published),
		column.Date(&a.Updated), column.Date(&a.Event), column.At(a.FirstSeen), column.JSON(&a.Byline), a.Outlet,
		a.Place, column.JSON(&a.Image), column.JSON(&a.Attachments), a.Baseline, column.At(when.Time),
		a.Kind == news.KindArticle,
	}
	id, err = scanID(tx.ex.QueryRowContext(ctx, `INSERT INTO articles (`+articleColumns+`, at, to_cluster)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
		ON CONFLICT (url) DO NOTHING RETURNING id`, args...))
	if !errors.Is(err, sql.ErrNoRows) {
		return id, err == nil, fault.Wrap(err, "put article %s", a.URL)
	}
	return tx.replaceArticle(ctx, a)
}

// replaceArticle is PutArticle for a URL that is known. An article that waits to be clustered goes on waiting, though
// this reading of it changed nothing.
func (tx *Tx) replaceArticle(ctx context.Context, a news.Article) (id int64, changed bool, err error) {
	old, err := tx.ArticleByURL(ctx, a.URL)
	if err != nil {
		return 0, false, err
	}
	a.FirstSeen = old.FirstSeen
	when, _ := a.When()
	changed = a.Kind != old.Kind || a.Title != old.Title || a.Text != old.Text ||
		!column.Instant(a.Published.Time).Equal(old.Published.Time)
	waits, err := one(ctx, tx.queries, "article", scanBool, `SELECT to_cluster FROM articles WHERE id = $1`, old.ID)
	if err != nil {
		return 0, false, err
	}
	cluster := (waits || changed) && a.Kind == news.KindArticle
	_, err = tx.exec(ctx, `UPDATE articles SET page_id = $2, source_id = $3, kind = $4, title = $5, text = $6, lang = $7,
		published = $8, updated = $9, event = $10, at = $11, byline = $12, outlet = $13, place = $14, image = $15,
		attachments = $16, to_cluster = $17 WHERE id = $1`,
		old.ID, column.Ref(a.PageID), a.SourceID, a.Kind, a.Title, a.Text, a.Lang, column.Date(&a.Published),
		column.Date(&a.Updated), column.Date(&a.Event), column.At(when.Time), column.JSON(&a.Byline), a.Outlet, a.Place,
		column.JSON(&a.Image), column.JSON(&a.Attachments), cluster)
	return old.ID, changed, fault.Wrap(err, "put article %s", a.URL)
}

// Article gives one article.
func (q queries) Article(ctx context.Context, id int64) (news.Article, error) {
	return one(ctx, q, fmt.Sprintf("article %d", id), scanArticle, selectArticle+`WHERE a.id = $1`, id)
}

// ArticleByURL gives the article with that canonical URL.
func (q queries) ArticleByURL(ctx context.Context, url string) (news.Article, error) {
	return one(ctx, q, "article "+url, scanArticle, selectArticle+`WHERE a.url = $1`, url)
}

// ArticleOfPage gives the article that was read from a page.
func (q queries) ArticleOfPage(ctx context.Context, pageID int64) (news.Article, error) {
	return one(ctx, q, fmt.Sprintf("article of page %d", pageID), scanArticle,
		selectArticle+`WHERE a.page_id = $1 ORDER BY a.id LIMIT 1`, pageID)
}

// Articles gives the articles with these ids, by id; unknown ids are left out.
func (q queries) Articles(ctx context.Context, ids []int64) ([]news.Article, error) {
	var out []news.Article
	for part := range slices.Chunk(ids, batch) {
		var args []any
		found, err := all(ctx, q, scanArticle, selectArticle+`WHERE a.id IN `+in(&args, part)+` ORDER BY a.id`, args...)
		if err != nil {
			return nil, fault.Wrap(err, "read articles")
		}
		out = append(out, found...)
	}
	return out, nil
}

// ArticlesFiltered gives articles, newest first.
func (q queries) ArticlesFiltered(ctx context.Context, f ArticleFilter) ([]news.Article, error) {
	out, err := all(ctx, q, scanArticle, selectArticle+`WHERE ($1 = '' OR a.source_id = $1) AND a.at >= $2
		ORDER BY a.at DESC, a.id DESC LIMIT $3`, f.SourceID, column.Instant(f.Since), limit(f.Limit))
	return out, fault.Wrap(err, "read articles")
}

// Moment is when an article was published, or first seen where its page does not say.
type Moment struct {
	At    time.Time
	Dated bool // its page says so
}

// Moments gives the times of a source's articles since a time, newest first, at most n: what its rhythm is learned
// from.
func (q queries) Moments(ctx context.Context, sourceID string, since time.Time, n int) ([]Moment, error) {
	out, err := all(ctx, q, func(r scanner) (m Moment, err error) {
		err = r.Scan(column.Time(&m.At), &m.Dated)
		return m, err
	}, `SELECT at, published <> '' FROM articles WHERE source_id = $1 AND at >= $2 AND kind = 'article'
		ORDER BY at DESC LIMIT $3`, sourceID, column.Instant(since), limit(n))
	return out, fault.Wrap(err, "read dates of %s", sourceID)
}

// ArticlesToCluster gives at most n articles of kind "article" that are in no story yet or changed since they were
// put into one, by date (Article.When), then id.
func (q queries) ArticlesToCluster(ctx context.Context, n int) ([]news.Article, error) {
	out, err := all(ctx, q, scanArticle, selectArticle+`WHERE a.to_cluster
		ORDER BY a.at, a.id LIMIT $1`, limit(n))
	return out, fault.Wrap(err, "read articles to cluster")
}

// MarkClustered takes articles off ArticlesToCluster. PutMembers does so by itself.
func (tx *Tx) MarkClustered(ctx context.Context, ids ...int64) error {
	for part := range slices.Chunk(ids, batch) {
		var args []any
		_, err := tx.exec(ctx, `UPDATE articles SET to_cluster = FALSE WHERE id IN `+in(&args, part), args...)
		if err != nil {
			return fault.Wrap(err, "mark articles clustered")
		}
	}
	return nil
}
