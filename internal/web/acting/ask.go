package acting

import (
	"context"
	"net/netip"
	"net/url"

	"tidings/internal/web/visit"
	"tidings/templates"
)

// Wrong is a field of a form that is wrong.
type Wrong struct{ Field, Why string }

// Ask takes the subscribe form of a program at client: through the same gates and the same double opt-in as the page,
// but for what tells people from machines. It gives what is wrong, in the order of the page; visit.ErrBusy to those who
// ask too often.
func (p *Pages) Ask(ctx context.Context, s *visit.Site, client netip.Addr, form url.Values) ([]Wrong, error) {
	if !s.PassForm(client) {
		return nil, visit.ErrBusy
	}
	v := &errand{&visit.Visit{Site: s, Ctx: ctx, Loc: s.Templates.Locale(templates.Fallback)}, p}
	wishes, wrong := v.readSubscribe(form)
	if len(wrong) > 0 {
		var out []Wrong
		for _, field := range fields {
			if why := wrong[field.name]; why != "" {
				out = append(out, Wrong{field.name, why})
			}
		}
		return out, nil
	}
	if !s.PassMail(wishes[0].Address) {
		return nil, nil
	}
	return nil, s.Reader.Subscribe(ctx, wishes...)
}
