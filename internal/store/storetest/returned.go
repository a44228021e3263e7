package storetest

import (
	"tidings/internal/audience"
	"tidings/internal/fault"
	"tidings/internal/store"
)

// The same thing is kept once, however often it comes.
func testReturned(f *fixture) {
	ctx := f.Context()
	letter := audience.Returned{
		Channel: "imap", Key: "k1", Class: "unknown", Recipient: "b+1.x@news.test", Raw: []byte("Subject: hm\r\n"), At: after(1),
	}
	event := audience.Returned{Channel: "ses", Key: "k2", Class: "failure", Recipient: "r@reader.test", At: after(2)}
	var added []bool
	f.write(func(tx *store.Tx) error {
		added = nil
		for _, r := range []audience.Returned{letter, event, letter} {
			ok, err := tx.AddReturned(ctx, r)
			if err != nil {
				return err
			}
			added = append(added, ok)
		}
		return nil
	})
	f.same("added", added, []bool{true, true, false})
	letter.ID, event.ID = 1, 2
	f.same("all", must(f.s.ReturnedSince(ctx, Start, "", 0))(f), []audience.Returned{event, letter})
	f.same("newest", must(f.s.ReturnedSince(ctx, Start, "", 1))(f), []audience.Returned{event})
	f.same("of a class", must(f.s.ReturnedSince(ctx, Start, "unknown", 0))(f), []audience.Returned{letter})
	f.same("since", must(f.s.ReturnedSince(ctx, after(2), "", 0))(f), []audience.Returned{event})
	f.same("one", must(f.s.Returned(ctx, 1))(f), letter)
	f.write(func(tx *store.Tx) error {
		n, err := tx.Tidy(ctx, store.TidyBefore{Returned: after(2)})
		f.same("let go", n.Returned, int64(1))
		return err
	})
	f.same("what is younger stays", must(f.s.ReturnedSince(ctx, Start, "", 0))(f), []audience.Returned{event})
	reader := f.subscriber("r@reader.test", audience.Active)
	f.write(func(tx *store.Tx) error { return tx.EraseSubscriber(ctx, reader.ID, after(3)) })
	f.same("nothing of one who is erased", must(f.s.ReturnedSince(ctx, Start, "", 0))(f), []audience.Returned{})
	if _, err := f.s.Returned(ctx, 9); !fault.Is(err, fault.NotFound) {
		f.Errorf("a mail that is not there: %v", err)
	}
}
