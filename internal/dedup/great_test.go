package dedup

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// teller writes whole reports of one event, each in words of its own: what there is to say of it, in part and in some of
// the ways it can be said.
type teller struct {
	random *rand.Rand
	glue   string
	facts  [][]string // each in several wordings
}

func tellers(random *rand.Rand) map[string]*teller {
	return map[string]*teller{
		"en": {random: random, glue: " ", facts: [][]string{
			{"The dam above Ostrow Mill broke at 4.20 on Sunday morning.", "At 4.20 on Sunday the old dam over Ostrow Mill gave way.",
				"It was 4.20 in the morning of Sunday when the Ostrow dam burst."},
			{"Some 1,340 people had to leave their homes.", "About 1,340 inhabitants were brought out of their houses by boat.",
				"The district moved 1,340 residents to safety."},
			{"Water stood two metres high in Tanner Lane.", "In Tanner Lane the flood reached the first floor.",
				"Cars floated through Tanner Lane, where the water was two metres deep."},
			{"Fire chief Marta Kolben spoke of the worst night of her career.", "\"I have seen nothing like it\", said Marta Kolben, who leads the fire brigade.",
				"Marta Kolben of the fire brigade called the night her worst."},
			{"The dam was built in 1911 and last inspected six years ago.", "Inspectors had last seen the wall, which dates from 1911, six years ago.",
				"Nobody had examined the dam of 1911 for six years."},
			{"Sixty millimetres of rain had fallen in nine hours.", "Before that it had rained for nine hours, sixty millimetres in all.",
				"Nine hours of rain brought sixty millimetres."},
			{"The railway to Brisna is closed until Thursday.", "No trains run to Brisna before Thursday.", "Passengers to Brisna take buses until Thursday."},
			{"Three persons are missing, among them a miller and his son.", "A miller and his son are among the three who have not been found.",
				"Searchers look for three missing, two of them a miller and his boy."},
			{"The army sent 200 soldiers with pumps.", "Two hundred soldiers brought pumps and sandbags.", "Pumps came with 200 men of the army."},
			{"Drinking water comes in tank lorries.", "Tankers bring drinking water to the upper town.", "For drinking there is water from lorries."},
			{"Minister Ivo Sandrik promised eight million for repairs.", "Eight million will be paid at once, Minister Ivo Sandrik announced.",
				"From the capital Ivo Sandrik pledged eight million."},
			{"The public prosecutor opened an inquiry into the owner, Ostrow Hydro.", "Against Ostrow Hydro, to whom the dam belongs, an inquiry was opened.",
				"Ostrow Hydro, the owner, is under investigation by the prosecutor."},
			{"The gymnasium of the Leska school became a shelter.", "Families slept on mats in the Leska school.", "At the Leska school cots were put up for the night."},
			{"The mill itself, a museum since 1987, is gone.", "Nothing is left of the mill, which had been a museum since 1987.",
				"The flood took the mill museum away with its wheel."},
		}},
		"zh": {random: random, facts: [][]string{
			{"周日凌晨4时20分，奥溪磨坊上游的老坝溃决。", "奥溪老坝在周日4时20分突然垮塌。", "4时20分，一声巨响后，奥溪磨坊上方的大坝决口。"},
			{"约1340名群众被迫离家。", "当地连夜用船转移居民1340人。", "1340名住户撤到了安全地带。"},
			{"皮匠巷水深达两米。", "在皮匠巷，洪水漫到了二楼窗台。", "皮匠巷里汽车漂在水上，积水两米。"},
			{"消防队长柯玛塔说，这是她从业以来最艰难的一夜。", "“从未见过这样的场面”，带队救援的柯玛塔表示。", "柯玛塔率消防队员彻夜搜救，她称之为最糟的一晚。"},
			{"该坝建于1911年，上一次检查是在六年前。", "这座1911年修筑的石坝已有六年无人检修。", "检查人员最近一次到坝上是六年前，坝龄超过百年，始建于1911年。"},
			{"此前九小时内降雨六十毫米。", "九个小时的大雨带来六十毫米降水。", "雨连下九小时，雨量计停在六十毫米。"},
			{"通往布里镇的铁路停运至周四。", "周四之前，开往布里镇的列车全部取消。", "去布里镇的旅客周四前只能改乘大巴。"},
			{"仍有三人失联，其中包括一名磨坊主和他的儿子。", "磨坊主父子等三人尚未找到。", "搜救人员正在寻找三名失踪者，两人是磨坊主父子。"},
			{"驻军派出200名官兵携带水泵增援。", "两百名士兵带着水泵和沙袋赶到。", "增援的200名军人运来了抽水设备。"},
			{"上城区饮用水由水车供应。", "送水车每天两次开进上城。", "居民排队从水车接水。"},
			{"部长桑以沃承诺拨款八百万元用于重建。", "八百万元救灾款即刻下拨，桑以沃部长宣布。", "桑以沃从首都表示将支持八百万。"},
			{"检察机关已对业主奥溪水电公司立案调查。", "奥溪水电公司作为坝主正接受调查。", "大坝归奥溪水电公司所有，检方介入。"},
			{"莱斯卡中学体育馆成了安置点。", "许多家庭在莱斯卡中学打地铺过夜。", "莱斯卡中学支起了行军床。"},
			{"1987年起作为博物馆开放的磨坊已荡然无存。", "磨坊博物馆连同水车一起被冲走，它开放于1987年。", "那座1987年辟为博物馆的磨坊不见了。"},
		}},
	}
}

// report tells most of the event, in an order of its own.
func (w *teller) report() string {
	facts := w.random.Perm(len(w.facts))
	var said []string
	for _, i := range facts[:8+w.random.IntN(4)] {
		ways := w.facts[i]
		said = append(said, ways[w.random.IntN(len(ways))])
	}
	return strings.Join(said, w.glue)
}

// TestGreatEventInOneBatch: what very many tell on one day in words of their own stays one story, among the reports of
// offices.
func TestGreatEventInOneBatch(t *testing.T) {
	// While all that came together counted as other events, those told by twenty fell into 5 to 7 stories.
	const leastPrecision, leastRecall = 0.9, 0.9
	for lang, stop := range map[string]string{"en": ". ", "zh": "。"} {
		for _, told := range []int{16, 20, 60} {
			o, p := pressOffices()[lang], newPress(lang)
			o.random, p.idle = rand.New(rand.NewPCG(uint64(told), uint64(len(lang)))), 12
			w := tellers(o.random)[lang]
			day := time.Date(2026, 9, 14, 0, 0, 0, 0, time.UTC)
			docs, event := o.reports(100, told+1, day.Add(-40*time.Hour)), map[int64]int{}
			for _, d := range docs {
				event[d.ID] = int(d.ID)
			}
			for i := range told {
				text := w.report() + stop + p.headline(nil) + stop + p.headline(nil) + stop // what else a paper has to say
				docs = append(docs, Doc{ID: int64(i + 1), SourceID: fmt.Sprint("paper ", i), Title: strings.SplitAfter(text, stop)[0],
					Text: text, Published: day.Add(time.Duration(o.random.IntN(30*60)) * time.Minute)})
				event[int64(i+1)] = 0
			}
			for _, size := range []int{1, 40, len(docs)} {
				precision, recall := agreement(docs, storiesOf(t, docs, size), event)
				if precision < leastPrecision || recall < leastRecall {
					t.Errorf("%s told by %d, in batches of %d: precision %.3f, recall %.3f; want at least %v and %v",
						lang, told, size, precision, recall, leastPrecision, leastRecall)
				}
			}
		}
	}
}

func TestSameFigures(t *testing.T) {
	day := time.Date(2026, 9, 14, 0, 0, 0, 0, time.UTC)
	const flood, crash = "The flood drove 1,340 people from their homes and took 27 bridges.", "A bus with 43 children ran into a ditch."
	tests := []struct {
		name  string
		texts []string // the first two are compared, the others came ten days before
		want  bool
	}{
		{"two", []string{flood, "Of 27 bridges nothing is left, says the mayor of the 1,340 who fled."}, true},
		{"two in Chinese", []string{"洪水迫使1340人离家，冲毁桥梁27座。", "27座桥梁被冲走，撤离群众1340名。"}, true},
		{"one", []string{flood, "In the gymnasium 1,340 people found shelter."}, false},
		{"none", []string{flood, crash}, false},
		{"said for long", []string{flood + " Call 555314 or 555315.", crash + " Call 555314 or 555315.", "Call 555314 or 555315."}, false},
		{"said for long, and others", []string{flood + " Call 555314.", "Gone are 27 bridges, out 1,340 people. Call 555314.", "Call 555314."},
			true},
		{"by chance", []string{"11 12 13 14 15 16 17 18 19 20 21 22 23", "13 24 25 26 27 28 29 30 31 32 33 34 35 11"}, false},
	}
	for _, test := range tests {
		var docs []Doc
		for i, text := range test.texts {
			docs = append(docs, Doc{ID: int64(i + 1), Text: text, Published: day})
			if i > 1 {
				docs[i].Published = day.Add(-10 * 24 * time.Hour)
			}
		}
		nodes, err := gather(t.Context(), nil, docs, Options{}.withDefaults())
		if err != nil {
			t.Fatal(err)
		}
		prints := map[int64]*print{}
		for _, n := range nodes {
			prints[n.id] = n.print
		}
		f := newField(nodes, Options{}.withDefaults())
		if got := f.sameFigures(prints[1].concepts, prints[2].concepts); got != test.want {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
}
