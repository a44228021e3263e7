package news

import "time"

// Picture is the small picture of an article, made of its Image; or, with Err, why there is none.
type Picture struct {
	ArticleID     int64
	JPEG          []byte
	Width, Height int // to show it in, CSS pixels
	Err           string
	At            time.Time
}
