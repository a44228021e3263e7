package store

import (
	"cmp"
	"context"
	"encoding/json"
	"maps"
	"slices"
	"time"

	"tidings/internal/fault"
	"tidings/internal/news"
	"tidings/internal/store/column"
)

// Signed is an article's fingerprint with the date its keys are filed by.
type Signed struct {
	ArticleID   int64
	Published   time.Time
	Fingerprint news.Fingerprint
}

// PutFingerprints keeps the fingerprints of articles in place of earlier ones. The keys of an earlier one stay until
// DropKeys or Tidy takes them.
func (tx *Tx) PutFingerprints(ctx context.Context, signed []Signed) error {
	var filed []filing
	for _, s := range signed {
		_, err := tx.exec(ctx, `INSERT INTO fingerprints (article_id, data, published) VALUES ($1, $2, $3)
			ON CONFLICT (article_id) DO UPDATE SET data = excluded.data, published = excluded.published`,
			s.ArticleID, s.Fingerprint.Data, column.Instant(s.Published))
		if err != nil {
			return fault.Wrap(err, "put fingerprint of article %d", s.ArticleID)
		}
		for _, k := range s.Fingerprint.Keys {
			filed = append(filed, filing{int64(k), s.ArticleID})
		}
	}
	slices.SortFunc(filed, func(a, b filing) int { return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.article, b.article)) })
	for part := range slices.Chunk(slices.Compact(filed), filedTogether) {
		if err := tx.file(ctx, part); err != nil {
			return fault.Wrap(err, "put keys of %d articles", len(signed))
		}
	}
	return nil
}

// filing is a row of fingerprint_keys: an article under a key, as the signed number with the same bits, for no column
// is unsigned.
type filing struct{ key, article int64 }

// filedTogether is how many rows one statement inserts. The SQLite driver looks up each parameter's name in a chain of
// them all: what a row costs grows with their number.
const filedTogether = 32

// file inserts rows in one statement: an article has dozens of keys.
func (tx *Tx) file(ctx context.Context, filed []filing) error {
	args := make([]any, 0, 2*len(filed))
	for _, f := range filed {
		args = append(args, f.key, f.article)
	}
	_, err := tx.exec(ctx, `INSERT INTO fingerprint_keys (key, article_id) VALUES `+rows(len(filed), 2)+
		` ON CONFLICT (key, article_id) DO NOTHING`, args...)
	return err
}

// DropKeys takes an article off keys it had.
func (tx *Tx) DropKeys(ctx context.Context, articleID int64, keys []uint64) error {
	for part := range slices.Chunk(signedKeys(keys), batch) {
		args := []any{articleID}
		_, err := tx.exec(ctx, `DELETE FROM fingerprint_keys WHERE article_id = $1 AND key IN `+in(&args, part), args...)
		if err != nil {
			return fault.Wrap(err, "drop keys of article %d", articleID)
		}
	}
	return nil
}

func signedKeys(keys []uint64) []int64 {
	out := make([]int64, len(keys))
	for i, k := range keys {
		out[i] = int64(k)
	}
	return out
}

// selectIndexed reads a fingerprint f and its membership m. The size of the story keeps a large one from drawing in
// strangers, and the canonical article keeps copies of copies with the first.
const selectIndexed = `SELECT f.article_id, COALESCE(m.story_id, 0), COALESCE(m.canonical, 0),
	(SELECT count(*) FROM story_members s WHERE s.story_id = m.story_id), f.published, f.data `

func scanIndexed(r scanner) (x news.Indexed, err error) {
	err = r.Scan(&x.ArticleID, &x.StoryID, &x.Canonical, &x.StorySize, column.Time(&x.Published), &x.Data)
	return x, err
}

// Fingerprints gives the articles with these ids, by id, as the index sees them; ids without a fingerprint are left
// out.
func (q queries) Fingerprints(ctx context.Context, ids []int64) ([]news.Indexed, error) {
	ids = slices.Sorted(slices.Values(ids))
	var out []news.Indexed
	for part := range slices.Chunk(ids, batch) {
		var args []any
		found, err := all(ctx, q, scanIndexed, selectIndexed+`FROM fingerprints f
			LEFT JOIN story_members m ON m.article_id = f.article_id
			WHERE f.article_id IN `+in(&args, part)+` ORDER BY f.article_id`, args...)
		if err != nil {
			return nil, fault.Wrap(err, "read fingerprints")
		}
		out = append(out, found...)
	}
	return out, nil
}

// Latest gives the n articles with a fingerprint that were published last, none of them after until, the latest first.
func (q queries) Latest(ctx context.Context, until time.Time, n int) ([]news.Indexed, error) {
	out, err := all(ctx, q, scanIndexed, selectIndexed+`FROM fingerprints f
		LEFT JOIN story_members m ON m.article_id = f.article_id
		WHERE f.published <= $1 ORDER BY f.published DESC, f.article_id DESC LIMIT $2`, column.Instant(until), n)
	return out, fault.Wrap(err, "read the latest fingerprints")
}

// Holders gives the articles under each of keys, by id; a key that more than most articles hold is left out. One query
// serves all keys, and reads at most most+1 rows for each: it is the OFFSET that ends the count of a crowded one, and
// EXISTS that spares most keys the count, as nothing is filed under them.
func (q queries) Holders(ctx context.Context, keys []uint64, most int) (map[uint64][]int64, error) {
	keys, err := q.inFiledDays(ctx, keys)
	if err != nil {
		return nil, fault.Wrap(err, "read the days that keys are filed by")
	}
	list, err := json.Marshal(signedKeys(keys))
	if err != nil {
		return nil, fault.Wrap(err, "read holders of keys")
	}
	out := map[uint64][]int64{}
	err = q.each(ctx, func(r scanner) error {
		var f filing
		err := r.Scan(&f.key, &f.article)
		out[uint64(f.key)] = append(out[uint64(f.key)], f.article)
		return err
	}, `SELECT w.value, k.article_id FROM `+q.dialect.numbers+` w CROSS JOIN fingerprint_keys k
		WHERE k.key = w.value
		AND EXISTS (SELECT 1 FROM fingerprint_keys o WHERE o.key = w.value)
		AND NOT EXISTS (SELECT 1 FROM fingerprint_keys o WHERE o.key = w.value LIMIT 1 OFFSET $2)
		ORDER BY 1, 2`, string(list), most)
	return out, fault.Wrap(err, "read holders of %d keys", len(keys))
}

// dayBits is how many bits of a key stand below the day it is filed by, counted from 1970: so the keys of one day are
// neighbours in the table, and those of days gone by are one range. Package dedup makes them so.
const dayBits = 32

// inFiledDays gives those of keys that are filed by a day which any key of the index is filed by. A search looks ahead
// too, and for new articles nothing is there.
func (q queries) inFiledDays(ctx context.Context, keys []uint64) ([]uint64, error) {
	if len(keys) == 0 {
		return keys, nil
	}
	days := map[uint64]bool{}
	for _, k := range keys {
		days[k>>dayBits] = false
	}
	list, err := json.Marshal(slices.Sorted(maps.Keys(days)))
	if err != nil {
		return nil, err
	}
	err = q.each(ctx, func(r scanner) error {
		day, err := scanID(r)
		days[uint64(day)] = true
		return err
	}, `SELECT w.value FROM `+q.dialect.numbers+` w WHERE EXISTS (SELECT 1 FROM fingerprint_keys k
		WHERE k.key BETWEEN w.value << 32 AND (w.value << 32) + 4294967295)`, string(list))
	return slices.DeleteFunc(slices.Clone(keys), func(k uint64) bool { return !days[k>>dayBits] }), err
}
