package main

import (
	"context"
	"encoding/json"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"tidings/config"
	"tidings/internal/app"
	"tidings/internal/explain"
	"tidings/internal/news"
	"tidings/internal/setup"
)

func newExplainCommand(e *env) *cobra.Command {
	var asJSON bool
	var address string
	s, c := newSession(e, &cobra.Command{
		Use:   "explain URL|STORY-ID",
		Short: "Say what became of an article or story, and why a reader was told of it or not",
		Long: `explain follows an article through the house: was it fetched, was it read, what was it joined with and why, how
was it summarized, in whose edition did it stand. Of a page that could not be read it says when it is asked for again,
or since when it is given up. With --subscriber it says in which edition that reader was told, or which rule kept it
out; for the next edition it decides as if it were made now. Nothing is changed.

EXIT STATUS
  0  explained, also when nothing is known of a URL
  1  failed
  2  wrong usage, such as a story or subscriber that does not exist`,
		Example: `  tidings explain https://www.town.example/news/1.html
  tidings explain 42 --subscriber ann@example.org`,
		Args: exactly(1, "the URL of an article or the ID of a story"),
	})
	c.RunE = func(c *cobra.Command, args []string) error {
		return s.with(c.Context(), func(a *app.App) error {
			t, err := explainer(a).Account(c.Context(), args[0], address)
			if err != nil {
				return asUsage(err)
			}
			if asJSON {
				return json.NewEncoder(e.stdout).Encode(t)
			}
			var out strings.Builder
			t.Print(&out)
			_, err = io.WriteString(e.stdout, out.String())
			return err
		})
	}
	c.Flags().StringVar(&address, "subscriber", "", "say what this reader was told, and why not")
	c.Flags().BoolVar(&asJSON, "json", false, "as one JSON object")
	return c
}

// explainer makes the room that explains.
func explainer(a *app.App) *explain.Room {
	return &explain.Room{
		Store: a.Store, Reader: a.Reader, Send: a.Send, Now: a.Now, Catalogue: catalogue,
		Reread: func(ctx context.Context, page news.Page) (news.Article, error) {
			shelf, err := shelfOf(ctx, a, page.SourceID)
			if err != nil {
				return news.Article{}, err
			}
			read, _ := shelf.Read(ctx, page) // why it read so is of no interest here
			return read, nil
		},
	}
}

// catalogue gives the sources that ship with tidings.
func catalogue() ([]news.Source, error) {
	shipped, err := config.Catalogue()
	out := make([]news.Source, len(shipped))
	for i, s := range shipped {
		out[i] = setup.Source(s, "")
	}
	return out, err
}
