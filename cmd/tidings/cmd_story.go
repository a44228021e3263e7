package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"tidings/internal/app"
	"tidings/internal/discover/address"
	"tidings/internal/explain"
	"tidings/internal/store"
)

func newStoryCommand(e *env) *cobra.Command {
	c := &cobra.Command{Use: "story", Short: "Show stories, and split and join them by hand", Args: noVerb, RunE: help}
	c.AddCommand(newStoryShow(e), newStoryList(e), newStorySplit(e), newStoryJoin(e))
	return c
}

func newStoryShow(e *env) *cobra.Command {
	var asJSON bool
	s, c := newSession(e, &cobra.Command{
		Use:     "show ID",
		Short:   "Show a story: its summary, its articles and why each was joined, who was told",
		Example: "  tidings story show 42",
		Args:    exactly(1, "the ID of a story"),
	})
	c.RunE = func(c *cobra.Command, args []string) error {
		return s.with(c.Context(), func(a *app.App) error {
			id, err := storyID(args[0])
			if err != nil {
				return err
			}
			view, err := explainer(a).Story(c.Context(), id)
			if err != nil {
				return asUsage(err)
			}
			if asJSON {
				return json.NewEncoder(e.stdout).Encode(view)
			}
			var out strings.Builder
			view.Print(&out)
			_, err = io.WriteString(e.stdout, out.String())
			return err
		})
	}
	c.Flags().BoolVar(&asJSON, "json", false, "as one JSON object")
	return c
}

// storyID reads the number of a story.
func storyID(arg string) (int64, error) {
	id, err := strconv.ParseInt(arg, 10, 64)
	if err != nil || id < 1 {
		return 0, usagef("%q is no story: give its number; `tidings story list` shows them", arg)
	}
	return id, nil
}

// storyListOptions are the flags of story list.
type storyListOptions struct {
	days, limit  int
	town         string
	joined, json bool
}

func newStoryList(e *env) *cobra.Command {
	var opt storyListOptions
	s, c := newSession(e, &cobra.Command{
		Use: "list", Short: "Show the latest stories", Args: atMost(0),
		Example: "  tidings story list --town 淮北 --joined\n  tidings story list --days 30 --json",
	})
	c.RunE = func(c *cobra.Command, _ []string) error {
		if opt.days < 1 || opt.limit < 1 {
			return usagef("--days and --limit begin at 1")
		}
		return s.with(c.Context(), func(a *app.App) error { return listStories(c.Context(), e.stdout, a, opt) })
	}
	f := c.Flags()
	f.IntVar(&opt.days, "days", 7, "only stories with an article of the last so many days")
	f.IntVar(&opt.limit, "limit", 50, "at most so many, the latest")
	f.StringVar(&opt.town, "town", "", "only stories of this town")
	f.BoolVar(&opt.joined, "joined", false, "only stories of more than one article")
	f.BoolVar(&opt.json, "json", false, "one JSON object a story")
	return c
}

// listStories prints stories, a line or a JSON object each.
func listStories(ctx context.Context, w io.Writer, a *app.App, opt storyListOptions) error {
	stories, err := a.Store.StoriesFiltered(ctx, store.StoryFilter{
		Since: a.Now().AddDate(0, 0, -opt.days), Town: opt.town, Joined: opt.joined, Limit: opt.limit,
	})
	if err != nil {
		return err
	}
	out := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	for _, s := range stories {
		full, err := a.Store.FullStory(ctx, s.ID)
		if err != nil {
			return err
		}
		if opt.json {
			err = json.NewEncoder(w).Encode(map[string]any{
				"id": s.ID, "town": s.Town, "headline": explain.Headline(full), "articles": len(full.Articles),
				"first_published": s.FirstPublished, "last_published": s.LastPublished,
			})
		} else {
			_, err = fmt.Fprintf(out, "%d\t%s\t%d article(s)\t%s\t%s\n", s.ID, s.LastPublished.Format(time.DateOnly),
				len(full.Articles), s.Town, explain.Headline(full))
		}
		if err != nil {
			return err
		}
	}
	return out.Flush()
}

func newStorySplit(e *env) *cobra.Command {
	s, c := newSession(e, &cobra.Command{
		Use:   "split ID ARTICLE…",
		Short: "Take articles, by number or URL, out of a story into a new one",
		Long: `split takes articles out of a story into a new one. The two stay apart whatever articles come, until they are
joined by hand. The new story is told to readers whose next edition covers the time its articles came.`,
		Example: "  tidings story split 42 https://www.town.example/news/1.html",
		Args:    atLeast(2, "the ID of a story and the articles to take out"),
	})
	c.RunE = func(c *cobra.Command, args []string) error {
		return s.with(c.Context(), func(a *app.App) error {
			id, err := storyID(args[0])
			if err != nil {
				return err
			}
			articles, err := articleIDs(c.Context(), a, args[1:])
			if err != nil {
				return err
			}
			off, err := a.Tell.Split(c.Context(), id, articles...)
			if err != nil {
				return asUsage(err)
			}
			_, err = fmt.Fprintf(e.stdout, "story %d has the %d article(s) taken out of story %d\n", off, len(articles), id)
			return err
		})
	}
	return c
}

// articleIDs finds articles by number or address, each once.
func articleIDs(ctx context.Context, a *app.App, args []string) ([]int64, error) {
	var out []int64
	seen := map[int64]bool{}
	for _, arg := range args {
		id, err := strconv.ParseInt(arg, 10, 64)
		if err != nil {
			article, err := a.Store.ArticleByURL(ctx, address.Canonical(arg, arg))
			if err != nil {
				return nil, asUsage(err)
			}
			id = article.ID
		}
		if !seen[id] {
			seen[id], out = true, append(out, id)
		}
	}
	return out, nil
}

func newStoryJoin(e *env) *cobra.Command {
	s, c := newSession(e, &cobra.Command{
		Use:     "join ID ID…",
		Short:   "Put the articles of several stories into the first",
		Example: "  tidings story join 42 43",
		Args:    atLeast(2, "the IDs of two or more stories"),
	})
	c.RunE = func(c *cobra.Command, args []string) error {
		return s.with(c.Context(), func(a *app.App) error {
			ids := make([]int64, len(args))
			for i, arg := range args {
				var err error
				if ids[i], err = storyID(arg); err != nil {
					return err
				}
			}
			into, err := a.Tell.Join(c.Context(), ids...)
			if err != nil {
				return asUsage(err)
			}
			_, err = fmt.Fprintf(e.stdout, "joined into story %d\n", into)
			return err
		})
	}
	return c
}
