package tell

import (
	"context"
	"slices"
	"strconv"

	"tidings/internal/fault"
	"tidings/internal/news"
	"tidings/internal/store"
)

// handmade reports whether a reason is an operator's: what was decided by hand the clusterer leaves as it is.
func handmade(reason string) bool {
	_, grounds, ok := news.ReadReason(reason)
	return ok && (grounds[0].Kind == news.GroundJoined || grounds[0].Kind == news.GroundSplit)
}

// Split takes articles out of a story into a new one and gives its id. The two are never put together again but by
// Join. An article keeps when it was first told, so that the new story is news only to readers whose next edition
// covers that time. fault.Invalid when an article is not in the story, or none would be left in it.
func (r *Room) Split(ctx context.Context, storyID int64, articleIDs ...int64) (off int64, err error) {
	err = r.Store.Write(ctx, func(tx *store.Tx) (err error) {
		if err = tx.StoriesChange(ctx); err != nil {
			return err
		}
		story, err := tx.Story(ctx, storyID)
		if err != nil {
			return err
		}
		leaving, staying, err := parted(story.Members, articleIDs)
		if err != nil {
			return err
		}
		off, err = r.splitOff(ctx, tx, story, leaving, staying)
		return err
	})
	return off, fault.Wrap(err, "split story %d", storyID)
}

// splitOff writes a split.
func (r *Room) splitOff(
	ctx context.Context, tx *store.Tx, story news.Story, leaving, staying []news.Member,
) (int64, error) {
	now := r.Now()
	off, err := tx.PutStory(ctx, news.Story{Representative: leaving[0].ArticleID, Changed: now})
	if err != nil {
		return 0, err
	}
	split := news.Ground{Kind: news.GroundSplit, Said: strconv.FormatInt(story.ID, 10)}
	for i := range leaving {
		leaving[i].Reason, leaving[i].Score = split.String(), 1
	}
	if err := tx.PutMembers(ctx, off, leaving, now); err != nil {
		return 0, err
	}
	if err := tx.PutMembers(ctx, story.ID, staying, now); err != nil {
		return 0, err
	}
	if err := tx.SplitStory(ctx, story.ID, off, now); err != nil {
		return 0, err
	}
	return off, r.resettle(ctx, tx, story.ID, off)
}

// resettle brings stories whose members changed up to date, and has them summarized.
func (r *Room) resettle(ctx context.Context, tx *store.Tx, storyIDs ...int64) error {
	b := batch{tx: tx, now: r.Now()}
	for _, id := range storyIDs {
		if err := b.settle(ctx, id); err != nil {
			return err
		}
	}
	return r.ThenSummarize(ctx, tx)
}

// parted tells the members that leave a story from those whose place in it changes by that, each with a canonical
// article on its own side.
func parted(members []news.Member, articleIDs []int64) (leaving, staying []news.Member, err error) {
	for _, id := range articleIDs {
		if !slices.ContainsFunc(members, func(m news.Member) bool { return m.ArticleID == id }) {
			return nil, nil, fault.New(fault.Invalid, "article %d is not in it", id)
		}
	}
	for _, m := range members {
		if slices.Contains(articleIDs, m.ArticleID) {
			leaving = append(leaving, m)
		} else {
			staying = append(staying, m)
		}
	}
	if len(leaving) == 0 || len(staying) == 0 {
		return nil, nil, fault.New(fault.Invalid, "name some of its %d articles, not all", len(members))
	}
	leaving, _ = reroot(leaving)
	_, staying = reroot(staying)
	return leaving, staying, nil
}

// reroot gives the members a canonical article among them: where theirs is not, the first of its copies. changed are
// those whose canonical article is another now.
func reroot(members []news.Member) (all, changed []news.Member) {
	all = slices.Clone(members)
	root := map[int64]int64{}
	for _, m := range members {
		root[m.ArticleID] = m.ArticleID
	}
	for i, m := range members {
		if root[m.Canonical] == 0 {
			root[m.Canonical] = m.ArticleID
		}
		if all[i].Canonical = root[m.Canonical]; all[i].Canonical != m.Canonical {
			changed = append(changed, all[i])
		}
	}
	return all, changed
}

// Join puts the articles of several stories into the first and gives its id, whatever an operator split before.
// fault.Invalid when they are one story already.
func (r *Room) Join(ctx context.Context, storyIDs ...int64) (into int64, err error) {
	err = r.Store.Write(ctx, func(tx *store.Tx) (err error) {
		if err = tx.StoriesChange(ctx); err != nil {
			return err
		}
		var stories []news.Story
		for _, id := range storyIDs {
			s, err := tx.Story(ctx, id)
			if err != nil {
				return err
			}
			if !slices.ContainsFunc(stories, func(o news.Story) bool { return o.ID == s.ID }) {
				stories = append(stories, s)
			}
		}
		if len(stories) < 2 {
			return fault.New(fault.Invalid, "they are one story already")
		}
		into = stories[0].ID
		return r.joinInto(ctx, tx, into, stories[1:])
	})
	return into, fault.Wrap(err, "join stories")
}

// joinInto writes a join. The representative of each story that comes in says why; its other articles keep the reason
// they were with it.
func (r *Room) joinInto(ctx context.Context, tx *store.Tx, into int64, from []news.Story) error {
	for _, s := range from {
		if err := tx.MergeStories(ctx, into, s.ID); err != nil {
			return err
		}
		for _, m := range s.Members {
			if m.ArticleID != s.Representative {
				continue
			}
			m.Reason, m.Score = news.Ground{Kind: news.GroundJoined}.String(), 1
			if err := tx.PutMembers(ctx, into, []news.Member{m}, r.Now()); err != nil {
				return err
			}
		}
	}
	if err := tx.ForgetApart(ctx, into); err != nil {
		return err
	}
	return r.resettle(ctx, tx, into)
}

// partings are the pairs of stories an operator split, either way round.
type partings map[[2]int64]bool

// partingsOf makes pairs to be asked for either way round.
func partingsOf(pairs [][2]int64) partings {
	p := partings{}
	for _, pair := range pairs {
		p[pair], p[[2]int64{pair[1], pair[0]}] = true, true
	}
	return p
}

// merge picks of from the stories that may be merged into the story into, and takes them for merged.
func (p partings) merge(into int64, from []int64) []int64 {
	var out []int64
	for _, id := range from {
		if p[[2]int64{into, id}] {
			continue
		}
		out = append(out, id)
		for pair := range p {
			if pair[0] == id {
				p[[2]int64{into, pair[1]}], p[[2]int64{pair[1], into}] = true, true
			}
		}
	}
	return out
}
