package store

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"tidings/internal/fault"
	"tidings/internal/news"
)

// PutFingerprint keeps an article's fingerprint in place of an earlier one. published is the date to look it up by.
func (tx *Tx) PutFingerprint(ctx context.Context, articleID int64, published time.Time, f news.Fingerprint) error {
	_, err := tx.exec(ctx, `INSERT INTO fingerprints (article_id, data, published) VALUES ($1, $2, $3)
		ON CONFLICT (article_id) DO UPDATE SET data = excluded.data, published = excluded.published`,
		articleID, f.Data, instant(published))
	if err == nil {
		_, err = tx.exec(ctx, `DELETE FROM fingerprint_keys WHERE article_id = $1`, articleID)
	}
	for keys := range slices.Chunk(keyBits(f.Keys), batch) {
		if err == nil {
			err = tx.putKeys(ctx, articleID, published, keys)
		}
	}
	return fault.Wrap(err, "put fingerprint of article %d", articleID)
}

// putKeys inserts an article's keys in one statement: there are dozens of them.
func (tx *Tx) putKeys(ctx context.Context, articleID int64, published time.Time, keys []int64) error {
	args := []any{articleID, instant(published)}
	var rows strings.Builder
	for i, k := range keys {
		if i > 0 {
			rows.WriteByte(',')
		}
		args = append(args, k)
		rows.WriteString("($1,$2,$" + strconv.Itoa(len(args)) + ")")
	}
	_, err := tx.exec(ctx, `INSERT INTO fingerprint_keys (article_id, published, key) VALUES `+rows.String(), args...)
	return err
}

// keyBits gives the keys, each once, as the signed numbers with the same bits: no column is unsigned.
func keyBits(keys []uint64) []int64 {
	bits := make([]int64, len(keys))
	for i, k := range keys {
		bits[i] = int64(k)
	}
	slices.Sort(bits)
	return slices.Compact(bits)
}

// Fingerprint gives the index's view of one article, its fingerprint's keys not included.
func (q queries) Fingerprint(ctx context.Context, articleID int64) (news.Indexed, error) {
	return one(ctx, q, "fingerprint", scanIndexed, selectIndexed+`FROM fingerprints f
		LEFT JOIN story_members m ON m.article_id = f.article_id WHERE f.article_id = $1`, articleID)
}

// selectIndexed reads a fingerprint f and its membership m. The size of the story keeps a large one from drawing in
// strangers, and the canonical article keeps copies of copies with the first.
const selectIndexed = `SELECT f.article_id, COALESCE(m.story_id, 0), COALESCE(m.canonical, 0),
	(SELECT count(*) FROM story_members s WHERE s.story_id = m.story_id), f.published, f.data `

func scanIndexed(r scanner) (x news.Indexed, err error) {
	err = r.Scan(&x.ArticleID, &x.StoryID, &x.Canonical, &x.StorySize, stamp(&x.Published), &x.Data)
	return x, err
}

// Candidates gives at most n articles published in [since, until] whose fingerprints share a key with keys: those
// that share most first, then by id.
func (q queries) Candidates(
	ctx context.Context, keys []uint64, since, until time.Time, n int,
) ([]news.Indexed, error) {
	if len(keys) == 0 {
		return nil, nil
	}
	args := []any{instant(since), instant(until), limit(n)}
	out, err := all(ctx, q, scanIndexed, selectIndexed+`FROM (SELECT article_id, count(*) AS shared FROM fingerprint_keys
			WHERE published >= $1 AND published <= $2 AND key IN `+in(&args, keyBits(keys))+`
			GROUP BY article_id ORDER BY shared DESC, article_id LIMIT $3) k
		JOIN fingerprints f ON f.article_id = k.article_id
		LEFT JOIN story_members m ON m.article_id = k.article_id
		ORDER BY k.shared DESC, k.article_id`, args...)
	return out, fault.Wrap(err, "read candidates")
}
