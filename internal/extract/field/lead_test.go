package field

import (
	"slices"
	"strings"
	"testing"
)

// TestLead: the paragraph over the picture that opens an article is of its text; subtitles, other paragraphs and what the
// text says itself are not.
func TestLead(t *testing.T) {
	const lead = "The walls of the river are to be mended before the autumn rains, the council decided on Monday, and " +
		"the oldest of them, those at the mill and the tannery, will be the first. The work is to cost two million."
	const text = body + `<p>The engineers had come with drawings of every yard, and with stones from the river bed, which ` +
		`they laid on the table, one after the other, until nobody could see the budget any more.</p>` +
		`<p>Asked when the bridge would be closed, the mayor said that it would not, for the masons of Elmford work at ` +
		`night, and the ferry, which has not run since the flood, is to run again.</p>` +
		`<p>The ferryman, who was there, said nothing of it. His boat lies in the yard of the school, upside down, and ` +
		`children have painted it, the larboard side in blue, the other in whatever was left.</p>` +
		`<p>He may have it back, the head of the school said on the telephone, but the paint stays on.</p>`
	other := strings.Repeat("The walls along the river are old and high. ", 4)
	page := func(above, text string) string {
		return `<meta name="description" content="` + lead + `"><header><h1>Walls of the river mended</h1>` + above +
			`<figure><img src="/w.jpg"><figcaption>The walls, seen from the bridge</figcaption></figure></header>` +
			`<div class="article-body">` + text + `</div>`
	}
	tests := []struct {
		name, page, begins string
		outside            bool
	}{
		{"described", page("<p>"+lead+"</p>", text), lead, true},
		{"described, a heading", page("<h2>"+lead+"</h2>", text), lead, true},
		{"marked", page(`<p class="article__lead">`+other+"</p>", text), strings.TrimSpace(other), true},
		{"marked by a word in a word", page(`<p class="leadership">`+other+"</p>", text), "The council", false},
		{"neither", page("<p>"+other+"</p>", text), "The council", false},
		{"a subtitle", page(`<p class="lead">Work begins in spring, says the council.</p>`, text), "The council", false},
		{"said again", page(`<p>`+lead+"</p>", "<p>"+lead+"</p>"+text), lead, false},
		{"of a box to sign up", page(`<div class="newsletter"><p>`+lead+"</p></div>", text), "The council", false},
	}
	for _, tt := range tests {
		a, why := read(tt.page)
		outside := slices.ContainsFunc(why, func(f Finding) bool { return f.Layer == "lead" })
		if !strings.HasPrefix(a.Text, tt.begins) || strings.Count(a.Text, lead) > 1 || outside != tt.outside {
			t.Errorf("%s: outside %t, %q\n%v", tt.name, outside, a.Text, why)
		}
	}
	a, _ := read(page("<p>"+lead+"</p>", strings.Replace(text, "The council", "ELMFORD (AP) — The council", 1)))
	if a.Place != "ELMFORD" {
		t.Errorf("behind the lead: place %q", a.Place)
	}
}
