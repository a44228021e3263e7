package send

import (
	"context"
	"sync"

	"tidings/internal/fault"
	"tidings/internal/store"
)

// ledger writes what several connections have to put on record, each time all that waits in one transaction: with many
// connections a mail costs a fraction of a commit, and nobody is told that something is kept before it is. What one
// connection gives is kept in the order in which it was given.
type ledger struct {
	room   *Room
	ctx    context.Context //nolint:containedctx // of all commits: one connection's end must not undo another's
	notes  chan note
	writer sync.WaitGroup
}

// note is a delivery to begin, or an outcome to record.
type note struct {
	begin  store.Begin
	record func(tx *store.Tx) error // nil = begin
	done   chan error
}

// maxGroup bounds a transaction.
const maxGroup = 64

func newLedger(ctx context.Context, r *Room) *ledger {
	l := &ledger{room: r, ctx: context.WithoutCancel(ctx), notes: make(chan note, maxGroup)}
	l.writer.Go(l.write)
	return l
}

// close waits until all is written. Nothing may be given any more.
func (l *ledger) close() {
	close(l.notes)
	l.writer.Wait()
}

// begin has a delivery's "sending" committed; see [store.Tx.BeginSendings] for the error that comes.
func (l *ledger) begin(b store.Begin) <-chan error { return l.give(note{begin: b}) }

// record has fn run in a transaction. fn may run again after an error, and an error of kind Conflict is its own affair,
// which the others of the transaction do not suffer from.
func (l *ledger) record(fn func(tx *store.Tx) error) <-chan error { return l.give(note{record: fn}) }

// give hands over a note; what comes back is told when it is on record, or why it is not.
func (l *ledger) give(n note) <-chan error {
	n.done = make(chan error, 1)
	l.notes <- n
	return n.done
}

// write commits notes as they come. What waits while one group is written is the next group.
func (l *ledger) write() {
	for first := range l.notes {
		group := []note{first}
		for more := true; more && len(group) < maxGroup; {
			select {
			case n, ok := <-l.notes:
				if more = ok; ok {
					group = append(group, n)
				}
			default:
				more = false
			}
		}
		l.commit(group)
	}
}

// commit writes a group in one transaction and tells everybody.
func (l *ledger) commit(group []note) {
	var results []error
	err := l.room.Store.Write(l.ctx, func(tx *store.Tx) (err error) {
		results, err = l.apply(tx, group)
		return err
	})
	for i, n := range group {
		if err != nil {
			n.done <- err
		} else {
			n.done <- results[i]
		}
	}
}

// apply records the outcomes in their order, then begins what is to begin.
func (l *ledger) apply(tx *store.Tx, group []note) ([]error, error) {
	results := make([]error, len(group))
	var begins []store.Begin
	var at []int
	for i, n := range group {
		if n.record == nil {
			begins, at = append(begins, n.begin), append(at, i)
			continue
		}
		if results[i] = n.record(tx); results[i] != nil && !fault.Is(results[i], fault.Conflict) {
			return nil, results[i]
		}
	}
	if len(begins) == 0 {
		return results, nil
	}
	refused, err := tx.BeginSendings(l.ctx, l.room.Now(), begins)
	for i, e := range refused {
		results[at[i]] = e
	}
	return results, err
}
