package sitetest

import (
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
