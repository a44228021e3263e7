package main

import (
	"strings"
	"testing"
)

// TestStoryVerbs runs the verbs one after the other on one database, as an operator would.
func TestStoryVerbs(t *testing.T) {
	m := newMill(t)
	const bridge = `The council of Millford voted on Monday to rebuild the footbridge over the Lenn in steel. Mayor Dana Whitlow ` +
		`said the work begins on 9 March and costs 2.4 million. The old bridge of 1931 was closed after a flood in January.`
	m.publish([3]string{"market", "Market moves to the quay", "The Thursday market moves to the quay while its square is paved."},
		[3]string{"bridge", "Footbridge to be rebuilt", bridge}, [3]string{"copy", "Footbridge to be rebuilt", bridge})
	if err := m.Tell.Cluster(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		args string
		code int
		want string
	}{
		{"story list --days 40000 --joined", exitOK, "2 article(s)  Millford  Footbridge to be rebuilt\n"},
		{"story show 2", exitOK, "a copy of 2; joined: same text"},
		{"story split 2 https://www.mill.example/copy", exitOK, "story 3 has the 1 article(s) taken out of story 2\n"},
		{"story show 2", exitOK, "Split by hand from: 3\n"},
		{"story show 3 --json", exitOK, `"reason":"split by hand from story 2","score":1}],"apart":[2]`},
		{"story split 2 3", exitUsage, "is not in it"},
		{"story join 2 3", exitOK, "joined into story 2\n"},
		{"story show 3", exitOK, "Story 2 (Millford)"},
		{"story show 2", exitOK, "joined by hand"},
		{"story list --days 40000 --json", exitOK, `"headline":"Footbridge to be rebuilt","id":2`},
		{"explain 2 --json", exitOK, `{"asked":"2","story":{"id":2,`},
		{"explain https://www.mill.example/none --json", exitOK, `"coverage":{"host":"www.mill.example","sources":[{"id":"mill"`},
		{"story join 2 3", exitUsage, "one story already"},
		{"story join 2", exitUsage, "two or more stories"},
		{"story join 2 x", exitUsage, `"x" is no story`},
		{"story show 99", exitUsage, "no story 99"},
		{"story split 2 https://www.mill.example/none", exitUsage, "no article"},
		{"story list --limit 0", exitUsage, "begin at 1"},
		{"explain bridge", exitUsage, "neither a URL nor the number"},
		{"explain ftp://mill.example/x", exitUsage, "no address of a page"},
		{"explain 2 --subscriber nobody@reader.test", exitUsage, "nobody@reader.test"},
	} {
		said, code := m.tidings(strings.Fields(step.args)...)
		if code != step.code || !strings.Contains(said, step.want) {
			t.Errorf("%s: exit %d, want %d and %q in\n%s", step.args, code, step.code, step.want, said)
		}
	}
}
