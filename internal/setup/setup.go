// Package setup turns the configuration into the values the rooms work with: sources, digests, who mails and through
// what. It checks what only those values can tell (an address, a key) and opens nothing: no database, no connection.
package setup

import (
	"cmp"
	"net/url"
	"path/filepath"

	"tidings/config"
	"tidings/internal/news"
)

// Sources turns configured sources into news ones. What a source leaves out comes from the crawl defaults.
func Sources(c *config.Config) []news.Source {
	out := make([]news.Source, len(c.Sources))
	for i, s := range c.Sources {
		out[i] = Source(s, c.Crawl.Schedule)
	}
	return out
}

// Source turns a configured source into a news one.
func Source(s config.Source, schedule string) news.Source {
	out := news.Source{
		ID: s.ID, Name: cmp.Or(s.Name, s.Town), Town: s.Town, Region: s.Region, Country: s.Country, Language: s.Language,
		Zone: s.Zone, URL: s.URL, Way: news.Way(s.Way), Hosts: s.Hosts, Topics: s.Topics,
		Schedule: cmp.Or(s.Schedule, schedule), Backfill: s.Backfill, Pages: s.Pages, Enabled: s.Enabled,
		TLSInsecure: s.TLSInsecure, Attachments: s.Attachments,
	}
	if s.Rule != nil {
		rule := news.Rule(*s.Rule)
		out.Rule = &rule
	}
	return out
}

// Written gives a source as a configuration would have it: the way back from [Source].
func Written(s news.Source) config.Source {
	out := config.Source{
		ID: s.ID, Name: s.Name, Town: s.Town, Region: s.Region, Country: s.Country, Language: s.Language, Zone: s.Zone,
		URL: s.URL, Way: string(s.Way), Hosts: s.Hosts, Topics: s.Topics, Schedule: s.Schedule, Backfill: s.Backfill,
		Pages: s.Pages, Enabled: s.Enabled, TLSInsecure: s.TLSInsecure, Attachments: s.Attachments,
	}
	if s.Rule != nil {
		rule := config.Rule(*s.Rule)
		out.Rule = &rule
	}
	return out
}

// TownNames gives what towns are called in other languages.
func TownNames(c *config.Config) map[string]map[string]string {
	out := map[string]map[string]string{}
	for _, t := range c.Towns {
		out[t.Name] = t.Names
	}
	return out
}

// Digests turns configured digests into news ones.
func Digests(c *config.Config) []news.Digest {
	out := make([]news.Digest, len(c.Digests))
	for i, d := range c.Digests {
		out[i] = news.Digest{
			ID: d.ID, Name: cmp.Or(d.Name, d.ID), Towns: d.Towns, Topics: d.Topics, Language: d.Language, Zone: d.Zone,
			Schedule: d.Schedule, Public: d.Public, Stories: d.Stories, Policy: cmp.Or(d.Policy, "resend"),
			StillHere: d.StillHere,
		}
	}
	return out
}

// DSN gives the name of the database in force.
func DSN(c *config.Config) string {
	if dsn := c.Database.Reveal(); dsn != "" {
		return dsn
	}
	path, err := filepath.Abs(filepath.Join(c.DataDir, "tidings.db"))
	if err != nil {
		path = filepath.Join(c.DataDir, "tidings.db")
	}
	return (&url.URL{Scheme: "sqlite", Path: path}).String()
}
