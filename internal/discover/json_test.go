package discover_test

import "testing"

func TestAnswersOfMeetingSystems(t *testing.T) {
	tests := map[string]struct {
		body string
		want []string
	}{
		"agenda system": {`[{"EventId":9,"EventBodyName":"Harbor Board","EventDate":"2024-05-06T00:00:00",
			"EventAgendaFile":"https://files.town.example/9_Agenda.pdf","EventInSiteURL":"/MeetingDetail.aspx?LEGID=9"},
			{"EventId":8,"EventBodyName":"Parks Board","EventDate":"2024-04-06T00:00:00","EventAgendaFile":null,
			"EventInSiteURL":"/MeetingDetail.aspx?LEGID=8"}]`,
			[]string{"2024-05-06T00:00:00+08:00 /MeetingDetail.aspx?LEGID=9",
				"2024-04-06T00:00:00+08:00 /MeetingDetail.aspx?LEGID=8"}},
		"files in the row": {`{"value":[{"id":1,"eventName":"Council","startDateTime":"2024-05-06","publishedFiles":
			[{"name":"Agenda","url":"stream/a.pdf"}]},{"id":2,"eventName":"Zoning","startDateTime":"2024-05-08",
			"publishedFiles":[]}]}`, []string{"2024-05-06 /news/stream/a.pdf"}},
		"blog": {`[{"date":"2024-05-06","link":"/a","title":{"rendered":"Levee &amp; pumps"}},
			{"date":"2024-05-05","link":"/b","title":{"rendered":"Library"}}]`, []string{"2024-05-06 /a", "2024-05-05 /b"}},
		"calendar": {`{"items":[{"summary":"Board","htmlLink":"/e?id=1","start":{"dateTime":"2024-05-06"}},
			{"summary":"Retreat","htmlLink":"/e?id=2","start":{"date":"2024-06-06"}}]}`,
			[]string{"2024-05-06 /e?id=1", "2024-06-06 /e?id=2"}},
		"content system": {`{"data":[{"attributes":{"title":"Pool opens","created":"2024-05-06","path":{"alias":"/pool",
			"langcode":"en"}}}]}`, []string{"2024-05-06 /pool"}},
		"names unknown": {`{"rows":[{"notice_title":"Pool opens","notice_date":"2024-05-06","notice_url":"/pool"}]}`,
			[]string{"2024-05-06 /pool"}},
		"no dates": {`{"menu":[{"title":"Home","url":"/"},{"title":"Contact","url":"/contact"}]}`, []string{}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) { check(t, find(t, "en", tt.body), tt.want...) })
	}
}
