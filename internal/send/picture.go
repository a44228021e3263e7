package send

import (
	"context"

	"tidings/internal/digest"
)

// picture notes of chosen stories which picture each has, as far as it was there at the desk's end.
func (d *desk) picture(ctx context.Context, chosen digest.Chosen) error {
	if !d.Pictures {
		return nil
	}
	var articles []int64
	for _, p := range chosen.Picks {
		articles = append(articles, p.Candidate.Story.Story.Representative)
	}
	found, err := d.Store.Pictures(ctx, articles, d.end)
	if err != nil {
		return err
	}
	for i, p := range chosen.Picks {
		of := p.Candidate.Story
		made, ok := found[of.Story.Representative]
		if !ok {
			continue
		}
		pic := &digest.Picture{Article: made.ArticleID, Width: made.Width, Height: made.Height}
		for _, a := range of.Articles {
			if a.ID == made.ArticleID {
				pic.Alt = a.Image.Alt
			}
		}
		chosen.Picks[i].Candidate.Picture = pic
	}
	return nil
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
