package store

import (
	"context"
	"fmt"

	"tidings/internal/fault"
)

// SetEditionText gives an edition of this transaction what only its id made possible, the links in it naming the
// edition: subject, HTML and text; left are the stories its size budget left to the web page.
func (tx *Tx) SetEditionText(ctx context.Context, id int64, subject, html, text string, left []int64) error {
	err := tx.change(ctx, fmt.Sprintf("edition %d", id), `UPDATE editions SET subject = $2, html = $3, text = $4
		WHERE id = $1`, id, subject, html, text)
	for _, story := range left {
		if err != nil {
			break
		}
		_, err = tx.exec(ctx, `UPDATE told SET left_out = TRUE WHERE edition_id = $1 AND story_id = $2`, id, story)
	}
	return fault.Wrap(err, "set text of edition %d", id)
}
