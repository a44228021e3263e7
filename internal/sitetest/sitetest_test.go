package sitetest

import (
	"bytes"
	"html"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func get(t *testing.T, url string) (int, string) {
	t.Helper()
	resp, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(body)
}

func serve(t *testing.T) []*Town {
	t.Helper()
	towns, err := Demo(noon)
	if err != nil {
		t.Fatal(err)
	}
	s, err := Start(towns...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return towns
}

func TestEveryPageOfTheDemoIsServed(t *testing.T) {
	for _, town := range serve(t) {
		_, listing := get(t, town.URL())
		for _, a := range town.Articles() {
			status, page := get(t, town.URLOf(a))
			if town.GBK {
				page, _ = simplifiedchinese.GBK.NewDecoder().String(page)
			}
			if status != 200 || !strings.Contains(html.UnescapeString(page), a.Title) || strings.Contains(page+listing, "template:") {
				t.Errorf("%s: status %d, or its title is missing", a.ID, status)
			}
			if a.At.After(noon) || strings.Contains(page, "{day") {
				t.Errorf("%s: dated %v", a.ID, a.At)
			}
		}
	}
}

func TestTroubleShowsAndGoes(t *testing.T) {
	town := Find(serve(t), "fairmeadow")
	town.Break(Down)
	if status, _ := get(t, town.URL()); status != http.StatusServiceUnavailable {
		t.Errorf("down answers %d", status)
	}
	town.Break(Redesigned)
	if _, page := get(t, town.URL()); strings.Contains(page, "Leaf Collection") {
		t.Error("redesigned, yet it lists articles")
	}
	town.Break(Blocked)
	if _, page := get(t, town.URL()); !strings.Contains(page, "安全验证") {
		t.Error("not blocked")
	}
	town.Break(None)
	if _, page := get(t, town.URL()); !strings.Contains(page, "Leaf Collection") {
		t.Error("not recovered")
	}
}

func TestManyTowns(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	towns, err := Many(now, 5, 3)
	if err != nil {
		t.Fatal(err)
	}
	s, err := Start(towns...)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	seen := map[string]bool{}
	for _, town := range towns {
		for _, a := range town.Articles() {
			resp, err := http.Get(town.URLOf(a))
			if err != nil {
				t.Fatal(err)
			}
			body, err := io.ReadAll(resp.Body)
			resp.Body.Close()
			if err != nil || resp.StatusCode != http.StatusOK || bytes.Count(body, []byte("<a class=\"menu-link\"")) != 120 {
				t.Errorf("%s: %d, %d bytes, %v", town.URLOf(a), resp.StatusCode, len(body), err)
			}
			if seen[a.Title] {
				t.Errorf("two articles are called %s", a.Title)
			}
			seen[a.Title] = true
		}
	}
	if len(seen) != 15 {
		t.Errorf("%d articles", len(seen))
	}
}
