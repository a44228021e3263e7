package dedup

import (
	"context"
	"time"

	"tidings/internal/news"
)

// Doc is an article as far as dedup reads it.
type Doc struct {
	ID       int64 // greater than 0, unique within a batch and the index
	SourceID string
	Lang     string // BCP 47; only a hint, the script of the text decides
	URL      string
	Title    string
	Text     string
	// Published is zero when unknown. Then no time window applies within the batch, and the index gives nothing but
	// other undated articles.
	Published time.Time
}

// Index knows the fingerprints of the articles that were placed before. Cluster asks it three times for a whole batch.
type Index interface {
	// Holders gives the articles under each of keys, by id. A key that more than most articles hold is left out.
	Holders(ctx context.Context, keys []uint64, most int) (map[uint64][]int64, error)
	// Fingerprints gives the articles with these ids, by id; ids it does not know are left out.
	Fingerprints(ctx context.Context, ids []int64) ([]news.Indexed, error)
	// Latest gives the n articles that were published last, none of them after until, the latest first.
	Latest(ctx context.Context, until time.Time, n int) ([]news.Indexed, error)
}

// Options tunes Cluster. The zero value is the default setting.
type Options struct {
	Window     time.Duration // two articles further apart than this share no story; 0 = 4 days
	CopyWindow time.Duration // nor is one the copy of the other beyond this; 0 = 60 days
	Candidates int           // at most so many indexed articles are compared per article and question; 0 = 30
	Apart      [][2]int64    // stories an operator split: they are never merged or joined through a new article
}

// Placement is where a new article belongs.
type Placement struct {
	ArticleID   int64
	Canonical   int64   // the article it is a copy of (batch or index); its own id when it is not a copy
	StoryID     int64   // the story of the index it joins; 0 when its story is new
	Group       int     // articles of one story within the batch share a Group, numbered from 1
	Reason      string  // why it was joined, for people: "same names 淮北; same date 8月3日"; "" when it stands alone
	With        int64   // the article it has that in common with, or is a copy of; 0 when it stands alone
	Score       float64 // how surely, 0 to 1; 0 when it stands alone
	Merge       []int64 // further stories of the index that turn out to be the same as StoryID
	Fingerprint news.Fingerprint
}
