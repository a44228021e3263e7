package digest

import (
	"errors"
	"time"

	"tidings/internal/news"
	"tidings/templates"
)

// Check renders every mail in every language with invented data that takes every branch, so that a mistake in an
// operator's template is found when the program starts. The errors name file and line.
func Check(set *templates.Set) error {
	errs := []error{set.Check()}
	for _, lang := range set.Languages() {
		_, err := Render(set, probe(lang))
		errs = append(errs, err)
		for _, kind := range []NoticeKind{
			NoticeConfirm, NoticeWelcome, NoticeGoodbye, NoticeLeft, NoticeManage, NoticeStill, NoticeSource, NoticeMail,
		} {
			_, err := RenderNotice(set, probeNotice(kind, lang))
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// probe is an issue that takes every branch of the edition's templates, the size budget included.
func probe(lang string) Issue {
	at := time.Date(2026, 11, 22, 7, 30, 0, 0, time.UTC)
	full := Story{
		ID: 1, Town: "Port Ellery", Headline: "Hearing on the water tariff", Sentences: []string{"Objections are taken."},
		Lang: "en-IE", Date: news.Date{Time: at, Clock: true}, Place: "Town hall", Update: "A second date.", Machine: true,
		Act: Act{At: news.Date{Time: at.AddDate(0, 0, 8)}, Until: true}, Page: "https://tidings.example/story/1",
		Calendar: "https://tidings.example/story/1.ics", Picture: &Picture{Width: 160, Height: 90, JPEG: []byte{1}},
	}
	for range linkedSources + 2 {
		full.Sources = append(full.Sources, SourceLink{Name: "Council", URL: "https://council.example/1", Copies: 1})
	}
	links := Links{
		Preferences: "https://tidings.example/p", Unsubscribe: "https://tidings.example/u",
		Edition: "https://tidings.example/e", Archive: "https://tidings.example/a", Status: "https://tidings.example/s",
	}
	return Issue{
		Digest: news.Digest{ID: "probe", Name: "Probe"}, Start: at.AddDate(0, 0, -1), End: at, Lang: lang, Zone: "UTC",
		Stories: []Story{full, {ID: 2, Headline: "Plain", Sources: []SourceLink{{URL: "https://council.example/2"}}}, full},
		Receipt: Receipt{Read: 1, Sources: 2, Troubled: []Trouble{{Name: "Ashby", State: news.StateFrozen, Since: at}}},
		Links:   links, Next: at.AddDate(0, 0, 1), Recipient: "reader@mail.example", Welcome: true,
		Contact: "contact@tidings.example", Postal: "4 Quay Street", Budget: 9_000,
	}
}

func probeNotice(kind NoticeKind, lang string) Notice {
	at := time.Date(2026, 11, 22, 7, 30, 0, 0, time.UTC)
	return Notice{
		Kind: kind, Lang: lang, At: at, Service: "Probe", Recipient: "reader@mail.example", Digests: []string{"Probe"},
		Schedule: "daily", Next: at, Link: "https://tidings.example/c", Expires: at, Preferences: "https://tidings.example/p",
		Unsubscribe: "https://tidings.example/u", Status: "https://tidings.example/s", Contact: "https://tidings.example",
		Changes: []SourceChange{
			{
				Name: "Ashby", URL: "https://ashby.example/", From: news.StateFine, To: news.StateBlocked, Since: at,
				Err: "x", Advice: "y",
			},
			{Name: "Ellery", From: news.StateFrozen, To: news.StateFine, Before: "feed", Now: "dated"},
		},
		Trouble: MailTrouble{Scope: "relay", Reason: "550 5.7.1", Since: at, Until: at},
	}
}
