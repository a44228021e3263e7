package main

import (
	"encoding/json"
	"strings"
	"testing"

	"tidings/internal/audience"
	"tidings/internal/show"
	"tidings/internal/store"
)

// delivered adds a delivery with bytes that was tried once, with that outcome.
func (m *mill) delivered(to string, o store.Outcome) (id int64) {
	m.Helper()
	m.write(func(tx *store.Tx) (err error) {
		id, _, err = tx.AddDelivery(m.Context(), audience.Delivery{
			Kind: "notice", Recipient: to, Message: []byte("Subject: x\r\n\r\ny\r\n"), MessageID: "<d1." + to + ">",
			EnvelopeSender: "b+1@mill.example", CreatedAt: m.clock, Policy: "hold",
		}, to)
		return err
	})
	m.write(func(tx *store.Tx) error {
		_, err := tx.ClaimDeliveries(m.Context(), store.Claim{Holder: "h", Now: m.clock, Until: m.clock.Add(1e9), Limit: 1})
		return err
	})
	if err := m.Store.BeginSending(m.Context(), id, "h", "relay#1", m.clock); err != nil {
		m.Fatal(err)
	}
	o.At = m.clock
	m.write(func(tx *store.Tx) error { return tx.FinishDelivery(m.Context(), id, "h", o) })
	return id
}

func TestDeliveryVerbs(t *testing.T) {
	m := newMill(t)
	failed := m.delivered("ann@reader.test", store.Outcome{
		State: audience.DeliveryFailed, Code: 550, Reply: "rcpt: relay answered 550 5.7.1 not you",
	})
	m.delivered("bo@reader.test", store.Outcome{State: audience.DeliveryUnknown, Reply: "no answer"})
	m.delivered("cy@reader.test", store.Outcome{State: audience.DeliveryUnknown, Reply: "no answer"})
	m.delivered("di@reader.test", store.Outcome{State: audience.DeliverySent, Code: 250, Reply: "2.0.0 queued as 4cXyZ"})
	m.write(func(tx *store.Tx) error {
		return tx.PutRest(m.Context(), store.Rest{
			Scope: "digest:mill-daily", Since: m.clock, Until: m.clock.AddDate(100, 0, 0), Failures: 1, Reason: "not you",
		})
	})
	for _, c := range []struct {
		args string
		code int
		want []string
		not  string
	}{
		{"delivery list", 0, []string{"ann@reader.test", "failed", "550", "digest:mill-daily rests until", "not you"}, ""},
		{"delivery list --state unknown --since 999999h", 0, []string{"bo@reader.test", "cy@reader.test"}, "ann@"},
		{"delivery list --digest mill-daily", 0, nil, "ann@"},
		{"delivery list --state lost", 2, []string{`"lost" is no state`, "deferred"}, ""},
		{"delivery list --limit -1", 2, []string{"begin at 0"}, ""},
		{"delivery show 1", 0, []string{"ann@reader.test", "<d1.ann@reader.test>", "17 bytes", "failed: 550", "5.7.1",
			"(relay#1)", "policy hold"}, ""},
		{"delivery show <d1.di@reader.test>", 0, []string{"queued as 4cXyZ"}, ""},
		{"delivery show 1 --raw", 0, []string{"Subject: x\r\n\r\ny\r\n"}, "ann@"},
		{"delivery show 99", 2, []string{"no delivery 99"}, ""},
		{"delivery show twelve", 2, []string{`"twelve" is no delivery`}, ""},
		{"delivery retry", 2, []string{"name deliveries"}, ""},
		{"delivery retry 1 --state failed", 2, []string{"name deliveries"}, ""},
		{"delivery retry 4", 1, []string{"neither deferred, failed nor unknown"}, ""},
		{"delivery retry --state failed", 0, []string{"1 deliveries are due now"}, ""},
		{"delivery show 1", 0, []string{"tried again by the operator", "state        deferred"}, ""},
		{"delivery resolve 2 lost --note x", 2, []string{"neither sent nor failed"}, ""},
		{"delivery resolve 2 sent", 2, []string{"--note"}, ""},
		{"delivery resolve 4 sent --note x", 1, []string{"its fate is not unknown"}, ""},
		{"delivery resolve 2 sent --note seen", 0, []string{"delivery 2 is sent"}, ""},
		{"delivery show 2", 0, []string{"sent: operator: seen", "second copy"}, ""},
		{"delivery resolve 3 failed --note gone", 0, []string{"delivery 3 is failed"}, ""},
		{"delivery retry 3", 0, []string{"1 deliveries are due now"}, ""},
		{"delivery resume domain:x", 2, []string{"no rest of domain:x"}, ""},
		{"delivery resume digest:mill-daily", 0, []string{"digest:mill-daily is sent again"}, ""},
		{"delivery list", 0, nil, "rests until"},
	} {
		out, code := m.tidings(strings.Fields(c.args)...)
		if code != c.code || c.not != "" && strings.Contains(out, c.not) {
			t.Errorf("%s: exit code %d, said\n%s", c.args, code, out)
		}
		for _, want := range c.want {
			if !strings.Contains(out, want) {
				t.Errorf("%s: no %q in\n%s", c.args, want, out)
			}
		}
	}
	out, _ := m.tidings("delivery", "show", "1", "--json")
	var v show.Delivery
	if err := json.Unmarshal([]byte(out), &v); err != nil || v.ID != failed || v.Bytes != 17 || len(v.History) != 2 {
		t.Errorf("%v: %s", err, out)
	}
	out, _ = m.tidings("delivery", "list", "--json")
	if strings.Count(out, "\n") != 4 || !strings.Contains(out, `"state":"sent"`) {
		t.Errorf("list as JSON: %s", out)
	}
}
