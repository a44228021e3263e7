package filter

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"

	"tidings/internal/dedup"
	"tidings/internal/fault"
)

// clusterArticle is a line of Cluster's input.
type clusterArticle struct {
	ID        json.RawMessage `json:"id"`
	Source    string          `json:"source"`
	Lang      string          `json:"lang"`
	URL       string          `json:"url"`
	Title     string          `json:"title"`
	Text      string          `json:"text"`
	Published string          `json:"published"`
}

// clusterPlace is a line of its output.
type clusterPlace struct {
	ID        json.RawMessage `json:"id"`
	Canonical json.RawMessage `json:"canonical"`
	Story     string          `json:"story"`
	With      json.RawMessage `json:"with,omitempty"`
	Reason    string          `json:"reason,omitempty"`
}

// Cluster reads articles, one JSON object a line, folds copies and joins stories, and writes a line for each in the
// order read. All are held in memory. A line that is no article is fault.Invalid and nothing is written.
func Cluster(ctx context.Context, in io.Reader, out io.Writer) error {
	ids, docs, err := readClusterDocs(in)
	if err != nil {
		return err
	}
	places, err := dedup.Cluster(ctx, nil, docs, dedup.Options{})
	if err != nil {
		return err
	}
	w := bufio.NewWriter(out)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for _, p := range places {
		line := clusterPlace{
			ID: ids[p.ArticleID-1], Canonical: ids[p.Canonical-1], Story: strconv.Itoa(p.Group), Reason: p.Reason,
		}
		if p.With > 0 {
			line.With = ids[p.With-1]
		}
		if err := enc.Encode(line); err != nil {
			return fmt.Errorf("write placement: %w", err)
		}
	}
	return w.Flush()
}

// readClusterDocs reads the articles and numbers them from 1 by the order of their ids, so that the answer does not
// depend on the order of lines. The ids come in that order, the articles in the order read.
func readClusterDocs(in io.Reader) ([]json.RawMessage, []dedup.Doc, error) {
	var ids []json.RawMessage
	var docs []dedup.Doc
	dec := json.NewDecoder(in)
	for {
		var a clusterArticle
		if err := dec.Decode(&a); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, nil, fault.New(fault.Invalid, "read article %d: %w", len(docs)+1, err)
		}
		at, err := clusterDate(a.Published)
		if err != nil || len(a.ID) == 0 {
			return nil, nil, fault.New(fault.Invalid, "read article %d: id %q, published %q",
				len(docs)+1, a.ID, a.Published)
		}
		ids = append(ids, a.ID)
		docs = append(docs, dedup.Doc{SourceID: a.Source, Lang: a.Lang, URL: a.URL, Title: a.Title, Text: a.Text,
			Published: at})
	}
	order := make([]int, len(ids))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return bytes.Compare(ids[a], ids[b]) })
	sorted := make([]json.RawMessage, len(ids))
	for rank, i := range order {
		docs[i].ID, sorted[rank] = int64(rank+1), ids[i]
	}
	return sorted, docs, nil
}

// clusterDate reads a date with or without a time of day; none is the zero time.
func clusterDate(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return t, nil
	}
	return time.Parse(time.DateOnly, s)
}
