package dedup

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"tidings/internal/dedup/memory"
	"tidings/internal/fault"
	"tidings/internal/news"
)

const report = "Millford's town council voted on Tuesday to rebuild the footbridge over the river Lenn, which a flood " +
	"carried away in March. The new bridge will be made of steel and stand half a metre higher than the old one. " +
	"Mayor Dana Whitlow said that work would begin after the summer fair. The county pays for two thirds of it. " +
	"Until then walkers have to take the long way over the mill weir, as they have since spring."

const notice = "因供水管道检修，云岭市%s沿线将于%s8时至%d时停水，影响居民约%d户，请提前储水。恢复供水时间如有变化，另行通知。市民如有疑问请拨打服务热线咨询。"

func cluster(t *testing.T, idx Index, docs []Doc, opt Options) []Placement {
	t.Helper()
	got, err := Cluster(t.Context(), idx, docs, opt)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// pair clusters two articles and reports whether the second is a copy of the first and of its story.
func pair(t *testing.T, a, b Doc) (isCopy, isStory bool) {
	t.Helper()
	a.ID, b.ID = 1, 2
	got := cluster(t, &memory.Index{}, []Doc{a, b}, Options{})
	return got[0].Canonical == got[1].Canonical, got[0].Group == got[1].Group
}

func TestCopies(t *testing.T) {
	title := "Council to rebuild the Lenn footbridge"
	half := report[:strings.Index(report, " Mayor")]
	other := "A trial of electric buses ended in Harrowby after one winter. Batteries lost a third of their range in the cold, " +
		"the operator found, and two vehicles were left on the hill road."
	water := func(road, day string, until, homes int) string { return fmt.Sprintf(notice, road, day, until, homes) }
	tests := []struct {
		name   string
		a, b   Doc
		isCopy bool
	}{
		{"same", Doc{Title: title, Text: report}, Doc{Title: title, Text: report}, true},
		{"frame", Doc{Title: title, Text: report}, Doc{Title: "News: " + title,
			Text: "Home > News > Council\n" + report + "\nPrivacy policy. All rights reserved."}, true},
		{"cut", Doc{Title: title, Text: report}, Doc{Title: title, Text: half}, true},
		{"other headline", Doc{Title: title, Text: report}, Doc{Title: "Steel bridge for Millford walkers",
			Text: report[strings.Index(report, "The new"):]}, true},
		{"update", Doc{Title: title, Text: report}, Doc{Title: title, Text: "UPDATE: The vote was close. " + report}, true},
		{"quoted in a round-up", Doc{Title: title, Text: half}, Doc{Title: "The county in brief", Text: other + " " + half + " " +
			strings.ReplaceAll(other, "Harrowby", "Nessing") + " The fire brigade of Lower Oxley has a new ladder truck."}, false},
		{"other text", Doc{Title: title, Text: report}, Doc{Title: "Buses", Text: other}, false},
		{"same title, other text", Doc{Title: title, Text: report}, Doc{Title: title, Text: other}, false},
		{"notice, same", Doc{Title: "停水通知", Text: water("人民路", "11月3日", 18, 1200)},
			Doc{Title: "停水通知", Text: water("人民路", "11月3日", 18, 1200)}, true},
		{"notice, other date", Doc{Title: "停水通知", Text: water("人民路", "11月3日", 18, 1200)},
			Doc{Title: "停水通知", Text: water("人民路", "11月9日", 18, 1200)}, false},
		{"notice, other road", Doc{Title: "停水通知", Text: water("人民路", "11月3日", 18, 1200)},
			Doc{Title: "停水通知", Text: water("文昌路", "11月3日", 18, 1200)}, false},
		{"notice, other number", Doc{Title: "停水通知", Text: water("人民路", "11月3日", 18, 1200)},
			Doc{Title: "停水通知", Text: water("人民路", "11月3日", 18, 460)}, false},
		{"no text", Doc{Title: title}, Doc{Title: title}, true},
		{"nothing at all", Doc{}, Doc{}, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got, _ := pair(t, test.a, test.b); got != test.isCopy {
				t.Errorf("copy = %v, want %v", got, test.isCopy)
			}
			if got, _ := pair(t, test.b, test.a); got != test.isCopy {
				t.Errorf("turned round: copy = %v, want %v", got, test.isCopy)
			}
		})
	}
}

// TestTemplates: notices drawn from a template stay apart though only their slots differ, even when no other notice
// shows what the template is.
func TestTemplates(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	roads := []string{"人民路", "文昌路", "和平街", "新安街", "翠屏路", "青年路"}
	draw := func() Doc {
		return Doc{Title: "云岭市停水通知", Text: fmt.Sprintf(notice, roads[r.IntN(len(roads))],
			fmt.Sprintf("%d月%d日", 1+r.IntN(12), 1+r.IntN(28)), 15+r.IntN(6), 10*(20+r.IntN(300)))}
	}
	apart, all := 0, 200
	for range all {
		if isCopy, _ := pair(t, draw(), draw()); !isCopy {
			apart++
		}
	}
	if share := float64(apart) / float64(all); share < 0.99 {
		t.Errorf("%.3f of the pairs stay apart, want 0.99", share)
	}
}

func TestStoriesByWindow(t *testing.T) {
	day := time.Date(2026, 8, 3, 9, 0, 0, 0, time.UTC)
	a := Doc{Title: "Millford council votes to rebuild Lenn footbridge", Published: day}
	b := Doc{Title: "Lenn footbridge in Millford to be rebuilt in steel", Published: day.Add(24 * time.Hour)}
	if _, got := pair(t, a, b); !got {
		t.Error("two headlines of one event a day apart are two stories")
	}
	b.Published = day.Add(30 * 24 * time.Hour)
	if _, got := pair(t, a, b); got {
		t.Error("two headlines a month apart are one story")
	}
	b.Published = time.Time{}
	if _, got := pair(t, a, b); !got {
		t.Error("an undated headline found no story")
	}
}

// place puts placements into idx as the store does; story numbers are handed out from next.
func place(idx *memory.Index, docs []Doc, got []Placement, next int64) {
	stories := map[int]int64{}
	for i, p := range got {
		story := p.StoryID
		if story == 0 {
			if stories[p.Group] == 0 {
				stories[p.Group] = next
				next++
			}
			story = stories[p.Group]
		}
		idx.Put(news.Indexed{ArticleID: p.ArticleID, StoryID: story, Canonical: p.Canonical, Published: docs[i].Published,
			Data: p.Fingerprint.Data}, p.Fingerprint.Keys)
	}
}

func TestClusterAgainstIndex(t *testing.T) {
	idx := &memory.Index{}
	day := time.Date(2026, 8, 3, 9, 0, 0, 0, time.UTC)
	first := []Doc{
		{ID: 1, Title: "Council to rebuild the Lenn footbridge", Text: report, Published: day},
		{ID: 2, Title: "Harrowby ends trial of electric buses", Text: "Cold batteries ended a trial of buses.", Published: day},
	}
	place(idx, first, cluster(t, idx, first, Options{}), 100)
	got := cluster(t, idx, []Doc{
		{ID: 3, Title: "Council to rebuild the Lenn footbridge", Text: report, Published: day.Add(time.Hour)},
		{ID: 4, Title: "Lenn footbridge: Millford council votes for steel", Published: day.Add(2 * time.Hour),
			Text: "The council of Millford wants a steel footbridge over the Lenn, said Mayor Dana Whitlow."},
		{ID: 5, Title: "Apple harvest begins", Text: "Growers in the valley picked the first apples.", Published: day},
	}, Options{})
	if got[0].Canonical != 1 || got[0].StoryID != 100 || got[0].Reason != "same text" || got[0].With != 1 {
		t.Errorf("a copy of article 1 was placed as %+v", got[0])
	}
	if got[1].Canonical != 4 || got[1].StoryID != 100 || got[1].Reason == "" || got[1].Score <= 0 {
		t.Errorf("another report of story 100 was placed as %+v", got[1])
	}
	if got[2].StoryID != 0 || got[2].Group == got[0].Group || got[2].Reason != "" {
		t.Errorf("an article of a new story was placed as %+v", got[2])
	}
}

// TestApart: a new article that would tie two stories together does so only if nobody split them.
func TestApart(t *testing.T) {
	idx := &memory.Index{}
	say := func(id int64, title string) Doc { return Doc{ID: id, Title: title} }
	for id, title := range map[int64]string{
		1: "Whitlow opens Lenn footbridge in Millford with brass band", 2: "Lenn footbridge opened by Whitlow in Millford at last",
	} {
		f := Sign(say(id, title))
		idx.Put(news.Indexed{ArticleID: id, StoryID: 10 * id, Data: f.Data}, f.Keys)
	}
	docs := []Doc{say(3, "Millford: Whitlow opens footbridge over Lenn")}
	got := cluster(t, idx, docs, Options{})[0]
	if got.StoryID != 10 || !slices.Equal(got.Merge, []int64{20}) {
		t.Errorf("bridge = story %d, merge %v; want 10 and [20]", got.StoryID, got.Merge)
	}
	got = cluster(t, idx, docs, Options{Apart: [][2]int64{{20, 10}}})[0]
	if len(got.Merge) != 0 || got.StoryID == 0 {
		t.Errorf("after a split: story %d, merge %v; want one of the two and none", got.StoryID, got.Merge)
	}
}

// TestOrder: the answer does not depend on the order of arrival.
func TestOrder(t *testing.T) {
	_, docs := readLabelled(t, "crosslang.jsonl")
	want := byID(cluster(t, &memory.Index{}, docs, Options{}))
	r := rand.New(rand.NewPCG(3, 4))
	for range 5 {
		r.Shuffle(len(docs), func(i, j int) { docs[i], docs[j] = docs[j], docs[i] })
		got := byID(cluster(t, &memory.Index{}, docs, Options{}))
		if !maps.Equal(got, want) {
			t.Fatal("another order of arrival gave other stories")
		}
	}
}

func byID(placements []Placement) map[int64]string {
	out := map[int64]string{}
	for _, p := range placements {
		out[p.ArticleID] = fmt.Sprint(p.Canonical, p.StoryID, p.Group, p.Reason, p.Score, p.Merge)
	}
	return out
}

type brokenIndex struct{ *memory.Index }

var errBroken = errors.New("disk full")

func (brokenIndex) Holders(context.Context, []uint64, int) (map[uint64][]int64, error) {
	return nil, errBroken
}

func TestClusterRefuses(t *testing.T) {
	if _, err := Cluster(t.Context(), brokenIndex{}, []Doc{{ID: 1, Title: "A"}}, Options{}); !errors.Is(err, errBroken) {
		t.Errorf("index error became %v", err)
	}
	for _, docs := range [][]Doc{{{ID: 0}}, {{ID: 1}, {ID: 1}}} {
		if _, err := Cluster(t.Context(), &memory.Index{}, docs, Options{}); !fault.Is(err, fault.Invalid) {
			t.Errorf("ids of %v: %v, want an Invalid fault", docs, err)
		}
	}
	idx := &memory.Index{}
	f := Sign(Doc{Title: "Millford rebuilds footbridge"})
	idx.Put(news.Indexed{ArticleID: 7, StoryID: 7, Data: []byte("garbage")}, f.Keys)
	got := cluster(t, idx, []Doc{{ID: 8, Title: "Millford rebuilds footbridge"}}, Options{})
	if got[0].StoryID != 0 {
		t.Errorf("joined a fingerprint that cannot be read: %+v", got[0])
	}
	if got := cluster(t, idx, nil, Options{}); len(got) != 0 {
		t.Errorf("no articles gave %v", got)
	}
}
