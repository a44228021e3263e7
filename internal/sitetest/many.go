package sitetest

import (
	"fmt"
	"strings"
	"time"
)

// Many gives so many towns with so many articles each, the newest at now: for measuring. Their sites are built like
// those of [Demo] in turn, with as much menu on every page as real ones have. The texts are put together by rote, so
// they are cleaner than any real ones, and no two tell the same.
func Many(now time.Time, towns, articles int) ([]*Town, error) {
	models, err := Demo(now)
	if err != nil {
		return nil, err
	}
	out := make([]*Town, towns)
	for i := range out {
		model := models[i%len(models)]
		t := &Town{
			ID: fmt.Sprintf("town%03d", i), Name: fmt.Sprintf("%s %d", model.Name, i), Place: fmt.Sprintf("%s %d", model.Place, i),
			Country: model.Country, Language: model.Language, Zone: model.Zone, GBK: model.GBK, Start: model.Start,
			layout: model.layout, menu: menu(120),
		}
		for n := range articles {
			t.Add(t.rote(i, n+1, now.Add(-time.Duration(n)*3*time.Hour)))
		}
		out[i] = t
	}
	return out, nil
}

// menu is markup with so many links, as the heads and feet of municipal sites have it.
func menu(links int) string {
	var b strings.Builder
	b.WriteString(`<div class="site-map"><ul class="menu">`)
	for i := range links {
		fmt.Fprintf(&b, `<li class="menu-entry menu-entry-%d" data-level="2"><a class="menu-link" href="/service/section-%d/" `+
			`title="Service section %d"><span class="icon icon-%d" aria-hidden="true"></span><span>Section %d</span></a></li>`,
			i, i, i, i%17, i)
	}
	b.WriteString("</ul></div>")
	return b.String()
}

// words are what rote puts together in one language: who does what to which thing where.
type words struct{ who, does, thing, where []string }

var rote = map[string]words{
	"en": {
		[]string{"The council", "A committee", "The fire brigade", "The library", "The water board", "A school"},
		[]string{"reviewed", "opened", "repaired", "measured", "painted", "extended", "inspected"},
		[]string{"the footbridge", "a bus lane", "the market hall", "the boiler house", "an allotment", "the lido"},
		[]string{"on Alder Street", "by the old mill", "near the station", "in the north ward", "at Quarry Bank"},
	},
	"de": {
		[]string{"Der Stadtrat", "Ein Ausschuss", "Die Feuerwehr", "Die Bücherei", "Das Wasserwerk", "Eine Schule"},
		[]string{"prüfte", "öffnete", "erneuerte", "vermaß", "strich", "erweiterte", "besichtigte"},
		[]string{"den Steg", "eine Busspur", "die Markthalle", "das Kesselhaus", "einen Garten", "das Freibad"},
		[]string{"an der Erlenstraße", "bei der alten Mühle", "am Bahnhof", "im Norden", "am Steinbruch"},
	},
	"zh": {
		[]string{"市政府", "委员会", "消防队", "图书馆", "自来水公司", "第三小学"},
		[]string{"检查了", "开放了", "修缮了", "测量了", "粉刷了", "扩建了", "视察了"},
		[]string{"人行天桥", "公交专用道", "农贸市场", "锅炉房", "社区菜园", "游泳馆"},
		[]string{"在杨树街", "在老磨坊旁", "在车站附近", "在城北片区", "在采石场"},
	},
}

// rote makes article n of town number site. Each of its sentences has a number no other article has.
func (t *Town) rote(site, n int, at time.Time) Article {
	w, seed := rote[t.Language], site*7919+n*104729
	pick := func(from []string) string {
		seed = (seed*1103515245 + 12345) & 0x7fffffff
		return from[(seed>>8)%len(from)]
	}
	say := func(k int) string {
		number := site*1000000 + n*100 + k
		if t.Language == "zh" {
			return fmt.Sprintf("%s%s%s%s，编号%d的工程按期完成。", pick(w.who), pick(w.where), pick(w.does), pick(w.thing), number)
		}
		return fmt.Sprintf("%s %s %s %s, as file %d says.", pick(w.who), pick(w.does), pick(w.thing), pick(w.where), number)
	}
	var text []string
	for p := range 10 {
		text = append(text, say(5*p)+" "+say(5*p+1)+" "+say(5*p+2)+" "+say(5*p+3)+" "+say(5*p+4))
	}
	return Article{
		ID: fmt.Sprintf("%s-%d", t.ID, n), Number: 1000*site + n, Town: t.ID, At: at.Truncate(time.Minute),
		Title: strings.TrimRight(say(99), "。."), Text: strings.Join(text, "\n\n"), Outlet: t.Name,
	}
}
