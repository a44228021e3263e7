package markup

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// size counts the nodes of a tree and its greatest depth, without recursion.
func size(doc *html.Node) (nodes, deepest int) {
	depth := 0
	for n := doc; n != nil; {
		nodes++
		deepest = max(deepest, depth)
		if n.FirstChild != nil {
			n, depth = n.FirstChild, depth+1
			continue
		}
		for n != nil && n.NextSibling == nil {
			n, depth = n.Parent, depth-1
		}
		if n != nil {
			n = n.NextSibling
		}
	}
	return nodes, deepest
}

func TestParseWithinBounds(t *testing.T) {
	var fonts strings.Builder
	for range 400 {
		fonts.WriteString("<font size=1 color=2>")
	}
	for name, page := range map[string]string{
		"deep":   strings.Repeat("<div>", 5000) + "text",
		"fonts":  fonts.String() + strings.Repeat("<p>x", 20_000),
		"tags":   strings.Repeat("<i></i>", 200_000),
		"attrs":  "<div " + strings.Repeat("a=b ", 200_000) + ">text</div>",
		"normal": "<p>text</p>",
	} {
		nodes, deepest := size(Parse([]byte(page)))
		if nodes > 400_000 || deepest > 520 {
			t.Errorf("%s: %d nodes, %d deep", name, nodes, deepest)
		}
	}
}

func TestPlainText(t *testing.T) {
	doc := Parse([]byte("First & one.\r\n\r\nSecond\nline, 3 < 4.\n\n\n"))
	var got []string
	for p := doc.FirstChild.FirstChild; p != nil; p = p.NextSibling {
		got = append(got, p.Data+":"+p.FirstChild.Data)
	}
	if want := "p:First & one.|p:Second\nline, 3 < 4."; strings.Join(got, "|") != want {
		t.Errorf("%q", got)
	}
}

func TestFlatKeepsTexts(t *testing.T) {
	doc := flatTree([]byte("<title>no</title><h2>Head</h2><div>One <b>two</b><script>no()</script></div><p>three"))
	var got []string
	for e := doc.FirstChild.FirstChild; e != nil; e = e.NextSibling {
		text := e.Data + ":"
		for c := e.FirstChild; c != nil; c = c.NextSibling {
			text += c.Data
		}
		got = append(got, text)
	}
	if want := "h2:Head|p:One two|p:three"; strings.Join(got, "|") != want {
		t.Errorf("%q", got)
	}
}
