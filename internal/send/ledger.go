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
	room    *Room
	ctx     context.Context //nolint:containedctx // of all commits: one connection's end must not undo another's
	entries chan entry
	writer  sync.WaitGroup
}

// entry is a delivery to begin, or an outcome to record.
type entry struct {
	begin  store.Begin
	record func(tx *store.Tx) error // nil = begin
	done   chan error
}

// maxGroup bounds a transaction.
const maxGroup = 64

func newLedger(ctx context.Context, r *Room) *ledger {
	l := &ledger{room: r, ctx: context.WithoutCancel(ctx), entries: make(chan entry, maxGroup)}
	l.writer.Go(l.write)
	return l
}

// close waits until all is written. Nothing may be given any more.
func (l *ledger) close() {
	close(l.entries)
	l.writer.Wait()
}

// begin has a delivery's "sending" committed; see [store.Tx.BeginSendings] for the error that comes.
func (l *ledger) begin(b store.Begin) <-chan error { return l.give(entry{begin: b}) }

// record has fn run in a transaction. fn may run again after an error, and an error of kind Conflict is its own affair,
// which the others of the transaction do not suffer from.
func (l *ledger) record(fn func(tx *store.Tx) error) <-chan error { return l.give(entry{record: fn}) }

func (l *ledger) give(e entry) <-chan error {
	e.done = make(chan error, 1)
	l.entries <- e
	return e.done
}

func (l *ledger) write() {
	for first := range l.entries {
		group := []entry{first}
		for more := true; more && len(group) < maxGroup; {
			select {
			case e, ok := <-l.entries:
				if more = ok; ok {
					group = append(group, e)
				}
			default:
				more = false
			}
		}
		l.commit(group)
	}
}

// commit writes a group in one transaction and tells everybody.
func (l *ledger) commit(group []entry) {
	var results []error
	err := l.room.Store.Write(l.ctx, func(tx *store.Tx) (err error) {
		results, err = l.apply(tx, group)
		return err
	})
	for i, e := range group {
		if err != nil {
			e.done <- err
		} else {
			e.done <- results[i]
		}
	}
}

// apply records the outcomes in their order, then begins what is to begin.
func (l *ledger) apply(tx *store.Tx, group []entry) ([]error, error) {
	results := make([]error, len(group))
	var begins []store.Begin
	var at []int
	for i, e := range group {
		if e.record == nil {
			begins, at = append(begins, e.begin), append(at, i)
			continue
		}
		if results[i] = e.record(tx); results[i] != nil && !fault.Is(results[i], fault.Conflict) {
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
