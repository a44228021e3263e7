package digest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/audience"
	"tidings/internal/news"
)

var chooseEnd = time.Date(2026, 11, 22, 7, 30, 0, 0, time.UTC)

// candidate makes a story of n sources, hours old.
func candidate(id int64, town, title, text string, sources int, hours float64) Candidate {
	at := chooseEnd.Add(-time.Duration(hours * float64(time.Hour)))
	c := Candidate{Story: news.FullStory{
		Story:   news.Story{ID: id, Town: town, FirstPublished: at, LastPublished: at},
		Summary: news.Summary{Headline: title, Sentences: []news.Sentence{{Text: text}}, Method: "extractive", Lang: "en"},
	}}
	for i := range sources {
		source := fmt.Sprintf("s%d", i)
		c.Story.Articles = append(c.Story.Articles, news.Article{
			ID: id*100 + int64(i), SourceID: source, URL: "https://" + source + ".example/" + fmt.Sprint(id),
			Title: title, Text: text,
			Published: news.Date{Time: at, Clock: true}, Place: "Old Quay",
		})
		c.Sources = append(c.Sources, news.Source{ID: source, Name: "Source " + source, Town: town})
	}
	return c
}

func selection(filter audience.Filter, candidates ...Candidate) Selection {
	return Selection{
		Digest:       news.Digest{ID: "harbour", Stories: 20},
		Subscription: audience.Subscription{Filter: filter, Frequency: audience.Daily},
		Candidates:   candidates, End: chooseEnd,
	}
}

func ids(c Chosen) string {
	var out []string
	for _, p := range c.Picks {
		out = append(out, fmt.Sprint(p.Candidate.Story.Story.ID))
	}
	return strings.Join(out, " ")
}

// reason gives why a story is told or not.
func reason(t *testing.T, c Chosen, id int64) Decision {
	t.Helper()
	for _, d := range c.Decisions {
		if d.StoryID == id {
			return d
		}
	}
	t.Fatalf("no decision about story %d", id)
	return Decision{}
}

func TestChooseFilters(t *testing.T) {
	bridge := candidate(1, "Port Ellery", "Bridge reopens", "Lorries stay barred.", 1, 5)
	bridge.Topics = []string{"Transport"}
	park := candidate(2, "临河市", "湿地公园开放", "市民可免费乘坐接驳车。", 1, 5)
	tests := []struct {
		name   string
		filter audience.Filter
		digest news.Digest
		want   string
		why    string // of story 1 when it is refused
	}{
		{name: "all", want: "1 2"},
		{name: "town", filter: audience.Filter{Towns: []string{"临河市"}}, want: "2", why: "not among the reader's towns"},
		{name: "town in other case", filter: audience.Filter{Towns: []string{"port ellery"}}, want: "1"},
		{name: "topic", filter: audience.Filter{Topics: []string{"transport"}}, want: "1"},
		{
			name: "digest's towns", digest: news.Digest{ID: "linhe", Towns: []string{"临河市"}},
			want: "2", why: "not in digest linhe",
		},
		{
			name: "digest's topics", digest: news.Digest{ID: "d", Topics: []string{"water"}},
			want: "", why: "none of its topics is in digest d",
		},
		{name: "keyword", filter: audience.Filter{Keywords: []string{"lorries"}}, want: "1"},
		{name: "han keyword", filter: audience.Filter{Keywords: []string{"接驳"}}, want: "2", why: "none of its keywords"},
		{name: "not", filter: audience.Filter{Keywords: []string{"!lorries"}}, want: "2", why: "!lorries stands in it"},
		{name: "must", filter: audience.Filter{Keywords: []string{"+tariff"}}, want: "", why: "+tariff does not stand in it"},
		{
			name: "wrong keyword lets nothing pass", filter: audience.Filter{Keywords: []string{"/(/"}},
			want: "", why: `keyword "/(/"`,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in := selection(tt.filter, bridge, park)
			if tt.digest.ID != "" {
				in.Digest = tt.digest
			}
			got := Choose(in)
			if ids(got) != tt.want {
				t.Errorf("told %q, want %q", ids(got), tt.want)
			}
			if len(got.Decisions) != 2 {
				t.Errorf("%d decisions, want one for each candidate", len(got.Decisions))
			}
			if d := reason(t, got, 1); !strings.Contains(d.Reason, tt.why) {
				t.Errorf("reason %q, want %q in it", d.Reason, tt.why)
			}
		})
	}
}

func TestChooseTellsOnceThenOnlyUpdates(t *testing.T) {
	fresh := candidate(1, "A", "First", "x", 1, 1)
	old := candidate(2, "A", "Second", "x", 1, 1)
	old.Told = &news.Told{StoryID: 2}
	changed := candidate(3, "A", "Third", "x", 1, 1)
	changed.Told, changed.NewFacts = &news.Told{StoryID: 3}, "The date was moved to Friday."
	got := Choose(selection(audience.Filter{}, fresh, old, changed))
	if ids(got) != "1 3" || got.Picks[1].Update != changed.NewFacts {
		t.Errorf("told %q with update %q", ids(got), got.Picks[1].Update)
	}
	if d := reason(t, got, 2); d.Taken || d.Reason != "told before and nothing is new" {
		t.Errorf("decision = %+v", d)
	}
}

// A story says which of the reader's keywords brought it, in the mail too.
func TestAStoryNamesTheKeywordsThatBroughtIt(t *testing.T) {
	got := Choose(selection(audience.Filter{Keywords: []string{"+Bridge", "lorries", "tariff", "!football"}},
		candidate(1, "A", "The bridge reopens", "Lorries wait.", 1, 1)))
	if len(got.Picks) != 1 {
		t.Fatalf("told %q", ids(got))
	}
	told := StoryOf(got.Picks[0])
	if diff := cmp.Diff([]string{"Bridge", "lorries"}, matched(told)); diff != "" {
		t.Error(diff)
	}
}

func TestChooseRanks(t *testing.T) {
	got := Choose(selection(audience.Filter{Keywords: []string{"harbour", "/./"}},
		candidate(1, "A", "One source", "x", 1, 2),
		candidate(2, "B", "Many sources", "x", 4, 2),
		candidate(3, "C", "Old", "x", 1, 60),
		candidate(4, "D", "Storm warning for the coast", "x", 1, 2),
		candidate(5, "E", "Harbour dredged", "x", 1, 2),
		candidate(6, "F", "Hearing on fees", "Objections are taken by 30 November.", 1, 2),
	))
	if want := "6 4 2 5 1 3"; ids(got) != want {
		t.Errorf("order %q, want %q", ids(got), want)
		for _, d := range got.Decisions {
			t.Logf("%+v", d)
		}
	}
	if act := got.Picks[0].Act; act.At.String() != "2026-11-30" || !act.Until {
		t.Errorf("act = %+v", act)
	}
}

func TestChooseIsDiverseAndLimited(t *testing.T) {
	var many []Candidate
	for i := range int64(8) {
		many = append(many, candidate(i+1, "Big", "Big town story", "x", 3, 2))
	}
	many = append(many, candidate(20, "Small", "Small town story", "x", 1, 2))
	in := selection(audience.Filter{}, many...)
	in.Subscription.Stories = 4
	got := Choose(in)
	if !strings.Contains(" "+ids(got)+" ", " 20 ") {
		t.Errorf("told %q, want the small town among them", ids(got))
	}
	if len(got.Picks) != 4 || len(got.Decisions) != 9 {
		t.Fatalf("%d picks, %d decisions", len(got.Picks), len(got.Decisions))
	}
	if d := got.Decisions[8]; d.Taken || !strings.Contains(d.Reason, "ranked 9 of 9, and an edition tells 4") {
		t.Errorf("last decision = %+v", d)
	}
}

func TestChooseKeepsActsToAThird(t *testing.T) {
	var many []Candidate
	for i := range int64(9) {
		many = append(many, candidate(i+1, fmt.Sprint("t", i), "Hearing", "The deadline is 1 December.", 1, 90))
	}
	many = append(many, candidate(50, "x", "Great news", "x", 8, 1), candidate(51, "y", "Good news", "x", 8, 1))
	in := selection(audience.Filter{}, many...)
	in.Subscription.Stories = 6
	if got := ids(Choose(in)); !strings.Contains(got, "50 51") {
		t.Errorf("told %q, want the news after two acts", got)
	}
}

func TestChooseImmediate(t *testing.T) {
	in := selection(audience.Filter{},
		candidate(1, "A", "Library opens", "x", 1, 0),
		candidate(2, "A", "暴雨红色预警", "x", 1, 0),
		candidate(3, "A", "Road closed", "The road is closed on 23 November.", 1, 0),
	)
	in.Subscription.Frequency = audience.Immediate
	if got := ids(Choose(in)); got != "3 2" && got != "2 3" {
		t.Errorf("told %q", got)
	}
	in.Subscription.Filter.Keywords = []string{"library"}
	if got := ids(Choose(in)); got != "1" {
		t.Errorf("told %q, want the keyword's story", got)
	}
}

func TestUrgent(t *testing.T) {
	for headline, want := range map[string]bool{
		"暴雨红色预警": true, "我市召开会议部署暴雨防范": false, "Flood warning for the lower town": true, "Flooded cellar": true,
		"Floods drill on Sunday": false, "Überschwemmung am Hafen": true, "The stormy debate": false, "Library opens": false,
	} {
		if urgent(headline) != want {
			t.Errorf("urgent(%q) = %v", headline, !want)
		}
	}
}

func TestActsIn(t *testing.T) {
	published := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	tests := []struct{ text, want string }{
		{"报名时间截至11月30日，逾期不再受理。", "2026-11-30 until"},
		{"因管道检修，11月24日9时起停水。", "2026-11-24"},
		{"Applications are taken until 5 December 2026.", "2026-12-05 until"},
		{"The road is closed on December 1st for repairs.", "2026-12-01"},
		{"Registration closes on 15 January.", "2027-01-15 until"},
		{"Deadline: 2026-12-24.", "2026-12-24 until"},
		{"The team won on 30 November.", ""},
		{"Registration closed on 1 November.", ""},
		{"Hearing on 31 November.", ""},
		{"The hearing is over. The weather will be fine on 30 November.", ""},
		{"Registration closes on 1 June 2027.", ""},
		{"由街道逐户征求意见，12月7日前公布每个小区的施工安排。", ""},
		{"请于12月7日前完成网上报名。", "2026-12-07 until"},
		{"Comments close on 30 November, and the council will publish its answer by 15 December.", "2026-11-30"},
		{"The road stays closed, works are to be completed by 4 December.", ""},
		{"Applications must be completed by 4 December.", "2026-12-04 until"},
	}
	for _, tt := range tests {
		act := soonest(actsIn(tt.text, published), chooseEnd)
		got := act.At.String()
		if act.Until {
			got += " until"
		}
		if got != tt.want {
			t.Errorf("%q: got %q, want %q", tt.text, got, tt.want)
		}
	}
}

func FuzzActsIn(f *testing.F) {
	f.Add("报名截至2026年11月30日。")
	f.Add("Deadline 31 Feb 0000, by May 99")
	f.Fuzz(func(t *testing.T, text string) {
		for _, a := range actsIn(text, chooseEnd) {
			if !a.At.Known() {
				t.Errorf("an act without a date in %q", text)
			}
		}
	})
}

func TestStoryOf(t *testing.T) {
	c := candidate(7, "Port Ellery", "Bridge reopens", "Traffic flows.", 2, 3)
	copied := c.Story.Articles[0]
	copied.ID = 999
	c.Story.Articles = append(c.Story.Articles, copied)
	c.Story.Story.Members = []news.Member{{ArticleID: 700, Canonical: 700}, {ArticleID: 999, Canonical: 700}}
	c.Story.Summary.Method = "llm:small"
	s := StoryOf(Pick{Candidate: c, Update: "new"})
	if len(s.Sources) != 2 || s.Sources[0].Copies != 1 || s.Sources[1].Name != "Source s1" {
		t.Errorf("sources = %+v", s.Sources)
	}
	if !s.Machine || s.Place != "Old Quay" || s.Update != "new" || s.Sentences[0] != "Traffic flows." {
		t.Errorf("story = %+v", s)
	}
}

// BenchmarkChoose decides over 200 stories for one subscription, as a run over many subscriptions does.
func BenchmarkChoose(b *testing.B) {
	in := selection(audience.Filter{Keywords: []string{"bridge", "!football"}})
	var prepared []Prepared
	for i := range int64(200) {
		text := strings.Repeat("The bridge over the inner harbour opened to traffic again. ", 30)
		prepared = append(prepared, Prepare(candidate(i+1, fmt.Sprint("t", i%9), "Bridge story", text, 2, float64(i))))
	}
	for b.Loop() {
		if got := ChoosePrepared(in, prepared); len(got.Picks) != 20 {
			b.Fatal(len(got.Picks))
		}
	}
}
