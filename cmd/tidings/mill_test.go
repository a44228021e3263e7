package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tidings/config"
	"tidings/internal/app"
	"tidings/internal/news"
	"tidings/internal/store"
)

const millConfig = `
data_dir: %s
sources:
  - {id: mill, name: Town of Millford, town: Millford, zone: Europe/London, language: en, enabled: true,
     url: "https://www.mill.example/news"}
digests:
  - {id: mill-daily, name: Millford daily, towns: [Millford], language: en, zone: Europe/London, schedule: "0 7 * * *"}
`

// mill is tidings over a database in which a few things have happened.
type mill struct {
	*testing.T
	*app.App
	file  string // the configuration
	clock time.Time
}

func newMill(t *testing.T) *mill {
	t.Helper()
	dir := t.TempDir()
	m := &mill{T: t, file: filepath.Join(dir, "tidings.yaml"), clock: time.Date(2026, 3, 2, 6, 30, 0, 0, time.UTC)}
	if err := os.WriteFile(m.file, fmt.Appendf(nil, millConfig, dir), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := config.Load(m.file, nil)
	if err != nil {
		t.Fatal(err)
	}
	if m.App, err = app.Open(t.Context(), c, app.Options{Now: func() time.Time { return m.clock }}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(m.Close)
	return m
}

func (m *mill) write(fn func(tx *store.Tx) error) {
	m.Helper()
	if err := m.Store.Write(m.Context(), fn); err != nil {
		m.Fatal(err)
	}
}

// publish keeps articles, each under its name with that title and text.
func (m *mill) publish(articles ...[3]string) {
	m.Helper()
	m.write(func(tx *store.Tx) error {
		for _, a := range articles {
			_, _, err := tx.PutArticle(m.Context(), news.Article{
				SourceID: "mill", URL: "https://www.mill.example/" + a[0], Kind: news.KindArticle, Title: a[1], Text: a[2],
				Lang: "en", FirstSeen: m.clock, Published: news.Date{Time: m.clock.Add(-time.Hour), Clock: true},
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// tidings runs a verb over the mill's database and gives what it said and its exit code.
func (m *mill) tidings(args ...string) (said string, code int) {
	m.Helper()
	var out, errs bytes.Buffer
	code = run(m.Context(), append(args, "-c", m.file), strings.NewReader(""), &out, &errs)
	return out.String() + errs.String(), code
}
