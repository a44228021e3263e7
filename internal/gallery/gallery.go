// Package gallery fetches the pictures that readers asked for: it binds fetch and the pure package picture to the store.
//
// [Pictures.Wanted] tells whether one waits; [Pictures.Fetch] fetches those that do and commits each by itself. It runs
// after everything else: no crawl, story or mail waits for it, and what cannot be had is kept as a reason.
package gallery

import (
	"context"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"tidings/internal/fetch"
	"tidings/internal/news"
	"tidings/internal/picture"
	"tidings/internal/store"
)

const (
	pictureAge   = 72 * time.Hour // an older story is told without
	pictureBatch = 50             // in one go
	pictureBytes = 4 << 20        // as sent
	atOnce       = 4              // over all hosts; the client keeps each host's pace
)

// Getter asks other people's sites, politely; a fetch.Client is one.
type Getter interface {
	Get(ctx context.Context, req fetch.Request) (*fetch.Response, error)
}

// Pictures fetches the lead images of stories and keeps them small, only for digests in which a reader asks for them.
// An image is asked for once, whatever comes of it: a picture is not worth a second request.
type Pictures struct {
	Store   *store.Store
	Get     Getter
	Digests []news.Digest
	Now     func() time.Time

	unpack chan struct{} // one at a time: a big picture takes a lot of memory
}

// New makes the room.
func New(s *store.Store, get Getter, digests []news.Digest, now func() time.Time) *Pictures {
	return &Pictures{Store: s, Get: get, Digests: digests, Now: now, unpack: make(chan struct{}, 1)}
}

// Wanted reports whether a picture waits to be fetched.
func (p *Pictures) Wanted(ctx context.Context) (bool, error) {
	_, articles, err := p.wanted(ctx, 1)
	return len(articles) > 0, err
}

// Fetch fetches the pictures that are wanted now, a batch of them. That one cannot be had is no error, and is kept.
func (p *Pictures) Fetch(ctx context.Context) error {
	sources, articles, err := p.wanted(ctx, pictureBatch)
	if err != nil {
		return err
	}
	group, within := errgroup.WithContext(ctx)
	group.SetLimit(atOnce)
	for _, a := range articles {
		group.Go(func() error {
			made := p.picture(fetch.For(within, sources[a.SourceID].URL, sources[a.SourceID].TLSInsecure), a)
			if within.Err() != nil {
				return within.Err() // broken off, so not asked for
			}
			return p.Store.Write(within, func(tx *store.Tx) error { return tx.PutPicture(within, made) })
		})
	}
	return group.Wait()
}

// wanted gives at most n articles whose pictures are to be fetched, and their sources.
func (p *Pictures) wanted(ctx context.Context, n int) (map[string]news.Source, []news.Article, error) {
	asking, err := p.Store.DigestsWithPictures(ctx)
	if err != nil || len(asking) == 0 {
		return nil, nil, err
	}
	all, err := p.Store.Sources(ctx)
	if err != nil {
		return nil, nil, err
	}
	sources, ids := map[string]news.Source{}, []string{}
	for _, s := range all {
		if s.Enabled && p.covered(s, asking) {
			sources[s.ID], ids = s, append(ids, s.ID)
		}
	}
	articles, err := p.Store.PicturesWanted(ctx, ids, p.Now().Add(-pictureAge), n)
	return sources, articles, err
}

// covered reports whether one of the asking digests covers a source.
func (p *Pictures) covered(s news.Source, asking []string) bool {
	return slices.ContainsFunc(p.Digests, func(d news.Digest) bool {
		return slices.Contains(asking, d.ID) && (len(d.Towns) == 0 || slices.Contains(d.Towns, s.Town))
	})
}

// picture fetches one article's image and makes it small.
func (p *Pictures) picture(ctx context.Context, a news.Article) news.Picture {
	out := news.Picture{ArticleID: a.ID, At: p.Now()}
	answer, err := p.Get.Get(ctx, fetch.Request{URL: a.Image.URL, Accept: "image/*", MaxBody: pictureBytes})
	if err == nil {
		err = answer.Err()
	}
	if err != nil {
		out.Err = err.Error()
		return out
	}
	p.unpack <- struct{}{}
	defer func() { <-p.unpack }()
	small, err := picture.Shrink(answer.Body)
	if err != nil {
		out.Err = err.Error()
		return out
	}
	out.JPEG, out.Width, out.Height = small.JPEG, small.Width, small.Height
	return out
}
