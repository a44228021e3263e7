package digest

import (
	"testing"
	"time"

	"tidings/internal/news"
	"tidings/templates"
)

func mustSet(t testing.TB) *templates.Set {
	t.Helper()
	set, err := templates.Load("")
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func inZone(t testing.TB, zone string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func englishIssue(t testing.TB) Issue {
	loc := inZone(t, "Europe/Dublin")
	end := time.Date(2026, 11, 22, 7, 30, 0, 0, loc)
	return Issue{
		Digest: news.Digest{ID: "harbour-daily", Name: "The Harbour Daily", Language: "en", Zone: "Europe/Dublin"},
		Start:  end.AddDate(0, 0, -1), End: end, Lang: "en", Zone: "Europe/Dublin",
		Stories: []Story{
			{
				ID: 41, Town: "Port Ellery", Headline: "Hearing on the new water tariff: written objections still possible",
				Sentences: []string{
					"The council's works committee hears residents on the water tariff that is to apply from 1 January.",
					"Written objections are taken at the town hall and by mail.",
				},
				Facts: []news.Fact{
					{Kind: news.FactWhen, Text: "Thursday, 3 December, 7 p.m."}, {Kind: news.FactWhere, Text: "Town Hall, Quay Street"},
				},
				Lang: "en", Date: news.Date{Time: end.Add(-15 * time.Hour), Clock: true},
				Sources: []SourceLink{
					{Name: "Port Ellery Town Council", URL: "https://council.portellery.example/news/2026/water-tariff"},
					{Name: "Ellery Gazette", URL: "https://gazette.example/2026/11/21/tariff-hearing", Copies: 1},
				},
				Act:  Act{At: news.Day(2026, 11, 30, loc), Until: true},
				Page: "https://tidings.example/story/41", Calendar: "https://tidings.example/story/41.ics",
			},
			{
				ID: 42, Town: "Port Ellery", Headline: "Swing bridge reopens two weeks early after repairs",
				Sentences: []string{
					"The swing bridge over the inner harbour opened to traffic again on Saturday, two weeks ahead of plan.",
					"The harbour authority replaced both main bearings and rewired the control cabin.",
					"Lorries above 12 tonnes stay barred until the load test in December.",
				},
				Lang: "en", Date: news.Date{Time: end.Add(-20 * time.Hour), Clock: true}, Place: "Inner Harbour",
				Sources: []SourceLink{
					{Name: "Port Ellery Town Council", URL: "https://council.portellery.example/news/2026/swing-bridge"},
					{Name: "Ellery Gazette", URL: "https://gazette.example/2026/11/21/bridge"},
					{Name: "Harbour Authority", URL: "http://harbour.example/notices/881"},
				},
				Update: "The barrier for lorries above 12 tonnes was added.",
				Page:   "https://tidings.example/story/42",
			},
			{
				ID: 43, Town: "Marlow Sands", Headline: "Library keeps its doors open until eight on Thursdays",
				Sentences: []string{
					"From December the central library stays open until 8 p.m. on Thursdays, for a trial of six months.",
				},
				Lang: "en", Date: news.Day(2026, 11, 21, loc), Matched: []string{"+library", "/open(s|ed)?/", "Thursday"},
				Sources: []SourceLink{{Name: "Marlow Sands Borough", URL: "https://marlowsands.example/news/1204"}},
				Page:    "https://tidings.example/story/43", Machine: true,
			},
			{
				ID: 44, Town: "Marlow Sands", Headline: "临河湿地公园本周六开放，免费接驳车同日运行",
				Sentences: []string{"临河湿地公园将于本周六上午九点开放。", "开放当日设免费接驳车，每二十分钟一班。"},
				Lang:      "zh", Date: news.Date{Time: end.Add(-9 * time.Hour), Clock: true}, Seen: true,
				Sources: []SourceLink{{Name: "临河区人民政府", URL: "https://linhe.example/news/77.html"}},
				Page:    "https://tidings.example/story/44",
			},
		},
		Receipt: Receipt{Read: 11, Sources: 12, Troubled: []Trouble{
			{Name: "Ashby Parish Council", State: news.StateBlocked, Since: end.AddDate(0, 0, -3)},
		}},
		Links: Links{
			Preferences: "https://tidings.example/p/8fk2", Unsubscribe: "https://tidings.example/u/8fk2",
			Edition: "https://tidings.example/e/2026-11-22", Archive: "https://tidings.example/archive/harbour-daily",
			Status: "https://tidings.example/status",
		},
		Next: end.AddDate(0, 0, 1), Schedule: "daily at 07:30", Recipient: "reader@mail.example",
		Contact: "editor@tidings.example", Postal: "Harbour News Club, 4 Quay Street, Port Ellery",
	}
}

func chineseIssue(t testing.TB) Issue {
	loc := inZone(t, "Asia/Shanghai")
	end := time.Date(2026, 11, 22, 7, 30, 0, 0, loc)
	return Issue{
		Digest: news.Digest{ID: "linhe", Name: "临河每日摘要", Language: "zh", Zone: "Asia/Shanghai"},
		Start:  end.AddDate(0, 0, -1), End: end, Welcome: true,
		Stories: []Story{
			{
				ID: 51, Town: "临河市", Headline: "城南三个小区周二停水八小时，请提前储水",
				Sentences: []string{
					"因更换供水主管道，11月24日9时至17时，城南花园、和平里、东风新村三个小区停水。",
					"市水务公司将在各小区门口安排送水车，咨询电话全天开通。",
				},
				Facts: []news.Fact{
					{Kind: news.FactWhen, Text: "11月24日9时至17时"}, {Kind: news.FactWhere, Text: "城南花园1至14栋，和平里、东风新村全部"},
				},
				Lang: "zh", Date: news.Date{Time: end.Add(-12 * time.Hour), Clock: true},
				Sources: []SourceLink{
					{Name: "临河市人民政府", URL: "https://www.linhe.example/tzgg/2026/1121.html"},
					{Name: "临河日报", URL: "https://ribao.linhe.example/20261121/3.html"},
				},
				Act:  Act{At: news.Date{Time: time.Date(2026, 11, 24, 9, 0, 0, 0, loc), Clock: true}},
				Page: "https://tidings.example/story/51",
			},
			{
				ID: 52, Town: "临河市", Headline: "临河市召开政法工作座谈会，部署岁末年初平安建设工作",
				Sentences: []string{
					"11月20日，临河市召开政法工作座谈会，听取各区县平安建设情况汇报。",
					"会议要求，加强矛盾纠纷排查化解，做好岁末年初安全生产和值班值守工作。",
				},
				Lang: "zh", Date: news.Day(2026, 11, 21, loc), Place: "市会议中心",
				Sources: []SourceLink{
					{Name: "临河市人民政府", URL: "https://www.linhe.example/xw/2026/1120.html", Copies: 2},
					{Name: "临河日报", URL: "https://ribao.linhe.example/20261121/1.html"},
					{Name: "临河新闻网", URL: "http://news.linhe.example/1.html"},
				},
				Matched: []string{"调解"},
				Update:  "公布了今年前十个月的调解数据。", Page: "https://tidings.example/story/52",
			},
			{
				ID: 53, Town: "青石县", Headline: "青石县新图书馆试开放，日接待读者上限三千人",
				Sentences: []string{"青石县新图书馆即日起试开放一个月，每日接待读者上限三千人，无需预约。"},
				Lang:      "zh", Date: news.Day(2026, 11, 21, loc),
				Sources: []SourceLink{{Name: "青石县人民政府", URL: "https://qingshi.example/a/9.html"}},
				Page:    "https://tidings.example/story/53",
			},
		},
		Receipt: Receipt{Read: 8, Sources: 8},
		Links: Links{
			Preferences: "https://tidings.example/p/9ab", Unsubscribe: "https://tidings.example/u/9ab",
			Edition: "https://tidings.example/e/linhe-2026-11-22", Archive: "https://tidings.example/archive/linhe",
			Status: "https://tidings.example/status",
		},
		Next: end.AddDate(0, 0, 1), Schedule: "每天 07:30", Recipient: "duzhe@mail.example",
		Contact: "contact@tidings.example", Postal: "临河市河滨路 8 号 邮编 100000",
	}
}
