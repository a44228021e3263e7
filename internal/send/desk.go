package send

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"tidings/internal/audience"
	"tidings/internal/digest"
	"tidings/internal/fault"
	"tidings/internal/news"
)

const (
	// overlap is looked at again before a window's start: a story committed late by another process falls into no
	// window otherwise. The ledger keeps it from being told twice.
	overlap = 6 * time.Hour
	// welcome is how far back the first edition of a subscription looks.
	welcome = 7 * 24 * time.Hour
)

// What a desk keeps at most, so that its memory does not grow with the number of subscriptions.
const (
	deskStories = 4000
	deskChoices = 1000
)

// desk is what editions that end at the same moment have in common: sources and their health, the stories of each
// window, worked out once, and each choice that several subscriptions share. It is for one goroutine.
type desk struct {
	*Room
	end     time.Time
	past    bool // stories are seen as they stood at end
	sources []news.Source
	healths map[string]news.Health
	planner *digest.Planner

	windows  map[window][]int64
	stories  map[int64]news.FullStory
	prepared map[storyIn]digest.Prepared
	facts    map[since]string
	choices  map[string]*choice
}

// window is a stretch of time as one digest sees it. It ends when the desk's editions do.
type window struct {
	digest string
	start  time.Time
}

// storyIn is a story in the words of one language.
type storyIn struct {
	id   int64
	lang string
}

// since is a story as somebody was told it, in a language.
type since struct {
	storyIn
	articles int
}

// choice is what one or many editions tell.
type choice struct {
	digest.Chosen
	issue []byte // see digest.Record
	told  []news.Told
}

// desk opens a desk for editions that end at end.
func (r *Room) desk(ctx context.Context, end time.Time) (*desk, error) {
	d := &desk{
		Room: r, end: end, planner: digest.NewPlanner(), healths: map[string]news.Health{},
		windows: map[window][]int64{}, stories: map[int64]news.FullStory{}, prepared: map[storyIn]digest.Prepared{},
		facts: map[since]string{}, choices: map[string]*choice{},
	}
	var err error
	if d.sources, err = r.Store.Sources(ctx); err != nil {
		return nil, err
	}
	healths, err := r.Store.Healths(ctx)
	for _, h := range healths {
		d.healths[h.SourceID] = h
	}
	return d, err
}

// draft begins the edition of a subscription: what is left is to choose.
func (d *desk) draft(sub audience.Subscription, person audience.Subscriber) (Draft, error) {
	out := Draft{Subscription: sub, Subscriber: person, Start: sub.WindowStart, End: d.end}
	var err error
	if out.Digest, err = d.digest(sub.DigestID); err != nil {
		return out, err
	}
	if out.Next, err = d.planner.Next(sub, d.end); err != nil {
		return out, err
	}
	if sub.WindowStart.IsZero() {
		out.Welcome, out.Start = true, d.end.Add(-welcome)
	}
	out.Receipt = d.receipt(out.Digest)
	return out, nil
}

// covered gives the enabled sources whose towns a digest covers.
func (d *desk) covered(of news.Digest) []news.Source {
	return slices.DeleteFunc(slices.Clone(d.sources), func(s news.Source) bool {
		return !s.Enabled || (len(of.Towns) > 0 && !slices.Contains(of.Towns, s.Town))
	})
}

// receipt says how many of a digest's sources were read, and which could not be and since when.
func (d *desk) receipt(of news.Digest) digest.Receipt {
	var receipt digest.Receipt
	for _, s := range d.covered(of) {
		h, known := d.healths[s.ID]
		if !known || h.State == news.StateNew {
			continue // added just now: nothing can be expected of it yet
		}
		receipt.Sources++
		switch {
		case h.State.Trouble():
			trouble := digest.Trouble{Name: s.Name, State: h.State, Since: h.Troubled}
			if trouble.Since.IsZero() {
				trouble.Since = h.Since
			}
			receipt.Troubled = append(receipt.Troubled, trouble)
		default:
			receipt.Read++
		}
	}
	return receipt
}

// window gives the ids of the stories that got an article in a draft's window.
func (d *desk) window(ctx context.Context, of Draft) ([]int64, error) {
	w := window{of.Digest.ID, of.Start}
	if ids, known := d.windows[w]; known {
		return ids, nil
	}
	var sources []string
	for _, s := range d.covered(of.Digest) {
		sources = append(sources, s.ID)
	}
	ids, err := d.Store.StoriesJoined(ctx, sources, of.Start.Add(-overlap), of.End)
	if err == nil {
		d.windows[w] = ids
	}
	return ids, err
}

// load reads the stories that the desk does not have yet.
func (d *desk) load(ctx context.Context, ids []int64) error {
	if len(d.stories) > deskStories {
		d.stories, d.prepared = map[int64]news.FullStory{}, map[storyIn]digest.Prepared{}
	}
	missing := slices.DeleteFunc(slices.Clone(ids), func(id int64) bool {
		_, known := d.stories[id]
		return known
	})
	if len(missing) == 0 {
		return nil
	}
	found, err := d.fullStories(ctx, missing)
	for _, f := range found {
		d.stories[f.Story.ID] = f
	}
	return err
}

// fullStories gives stories as they are, or for a moment of the past as they were.
func (d *desk) fullStories(ctx context.Context, ids []int64) ([]news.FullStory, error) {
	if d.past {
		return d.Store.FullStoriesAt(ctx, ids, d.end)
	}
	return d.Store.FullStories(ctx, ids)
}

// choose picks what a draft tells, given what its subscription was told before. Subscriptions that want the same and
// were told the same share one choice.
func (d *desk) choose(ctx context.Context, of Draft, told map[int64]news.Told) (*choice, error) {
	ids, err := d.window(ctx, of)
	if err != nil {
		return nil, err
	}
	key, err := alike(of, ids, told)
	if err != nil {
		return nil, err
	}
	if known := d.choices[key]; known != nil {
		return known, nil
	}
	if err := d.load(ctx, ids); err != nil {
		return nil, err
	}
	candidates := make([]digest.Prepared, 0, len(ids))
	for _, id := range ids {
		full, found := d.stories[id]
		if !found {
			continue
		}
		c, err := d.candidate(ctx, full, told, language(of))
		if err != nil {
			return nil, err
		}
		candidates = append(candidates, c)
	}
	sub := of.Subscription
	sub.Language = language(of)
	chosen := digest.ChoosePrepared(digest.Selection{Subscription: sub, Digest: of.Digest, End: of.End}, candidates)
	if err := d.picture(ctx, chosen); err != nil {
		return nil, err
	}
	out, err := newChoice(of, chosen)
	if len(d.choices) >= deskChoices {
		clear(d.choices)
	}
	d.choices[key] = out
	return out, err
}

// alike is the same for drafts that tell the same.
func alike(of Draft, ids []int64, told map[int64]news.Told) (string, error) {
	sub := of.Subscription
	filter, err := json.Marshal(sub.Filter)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s %d %t %s %d %t %s", of.Digest.ID, of.Start.UnixMicro(), of.Welcome, language(of), sub.Stories,
		sub.Frequency == audience.Immediate, filter)
	for _, id := range ids {
		if t, known := told[id]; known {
			fmt.Fprintf(&b, " %d:%d", id, t.Articles)
		}
	}
	return b.String(), nil
}

// newChoice completes what was chosen by how it is kept.
func newChoice(of Draft, chosen digest.Chosen) (*choice, error) {
	c := &choice{Chosen: chosen}
	if len(chosen.Picks) == 0 {
		return c, nil
	}
	of.Chosen = chosen
	for _, p := range chosen.Picks {
		c.told = append(c.told, news.Told{
			StoryID: p.Candidate.Story.Story.ID, Rank: p.Rank, Update: p.Update, Articles: len(p.Candidate.Story.Articles),
		})
	}
	var err error
	c.issue, err = digest.Record(of.issue())
	return c, err
}

// candidate gives one story ready to be chosen: in the reader's language where its articles allow, and with what is new
// since it was told.
func (d *desk) candidate(
	ctx context.Context, full news.FullStory, told map[int64]news.Told, lang string,
) (digest.Prepared, error) {
	key := storyIn{full.Story.ID, lang}
	p, known := d.prepared[key]
	if !known {
		p = digest.Prepare(digest.Candidate{Story: d.spoken(ctx, full, lang), Sources: of(d.sources, full.Articles)})
		d.prepared[key] = p
	}
	before, ok := told[full.Story.ID]
	if !ok {
		return p, ctx.Err()
	}
	p.Told = &before
	if before.Articles < len(full.Articles) {
		at := since{key, before.Articles}
		if _, known := d.facts[at]; !known {
			d.facts[at] = d.News(p.Story, before.Articles, lang)
		}
		p.NewFacts = d.facts[at]
	}
	return p, ctx.Err()
}

// spoken gives a story with its summary in a language, where one of its articles allows. A summary that is not made yet
// never delays an edition: it is made here.
func (r *Room) spoken(ctx context.Context, full news.FullStory, lang string) news.FullStory {
	if made, ok := full.In(lang); ok {
		full.Summary = made
		return full
	}
	summary, err := r.Summary(ctx, full, lang)
	switch {
	case err == nil && (full.Summary.MadeAt.IsZero() || news.SameLanguage(summary.Lang, lang)):
		full.Summary = summary
	case err != nil && full.Summary.MadeAt.IsZero():
		r.Log.Warn("story without a summary", "story", full.Story.ID, "error", err)
	}
	return full
}

// of gives the sources that the articles come from.
func of(sources []news.Source, articles []news.Article) []news.Source {
	return slices.DeleteFunc(slices.Clone(sources), func(s news.Source) bool {
		return !slices.ContainsFunc(articles, func(a news.Article) bool { return a.SourceID == s.ID })
	})
}

// language gives the language an edition is written in.
func language(d Draft) string {
	for _, l := range []string{d.Subscription.Language, d.Subscriber.Language, d.Digest.Language} {
		if l != "" {
			return l
		}
	}
	return "en"
}

// tell completes drafts by what their subscriptions were told before and what they tell now, in the drafts' order.
func (d *desk) tell(ctx context.Context, drafts []*Draft, by time.Time) ([]*choice, error) {
	var subscriptions, stories []int64
	wanted := map[int64]bool{}
	for _, of := range drafts {
		ids, err := d.window(ctx, *of)
		if err != nil {
			return nil, err
		}
		for _, id := range ids {
			if !wanted[id] {
				wanted[id] = true
				stories = append(stories, id)
			}
		}
		subscriptions = append(subscriptions, of.Subscription.ID)
	}
	told, err := d.Store.ToldTo(ctx, subscriptions, stories, by)
	if err != nil {
		return nil, err
	}
	out := make([]*choice, len(drafts))
	for i, of := range drafts {
		if out[i], err = d.choose(ctx, *of, told[of.Subscription.ID]); err != nil {
			return nil, fault.Wrap(err, "choose for subscription %d", of.Subscription.ID)
		}
		of.Chosen = out[i].Chosen
	}
	return out, nil
}
