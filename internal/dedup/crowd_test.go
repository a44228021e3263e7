package dedup

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"tidings/internal/dedup/memory"
	"tidings/internal/news"
)

// office writes long reports of different events in the few words its trade has: who does what where, and some figures.
type office struct {
	random *rand.Rand
	forms  []string // of a sentence: who, what, where, a number
	who    []string
	what   []string
	where  []string
}

func pressOffices() map[string]*office {
	return map[string]*office{
		"en": {
			forms: []string{
				"Under the budget of this year, %s will take up %s at %s and spend %d percent of its reserve.",
				"%s has presented a draft for %s by %s, on which %d residents may comment in writing.",
				"Starting in spring, %s is going to pay for %s next to %s within %d weeks.",
				"After the public hearing %s put off %s around %s, since %d owners had objected.",
				"A contract for the survey was signed by %s, so that %s close to %s can be tendered with %d conditions.",
				"Members of %s praised how %s behind %s had been finished %d days ahead of the schedule.",
			},
			who: []string{"the Harbour Board", "the Committee on Streets", "the Heritage Panel", "the Parks Bureau",
				"the Sewer District", "the Youth Council", "the Treasurer", "the Housing Authority", "the Transit Agency",
				"the Forestry Service", "the Market Office", "the Health Inspectorate"},
			what: []string{"the new sea wall", "a cycle path", "the repair of the clock tower", "the playground fence",
				"the storm sewer", "a skating rink", "the parking meters", "the insulation of flats", "the tram shelters",
				"the planting of lindens", "the covered stalls", "the air filters", "the reading room", "a footbridge"},
			where: []string{"Cooper's Quay", "Linden Square", "the Old Mint", "Saddler Street", "the Tanners' Gate",
				"Mill Island", "the Upper Cemetery", "Rope Walk", "the Corn Exchange", "Abbey Meadow", "North Bastion"},
		},
		"zh": {
			forms: []string{
				"根据年度计划，%s将在%[3]s推进%[2]s，投入资金占全年预算的百分之%[4]d。", "%s公布了%[3]s%[2]s的初步方案，共有%[4]d名居民提出书面意见。",
				"自明年春季起，%s将用%[4]d周时间在%[3]s附近实施%[2]s。", "听证会结束后，%s决定推迟%[3]s周边的%[2]s，此前有%[4]d户业主表示反对。",
				"%s已签订勘测合同，为%[3]s一带的%[2]s招标做好准备，列出条件%[4]d项。", "%s有关负责人表示，%[3]s后侧的%[2]s比原定工期提前%[4]d天完成。",
			},
			who: []string{"市港务中心", "市道路管理处", "市文物保护中心", "市公园管理处", "市排水公司", "市青年联合会", "市审计局", "市房产管理局", "市轨道办公室",
				"市林业局", "市市场服务中心", "市卫生监督所"},
			what: []string{"海堤加固", "自行车道建设", "钟楼修缮", "儿童乐园围栏更换", "雨水管网疏通", "滑冰场建设", "停车收费改革", "住宅保温改造", "候车亭更新",
				"行道树补种", "摊位顶棚安装", "空气净化设备采购", "阅览室扩建", "人行天桥建设"},
			where: []string{"铜匠码头", "椴树广场", "老铸币厂", "马鞍街", "皮匠门", "磨坊岛", "北山公墓", "制绳巷", "谷物交易所", "修院草场", "北棱堡"},
		},
	}
}

// report writes a text of n sentences under a headline of its own.
func (o *office) report(n int) (title, text string) {
	one := func(of []string) string { return of[o.random.IntN(len(of))] }
	title = one(o.who) + " " + one(o.what) + " " + one(o.where)
	var b strings.Builder
	for range n {
		s := fmt.Sprintf(one(o.forms), one(o.who), one(o.what), one(o.where), 11+o.random.IntN(88))
		b.WriteString(strings.ToUpper(s[:1]) + s[1:] + " ")
	}
	return title, b.String()
}

// reports gives reports of different events, some of them each day.
func (o *office) reports(n, first int, day time.Time) []Doc {
	var out []Doc
	for i := range n {
		title, text := o.report(16 + o.random.IntN(8))
		out = append(out, Doc{ID: int64(first + i), Title: title, Text: text,
			Published: day.Add(time.Duration(i) * 48 * time.Minute)})
	}
	return out
}

// storiesOf clusters docs by their date in batches of size and gives the story of each.
func storiesOf(t *testing.T, docs []Doc, size int) map[int64]int64 {
	t.Helper()
	docs = slices.SortedStableFunc(slices.Values(docs), func(a, b Doc) int { return a.Published.Compare(b.Published) })
	idx, of, shown := &memory.Index{}, map[int64]int64{}, map[int64]news.Indexed{}
	keys := map[int64][]uint64{}
	put := func(id, story int64) {
		of[id] = story
		x := shown[id]
		x.StoryID = story
		idx.Put(x, keys[id])
	}
	for part := range slices.Chunk(docs, size) {
		first := map[int]int64{}
		for i, p := range cluster(t, idx, part, Options{}) {
			story := cmp.Or(p.StoryID, first[p.Group], p.ArticleID)
			first[p.Group] = story
			for id, s := range of {
				if slices.Contains(p.Merge, s) {
					put(id, story)
				}
			}
			shown[p.ArticleID] = news.Indexed{ArticleID: p.ArticleID, Canonical: p.Canonical, Published: part[i].Published,
				Data: p.Fingerprint.Data}
			keys[p.ArticleID] = p.Fingerprint.Keys
			put(p.ArticleID, story)
		}
	}
	return of
}

// TestEventsAmongOffices: events told twice in other words find each other, and notices that are alike stay apart, in
// batches of any size, among the reports of offices that say everything in the same few words.
func TestEventsAmongOffices(t *testing.T) {
	const mostWrong = 15 // without crowds it is 70 to 257
	rows, events := readLabelled(t, "events.jsonl")
	docs := slices.Clone(events)
	for lang, o := range pressOffices() {
		o.random = rand.New(rand.NewPCG(uint64(len(lang)), uint64(lang[0])))
		docs = append(docs, o.reports(200, len(docs)+1, time.Date(2026, 9, 11, 0, 0, 0, 0, time.UTC))...)
	}
	for _, size := range []int{1, 40, 400, len(docs)} {
		t.Run(fmt.Sprint(size), func(t *testing.T) {
			of := storiesOf(t, docs, size)
			var right, wrong, missed int
			for i, a := range docs {
				for j, b := range docs[:i] {
					same := i < len(rows) && j < len(rows) && rows[i].Story == rows[j].Story
					switch joined := of[a.ID] == of[b.ID]; {
					case joined && same:
						right++
					case joined:
						wrong++
					case same:
						missed++
						t.Logf("missed: %s | %s", a.Title, b.Title)
					}
				}
			}
			t.Logf("%d right, %d wrong, %d missed", right, wrong, missed)
			if wrong > mostWrong || missed > 1 {
				t.Errorf("%d of %d pairs joined wrongly, want at most %d; %d of %d missed, want at most 1",
					wrong, len(docs)*(len(docs)-1)/2, mostWrong, missed, right+missed)
			}
		})
	}
}

// TestGreatEvent: what a dozen tell in words of their own on one day stays one story.
func TestGreatEvent(t *testing.T) {
	world := newTown()
	event := world.article().Text[:1200]
	var docs []Doc
	for range 12 {
		d := world.article()
		told := strings.Fields(event)
		rand.New(rand.NewPCG(uint64(d.ID), 1)).Shuffle(len(told), func(i, j int) { told[i], told[j] = told[j], told[i] })
		d.Text = strings.Join(told, " ") + ". " + d.Text[:1200]
		docs = append(docs, d)
	}
	for range 100 {
		docs = append(docs, world.article())
	}
	for _, size := range []int{1, 10, len(docs)} {
		of := storiesOf(t, docs, size)
		for _, d := range docs[:12] {
			if of[d.ID] != of[docs[0].ID] {
				t.Errorf("in batches of %d, report %d of the event is another story", size, d.ID)
			}
		}
	}
}

func TestChanceInACrowd(t *testing.T) {
	tests := []struct {
		name string
		met  []neighbour
		want float64
	}{
		{"alone", nil, 0},
		{"few", []neighbour{{0.9, otherSure, 1}, {0.8, otherSure, 2}, {0.7, otherSure, 3}, {0.6, otherSure, 4}}, 0},
		{"five stories", []neighbour{{0.5, otherSure, 5}, {0.9, otherSure, 1}, {0.7, otherSure, 3}, {0.6, otherSure, 4},
			{0.8, otherSure, 2}, {0.1, otherSure, 6}}, 0.5},
		{"one story", slices.Repeat([]neighbour{{0.9, otherSure, 1}, {0.8, otherSure, 1}}, 9), 0},
		{"of the batch", slices.Repeat([]neighbour{{0.9, otherMaybe, 0}}, crowdFull-1), 0},
		{"both", append(slices.Repeat([]neighbour{{0.9, otherMaybe, 0}}, crowdFull-otherSure), neighbour{0.3, otherSure, 1}), 0.3},
	}
	for _, test := range tests {
		var c crowd
		for _, n := range test.met {
			c.add(n)
		}
		if got := c.chance(); got != test.want {
			t.Errorf("%s: chance = %v, want %v", test.name, got, test.want)
		}
	}
}
