package digest

import (
	"strings"
	"testing"
	"time"

	"tidings/internal/news"
)

func notices(lang string) map[string]Notice {
	at := time.Date(2026, 11, 22, 6, 30, 0, 0, time.UTC)
	base := Notice{
		Lang: lang, Zone: "Asia/Shanghai", At: at, Service: "Riverside Tidings", Recipient: "reader@mail.example",
		Digests: []string{"Linhe Daily", "Qingshi Weekly"}, Schedule: "daily at 07:30 (Asia/Shanghai)",
		Unsubscribe: "https://tidings.example/u/77", Contact: "contact@tidings.example",
		Preferences: "https://tidings.example/p/77", Postal: "Harbour News Club, 4 Quay Street, Port Ellery",
	}
	if lang == "zh" {
		base.Recipient = "duzhe@mail.example"
		base.Service, base.Digests, base.Schedule = "河畔消息", []string{"临河每日摘要", "青石周报"}, "每天 07:30（Asia/Shanghai）"
	}
	with := func(kind NoticeKind, link string, next, expires time.Time) Notice {
		n := base
		n.Kind, n.Link, n.Next, n.Expires = kind, link, next, expires
		return n
	}
	source := base
	source.Kind, source.Digests, source.Schedule, source.Status = NoticeSource, nil, "", "https://tidings.example/status"
	source.Unsubscribe = ""
	source.Changes = []SourceChange{
		{
			ID: "qingshi", Name: "青石县人民政府", URL: "https://qingshi.example/",
			From: news.StateFine, To: news.StateRedesigned,
			Since: at.Add(-3 * time.Hour), LastRead: at.Add(-27 * time.Hour), LastNew: at.Add(-30 * time.Hour),
			Err: "listing answered with 0 links where 40 were", Advice: "tidings source doctor qingshi",
		},
		{
			ID: "ashby", Name: "Ashby Parish Council", From: news.StateBlocked, To: news.StateFine,
			Since: at.Add(-time.Hour), LastRead: at,
		},
	}
	mail := source
	mail.Kind, mail.Changes = NoticeMail, nil
	mail.Trouble = MailTrouble{
		Scope: "digest:linhe", Reason: "550 5.7.1 unsolicited mail", Since: at, Until: at.Add(time.Hour),
	}
	left := with(NoticeLeft, "https://tidings.example/undo/78", time.Time{}, at.AddDate(0, 0, 28))
	left.Digests = left.Digests[:1]
	goodbye := with(NoticeGoodbye, "https://tidings.example/undo/77", time.Time{}, at.AddDate(0, 0, 28))
	left.Schedule, goodbye.Schedule = "", ""
	return map[string]Notice{
		"confirm": with(NoticeConfirm, "https://tidings.example/c/77", time.Time{}, at.AddDate(0, 0, 7)),
		"welcome": with(NoticeWelcome, "", at.AddDate(0, 0, 1), time.Time{}),
		"goodbye": goodbye,
		"left":    left,
		"manage":  with(NoticeManage, "https://tidings.example/p/77", time.Time{}, at.AddDate(0, 0, 7)),
		"still":   with(NoticeStill, "", at.AddDate(0, 0, 1), time.Time{}),
		"source":  source,
		"mail":    mail,
	}
}

func TestRenderNoticeGolden(t *testing.T) {
	set := mustSet(t)
	for _, lang := range set.Languages() {
		for name, n := range notices(lang) {
			t.Run(name+"."+lang, func(t *testing.T) {
				r, err := RenderNotice(set, n)
				if err != nil {
					t.Fatal(err)
				}
				goldenMail(t, "notice."+name+"."+lang, r)
			})
		}
	}
}

func TestRenderNoticeRefusesUnknownKind(t *testing.T) {
	_, err := RenderNotice(mustSet(t), Notice{Kind: "birthday"})
	if err == nil || !strings.Contains(err.Error(), "birthday") {
		t.Errorf("err = %v, want one that names the kind", err)
	}
}
