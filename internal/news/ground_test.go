package news

import (
	"slices"
	"testing"
)

func TestReadReason(t *testing.T) {
	tests := []struct {
		reason string
		with   int64
		want   []Ground
	}{
		{"same text", 0, []Ground{{GroundText, ""}}},
		{"97% of the shorter text is in the other", 0, []Ground{{GroundShare, "97"}}},
		{"with 12: same names 淮北, 政法委; same date August 3, 2026; same words 停水", 12,
			[]Ground{{GroundNames, "淮北, 政法委"}, {GroundDate, "August 3, 2026"}, {GroundWords, "停水"}}},
		{"with 3: same numbers 8; 9", 3, []Ground{{GroundNumbers, "8; 9"}}},
		{"alike in many common words", 0, []Ground{{GroundCommon, ""}}},
		{"joined by hand", 0, []Ground{{GroundJoined, ""}}},
		{"split by hand from story 7", 0, []Ground{{GroundSplit, "7"}}},
	}
	for _, tt := range tests {
		with, got, ok := ReadReason(tt.reason)
		if !ok || with != tt.with || !slices.Equal(got, tt.want) {
			t.Errorf("ReadReason(%q) = %d, %q, %v", tt.reason, with, got, ok)
		}
		again := JoinGrounds(got)
		if with > 0 {
			again = With(with, again)
		}
		if again != tt.reason {
			t.Errorf("%q is written again as %q", tt.reason, again)
		}
	}
	for _, reason := range []string{"", "simhash 3 bits", "with 4: ", "with x: same text", "same text 1"} {
		if with, got, ok := ReadReason(reason); ok {
			t.Errorf("ReadReason(%q) = %d, %q", reason, with, got)
		}
	}
}
