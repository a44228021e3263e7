package send

import (
	"context"
	"fmt"
	"slices"
	"time"

	"tidings/internal/digest"
	"tidings/internal/news"
	"tidings/internal/store"
)

const (
	// troubleFor is how long a source must be unreachable before the operator is told: a restart of a town's server at
	// night is no news.
	troubleFor = 2 * time.Hour
	// A notice of trouble within again of the notice before waits until the trouble has held for so long: a source that
	// flickers is no stream of mails.
	again = 24 * time.Hour
	held  = 6 * time.Hour
)

// Watch tells the operator once of each change of a source's state, once of its recovery, and once when its links are
// found in another way or place than before.
func (r *Room) Watch(ctx context.Context) error {
	healths, err := r.Store.Healths(ctx)
	if err != nil {
		return err
	}
	all, err := r.Store.Sources(ctx)
	if err != nil {
		return err
	}
	var changes []digest.SourceChange
	var told []news.Health
	key := "watch"
	for _, h := range healths {
		if !r.changed(h) {
			continue
		}
		changes = append(changes, change(h, all))
		told = append(told, noted(h, r.Now()))
		key += fmt.Sprintf(":%s:%d", h.SourceID, h.NotifiedAt.Unix()) // of the notice before: each has one successor
		r.Log.Warn("source changed its state", "source", h.SourceID, "state", h.State, "since", h.Since, "way", h.Way,
			"listing", h.ListingURL, "error", h.Err)
	}
	if len(changes) == 0 {
		return nil
	}
	return r.Store.Write(ctx, func(tx *store.Tx) error { return r.tellOperator(ctx, tx, key, changes, told) })
}

// changed reports whether the operator is to be told of a source now.
func (r *Room) changed(h news.Health) bool {
	if !otherwise(h) || !h.State.Trouble() {
		return otherwise(h)
	}
	holds := r.Now().Sub(h.Since)
	if h.State == news.StateUnreachable && holds < troubleFor {
		return false
	}
	return h.NotifiedAt.IsZero() || r.Now().Sub(h.NotifiedAt) >= again || holds >= held
}

// otherwise reports whether a source is otherwise than the operator was told: in other trouble, out of trouble, or read in
// another way.
func otherwise(h news.Health) bool {
	if h.State.Trouble() {
		return h.State != h.Notified
	}
	return h.Notified.Trouble() || moved(h)
}

// moved reports whether the links of a source are found otherwise than the operator knows.
func moved(h news.Health) bool {
	return h.NotifiedURL != "" && h.ListingURL != "" && (h.ListingURL != h.NotifiedURL || h.Way != h.NotifiedWay)
}

// noted is h with what the operator knows once told of it.
func noted(h news.Health, now time.Time) news.Health {
	h.Notified, h.NotifiedAt = h.State, now
	if !h.State.Trouble() {
		h.NotifiedWay, h.NotifiedURL = h.Way, h.ListingURL
	}
	return h
}

// change says what became of a source since the operator heard of it last; a source that is all right was not heard of.
func change(h news.Health, all []news.Source) digest.SourceChange {
	c := digest.SourceChange{
		ID: h.SourceID, Name: h.SourceID, From: h.Notified, To: h.State, Since: h.Since, LastRead: h.LastRead,
		LastNew: h.LastNew, Err: h.Err, Advice: "tidings source doctor " + h.SourceID,
	}
	if i := slices.IndexFunc(all, func(s news.Source) bool { return s.ID == h.SourceID }); i >= 0 {
		c.Name, c.URL = all[i].Name, all[i].URL
	}
	if c.From == "" {
		c.From = news.StateFine
	}
	if h.State.Trouble() {
		return c
	}
	if moved(h) {
		c.Before = fmt.Sprintf("%s: %s", h.NotifiedWay, h.NotifiedURL)
		c.Now = fmt.Sprintf("%s: %s (%d)", h.Way, h.ListingURL, h.Links)
	}
	return c
}

// tellOperator puts on record what the operator is told of sources, and mails it where there is an address. Without one
// the record is made all the same, so that naming an address later does not bring the past.
func (r *Room) tellOperator(
	ctx context.Context, tx *store.Tx, key string, changes []digest.SourceChange, told []news.Health,
) error {
	for _, h := range told {
		if err := tx.PutNotified(ctx, h); err != nil {
			return err
		}
	}
	if r.Sender.Operator == "" {
		return nil
	}
	to := Recipient{Address: r.Sender.Operator, Lang: "en", Zone: "UTC"}
	return r.Notice(ctx, tx, to, key, digest.Notice{Kind: digest.NoticeSource, Changes: changes})
}
