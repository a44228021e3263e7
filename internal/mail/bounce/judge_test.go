package bounce_test

import (
	"testing"
	"time"

	"tidings/internal/audience"
	"tidings/internal/mail/bounce"
)

func TestJudge(t *testing.T) {
	failed := func(status string, days ...int) []audience.Bounce {
		var out []audience.Bounce
		for _, d := range days {
			out = append(out, audience.Bounce{
				Address: "r@reader.example", Kind: audience.BounceSoft, Status: status, At: at.AddDate(0, 0, -d),
			})
		}
		return out
	}
	cases := []struct {
		name    string
		b       audience.Bounce
		earlier []audience.Bounce
		yes     bool
		days    int // of rest; 0 = for good
	}{
		{"no such mailbox", audience.Bounce{Kind: audience.BounceHard, Status: "5.1.1"}, nil, true, 0},
		{"no such domain", audience.Bounce{Kind: audience.BounceHard, Status: "5.1.2"}, nil, true, 0},
		{"our address is bad", failed("5.1.8", 0)[0], failed("5.1.8", 1, 2), false, 0},
		{"a complaint", audience.Bounce{Kind: audience.BounceComplaint}, nil, true, 0},
		{"full once", failed("5.2.2", 0)[0], nil, false, 0},
		{"full on three days", failed("5.2.2", 0)[0], failed("5.2.2", 1, 2), true, 7},
		{"full three times in a day", failed("5.2.2", 0)[0], failed("5.2.2", 0, 0), false, 0},
		{"full now and two months ago", failed("5.2.2", 0)[0], failed("5.2.2", 60, 61), false, 0},
		{"refused for our sake", failed("5.7.1", 0)[0], failed("5.7.1", 1, 2), false, 0},
		{"refused for our sake before", failed("4.2.2", 0)[0], failed("5.7.1", 1, 2), false, 0},
		{"failed without a code", failed("", 0)[0], failed("", 1, 2), true, 7},
	}
	for _, c := range cases {
		c.b.At = at
		s, yes := bounce.Judge(c.b, c.earlier)
		if yes != c.yes {
			t.Errorf("%s: %v, want %v", c.name, yes, c.yes)
		}
		want := time.Time{}
		if c.days > 0 {
			want = at.AddDate(0, 0, c.days)
		}
		if yes && (!s.Expires.Equal(want) || s.Reason == "") {
			t.Errorf("%s: %+v, want it to end %v", c.name, s, want)
		}
	}
}
