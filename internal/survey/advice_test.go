package survey_test

import (
	"strings"
	"testing"

	"tidings/internal/discover/propose"
	"tidings/internal/news"
	"tidings/internal/survey"
)

// TestAdvice: each trouble has what an operator can do about it, and a source that is in none has none.
func TestAdvice(t *testing.T) {
	elsewhere := survey.Preview{Links: []news.Link{{Title: "A matter"}}}
	elsewhere.Crawl.ListingURL = "https://oak.example/neu/"
	for _, tt := range []struct {
		name string
		d    survey.Diagnosis
		want []string
	}{
		{"a rule was found", survey.Diagnosis{Trouble: news.StateRedesigned, Proposal: &propose.Proposal{}}, []string{"the rule below"}},
		{"no rule was found", survey.Diagnosis{Trouble: news.StateRedesigned}, []string{"`tidings source test URL` tries it"}},
		{"the news moved", survey.Diagnosis{Trouble: news.StateFrozen, Elsewhere: &elsewhere},
			[]string{"newer news elsewhere", "tidings source add https://oak.example/neu/", "its news has moved"}},
		{"a wall", survey.Diagnosis{Trouble: news.StateBlocked}, []string{"goes round no wall", "crawl.contact"}},
		{"a certificate", survey.Diagnosis{Trouble: news.StateUnreachable, Now: news.Evidence{Err: "certificate has expired"}},
			[]string{"tls_insecure", "could then change what you read"}},
		{"no answer", survey.Diagnosis{Trouble: news.StateUnreachable, Now: news.Evidence{Err: "refused"}}, []string{"asked again by itself"}},
		{"our own failure", survey.Diagnosis{Now: news.Evidence{Err: "disk full"}}, []string{"not the site's: disk full"}},
		{"none", survey.Diagnosis{Now: news.Evidence{Good: true}}, []string{"Nothing: it can be read."}},
	} {
		got := strings.Join(tt.d.Advice(), "\n")
		for _, want := range tt.want {
			if !strings.Contains(got, want) {
				t.Errorf("%s: no %q in\n%s", tt.name, want, got)
			}
		}
	}
}
