package send

import (
	"context"

	"tidings/internal/digest"
	"tidings/internal/news"
)

// picture notes of chosen stories which picture each has, as far as it was there at the desk's end: its representative's,
// else that of another of its articles.
func (d *desk) picture(ctx context.Context, chosen digest.Chosen) error {
	if !d.Pictures {
		return nil
	}
	var articles []int64
	for _, p := range chosen.Picks {
		for _, a := range p.Candidate.Story.Articles {
			articles = append(articles, a.ID)
		}
	}
	found, err := d.Store.Pictures(ctx, articles, d.end)
	if err != nil {
		return err
	}
	for i, p := range chosen.Picks {
		chosen.Picks[i].Candidate.Picture = pictureOf(p.Candidate.Story, found)
	}
	return nil
}

// pictureOf gives the picture of a story among those found; nil when there is none.
func pictureOf(of news.FullStory, found map[int64]news.Picture) (pic *digest.Picture) {
	for _, a := range of.Articles {
		made, ok := found[a.ID]
		if leads := a.ID == of.Story.Representative; ok && (pic == nil || leads) {
			pic = &digest.Picture{Article: a.ID, Alt: a.Image.Alt, Width: made.Width, Height: made.Height}
		}
	}
	return pic
}

// illustrate gives the stories of an issue the bytes of their pictures, or takes the pictures away where the reader did
// not ask for them or the operator does not allow them.
func (r *Room) illustrate(ctx context.Context, issue digest.Issue, asked bool) (digest.Issue, error) {
	var articles []int64
	for i, s := range issue.Stories {
		if !asked || !r.Pictures {
			issue.Stories[i].Picture = nil
		} else if s.Picture != nil {
			articles = append(articles, s.Picture.Article)
		}
	}
	if len(articles) == 0 {
		return issue, nil
	}
	found, err := r.Store.Pictures(ctx, articles, issue.End)
	if err != nil {
		return issue, err
	}
	for _, s := range issue.Stories {
		if s.Picture != nil {
			s.Picture.JPEG = found[s.Picture.Article].JPEG
		}
	}
	return issue, nil
}
