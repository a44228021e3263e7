package store

import (
	"context"
	"slices"
	"time"

	"tidings/internal/fault"
	"tidings/internal/news"
	"tidings/internal/store/column"
)

// DigestsWithPictures gives the ids of the digests in which somebody who is mailed asks for pictures.
func (q queries) DigestsWithPictures(ctx context.Context) ([]string, error) {
	out, err := all(ctx, q, scanText, `SELECT DISTINCT x.digest_id FROM subscriptions x
		JOIN subscribers s ON s.id = x.subscriber_id WHERE x.active AND x.pictures AND s.status = 'active'
		ORDER BY x.digest_id`)
	return out, fault.Wrap(err, "read digests with pictures")
}

// picturesAsked is how many articles of one story are asked for their pictures, when none of them could be had.
const picturesAsked = 3

// PicturesWanted gives at most n articles, newest first, whose picture was never asked for: one of each story that has
// no picture yet, the representative where it has an image, else the earliest that has. They are dated since a time, of
// one of the sources, and not of a first crawl. An image that other articles of the source have too is its logo, and
// left out.
func (q queries) PicturesWanted(ctx context.Context, sources []string, since time.Time, n int) ([]news.Article, error) {
	if len(sources) == 0 {
		return nil, nil
	}
	args := []any{column.Instant(since), limit(n), picturesAsked}
	out, err := all(ctx, q, scanArticle, selectArticle+`WHERE a.id IN (SELECT f.id FROM (
		SELECT c.id, ROW_NUMBER() OVER (PARTITION BY m.story_id
			ORDER BY CASE WHEN s.representative = c.id THEN 0 ELSE 1 END, c.id) AS place
		FROM articles c JOIN story_members m ON m.article_id = c.id JOIN stories s ON s.id = m.story_id
		WHERE c.at >= $1 AND c.image <> '{}' AND NOT c.baseline
		AND NOT EXISTS (SELECT 1 FROM pictures p WHERE p.article_id = c.id)
		AND NOT EXISTS (SELECT 1 FROM story_members w JOIN pictures p ON p.article_id = w.article_id
			WHERE w.story_id = m.story_id AND p.jpeg IS NOT NULL)
		AND (SELECT count(*) FROM story_members w JOIN pictures p ON p.article_id = w.article_id
			WHERE w.story_id = m.story_id) < $3
		AND NOT EXISTS (SELECT 1 FROM articles o WHERE o.source_id = c.source_id AND o.at >= $1 AND o.image = c.image
			AND o.id <> c.id)
		AND c.source_id IN `+in(&args, sources)+`) f WHERE f.place = 1) ORDER BY a.id DESC LIMIT $2`, args...)
	return out, fault.Wrap(err, "read wanted pictures")
}

// PutPicture keeps an article's picture, or why there is none; [Tx.Tidy] lets go of it by its time.
func (tx *Tx) PutPicture(ctx context.Context, p news.Picture) error {
	_, err := tx.exec(ctx, `INSERT INTO pictures (article_id, jpeg, width, height, err, at)
		VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (article_id) DO UPDATE SET jpeg = excluded.jpeg,
		width = excluded.width, height = excluded.height, err = excluded.err, at = excluded.at`,
		p.ArticleID, p.JPEG, p.Width, p.Height, p.Err, column.At(p.At))
	return fault.Wrap(err, "put picture of article %d", p.ArticleID)
}

// Pictures gives the pictures there were of these articles at a time, by article; those that could not be had are left
// out.
func (q queries) Pictures(ctx context.Context, articles []int64, until time.Time) (map[int64]news.Picture, error) {
	out := make(map[int64]news.Picture)
	for part := range slices.Chunk(articles, batch) {
		args := []any{column.Instant(until)}
		err := q.each(ctx, func(r scanner) error {
			var p news.Picture
			err := r.Scan(&p.ArticleID, &p.JPEG, &p.Width, &p.Height, column.Time(&p.At))
			out[p.ArticleID] = p
			return err
		}, `SELECT article_id, jpeg, width, height, at FROM pictures WHERE at <= $1 AND jpeg IS NOT NULL
			AND article_id IN `+in(&args, part), args...)
		if err != nil {
			return nil, fault.Wrap(err, "read pictures")
		}
	}
	return out, nil
}
