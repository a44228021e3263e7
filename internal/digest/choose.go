package digest

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"tidings/internal/audience"
	"tidings/internal/news"
)

// DefaultStories is how many stories an edition tells when neither digest nor subscription says.
const DefaultStories = 20

// Prepared is a Candidate with all that does not depend on the subscription worked out once, for a run that decides
// over the same stories for many subscriptions.
type Prepared struct {
	Candidate
	text     haystack
	headline haystack
	towns    []string // folded
	topics   []string // folded
	acts     []Act
	urgent   bool
	sources  int
}

// Prepare works a candidate out. Choose does it for candidates that come without.
func Prepare(c Candidate) Prepared {
	p := Prepared{Candidate: c}
	head := headline(c.Story)
	body := []string{head, c.Story.Summary.Text()}
	seen := map[string]bool{}
	for _, a := range c.Story.Articles {
		body = append(body, a.Title, a.Text)
		seen[a.SourceID] = true
		if a.Event.Known() {
			p.acts = append(p.acts, eventActs(a)...)
		}
		p.acts = append(p.acts, actsIn(a.Title+"\n"+a.Text, dated(a))...)
	}
	p.sources = max(1, len(seen))
	p.headline, p.text = newHaystack(head), newHaystack(strings.Join(body, "\n"))
	p.urgent = urgent(head)
	p.towns = append(p.towns, fold(c.Story.Story.Town))
	for _, s := range c.Sources {
		p.towns = append(p.towns, fold(s.Town))
		p.topics = append(p.topics, foldAll(s.Topics)...)
	}
	p.topics = append(p.topics, foldAll(c.Topics)...)
	return p
}

// dated gives the instant from which an article's dates without a year are understood.
func dated(a news.Article) time.Time {
	at, _ := a.When()
	return at.Time
}

// eventActs takes the event date extraction read, when the article has a word that makes it one to reckon with.
func eventActs(a news.Article) []Act {
	text := a.Title + "\n" + a.Text
	if !cues.MatchString(text) && !urgent(a.Title) {
		return nil
	}
	return []Act{{At: a.Event}}
}

func foldAll(in []string) []string {
	out := make([]string, 0, len(in))
	for _, s := range in {
		out = append(out, fold(s))
	}
	return out
}

// headline gives what a story is called: its summary's headline, else its representative article's title.
func headline(s news.FullStory) string {
	if s.Summary.Headline != "" {
		return s.Summary.Headline
	}
	if len(s.Articles) > 0 {
		return s.Articles[0].Title
	}
	return ""
}

// Choose decides over every candidate and ranks those that are told: what can still be acted on first (at most a third
// of the places), then by the number of sources, freshness, keywords and urgency, each further story of a town counting
// less than one of a town not yet heard of. A story told to this subscription before is told again only for new facts.
// Wrong keywords, which the edges have refused before, let nothing pass and say so.
func Choose(in Selection) Chosen {
	prepared := make([]Prepared, 0, len(in.Candidates))
	for _, c := range in.Candidates {
		prepared = append(prepared, Prepare(c))
	}
	return ChoosePrepared(in, prepared)
}

// ChoosePrepared is Choose over candidates prepared before; in.Candidates is not looked at.
func ChoosePrepared(in Selection, candidates []Prepared) Chosen {
	keywords, err := ParseKeywords(in.Subscription.Filter.Keywords)
	var open []judged
	var refused []Decision
	for _, c := range candidates {
		j := judged{Prepared: c}
		why := ""
		if err != nil {
			why = err.Error()
		} else {
			why = j.judge(in, keywords)
		}
		if why != "" {
			refused = append(refused, Decision{StoryID: c.Story.Story.ID, Reason: why})
			continue
		}
		open = append(open, j)
	}
	limit := limitOf(in)
	out := pick(open, limit)
	out.Decisions = append(out.Decisions, refused...)
	return out
}

// limitOf gives how many stories an edition tells at most: as the reader wants, else as the digest, else as all have.
func limitOf(in Selection) int {
	switch {
	case in.Subscription.Stories > 0:
		return in.Subscription.Stories
	case in.Digest.Stories > 0:
		return in.Digest.Stories
	}
	return DefaultStories
}

// judged is a candidate under decision for one subscription.
type judged struct {
	Prepared
	score  float64
	act    Act
	update string
	why    []string // what speaks for it
	hits   []string // keywords that stand in it

	foreign bool // its summary is in a language the reader did not choose
}

// foreign reports whether lang is known and another than the reader's.
func foreign(in Selection, lang string) bool {
	want := cmp.Or(in.Subscription.Language, in.Digest.Language)
	return want != "" && lang != "" && !news.SameLanguage(want, lang)
}

// judge scores the candidate and gives "" when it may be told, else the reason against it.
func (j *judged) judge(in Selection, keywords Keywords) string {
	filter := in.Subscription.Filter
	switch {
	case !among(j.towns, in.Digest.Towns):
		return fmt.Sprintf("town %s is not in digest %s", j.Story.Story.Town, in.Digest.ID)
	case !among(j.topics, in.Digest.Topics):
		return fmt.Sprintf("none of its topics is in digest %s", in.Digest.ID)
	case !among(j.towns, filter.Towns):
		return fmt.Sprintf("town %s is not among the reader's towns", j.Story.Story.Town)
	case !among(j.topics, filter.Topics):
		return "none of its topics is among the reader's topics"
	}
	hits, refused := keywords.match(j.text)
	if refused != "" {
		return refused
	}
	if j.Told != nil {
		if j.NewFacts == "" {
			return "told before and nothing is new"
		}
		j.update = j.NewFacts
	}
	j.act = soonest(j.acts, in.End)
	if in.Subscription.Frequency == audience.Immediate && !j.pressing(in.End) && len(hits) == 0 {
		return "not urgent, and an immediate subscription takes only urgent stories and its keywords"
	}
	j.hits = hits
	j.weigh(in, hits)
	return ""
}

// pressing reports whether a story cannot wait for a daily digest.
func (j *judged) pressing(now time.Time) bool {
	return j.urgent || j.act.At.Known() && j.act.At.Time.Before(now.Add(48*time.Hour))
}

// among reports whether one of have is wanted; an empty want takes everything.
func among(have, want []string) bool {
	if len(want) == 0 {
		return true
	}
	for _, w := range want {
		if slices.Contains(have, fold(w)) {
			return true
		}
	}
	return false
}

// The weights of the ranking. A story in four sources weighs as much as a fresh one with a keyword in its headline.
const (
	freshWeight   = 1.5
	freshHalfLife = 24 * time.Hour
	keywordWeight = 0.6
	headlineBonus = 0.6
	urgentWeight  = 1.5
	nearWeight    = 1.0 // an act today; it falls to 0 at the horizon
	updateWeight  = -0.5
	townWeight    = 0.6 // taken off for every story of the same town above
	foreignWeight = -2  // in a language the reader did not choose
)

// weigh sets the score and what speaks for the story.
func (j *judged) weigh(in Selection, hits []string) {
	add := func(points float64, why string, args ...any) {
		j.score += points
		j.why = append(j.why, fmt.Sprintf(why, args...))
	}
	add(math.Log2(float64(1+j.sources)), "%d source(s)", j.sources)
	age := max(0, in.End.Sub(j.Story.Story.LastPublished))
	add(freshWeight*math.Exp2(-float64(age)/float64(freshHalfLife)), "%.0f h old", age.Hours())
	if len(hits) > 0 {
		points := keywordWeight * float64(min(len(hits), 3))
		if k, err := ParseKeywords(hits); err == nil && k.touches(j.headline) {
			points += headlineBonus
		}
		add(points, "keyword %s", strings.Join(hits, ", "))
	}
	if j.urgent {
		add(urgentWeight, "urgent")
	}
	if j.act.At.Known() {
		ahead := max(0, j.act.At.Time.Sub(in.End))
		add(nearWeight*(1-float64(ahead)/float64(horizon)), "can be acted on, %s", j.act.At.Time.Format(time.DateOnly))
	}
	if j.foreign = foreign(in, j.Story.Summary.Lang); j.foreign {
		add(foreignWeight, "in %s", j.Story.Summary.Lang)
	}
	if j.update != "" {
		add(updateWeight, "update: %s", j.update)
	}
}

// touches reports whether any wanted keyword stands in the text.
func (k Keywords) touches(h haystack) bool {
	in := func(w keyword) bool { return w.in(h) }
	return slices.ContainsFunc(k.any, in) || slices.ContainsFunc(k.must, in)
}

// pick takes the best one by one, so that what has been taken counts against more of the same town.
func pick(open []judged, limit int) Chosen {
	slices.SortStableFunc(open, func(a, b judged) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.Story.Story.ID, b.Story.Story.ID))
	})
	var out Chosen
	all, acts, towns := len(open), 0, map[string]int{}
	for len(open) > 0 && len(out.Picks) < limit {
		i := best(open, acts < max(1, limit/3), towns)
		j := open[i]
		open = slices.Delete(open, i, i+1)
		towns[j.towns[0]]++
		if j.act.At.Known() {
			acts++
		}
		out.take(j, all)
	}
	for i, j := range open {
		out.Decisions = append(out.Decisions, Decision{StoryID: j.Story.Story.ID, Score: j.score, Reason: fmt.Sprintf(
			"ranked %d of %d, and an edition tells %d (%s)", limit+i+1, all, limit, strings.Join(j.why, ", "))})
	}
	return out
}

// take adds a story and its decision.
func (c *Chosen) take(j judged, all int) {
	rank := len(c.Picks) + 1
	c.Picks = append(c.Picks, Pick{
		Candidate: j.Candidate, Rank: rank, Score: j.score, Act: j.act, Update: j.update, Matched: j.hits,
	})
	c.Decisions = append(c.Decisions, Decision{
		StoryID: j.Story.Story.ID, Taken: true, Rank: rank, Score: j.score,
		Reason: fmt.Sprintf("told, rank %d of %d (%s)", rank, all, strings.Join(j.why, ", ")),
	})
}

// best finds the story to take next: one to act on while there is room for those, else the best for its town's share.
func best(open []judged, actsFirst bool, towns map[string]int) int {
	found, top := 0, math.Inf(-1)
	for i, j := range open {
		score := j.score - townWeight*float64(towns[j.towns[0]])
		if actsFirst && j.act.At.Known() && !j.foreign {
			score += 1000
		}
		if score > top {
			found, top = i, score
		}
	}
	return found
}
