package visit

import (
	"slices"

	"tidings/internal/news"
	"tidings/templates"
)

// Public gives the digests offered on the pages.
func (s *Site) Public() []news.Digest {
	var out []news.Digest
	for _, d := range s.Digests {
		if d.Public {
			out = append(out, d)
		}
	}
	return out
}

// Likely gives the digest a reader is most likely here for: the one in the page's language, else the first.
func (v *Visit) Likely(digests []news.Digest) (news.Digest, bool) {
	for _, d := range digests {
		if news.SameLanguage(d.Language, v.Loc.Tag) {
			return d, true
		}
	}
	if len(digests) == 0 {
		return news.Digest{}, false
	}
	return digests[0], true
}

// Sources gives the enabled sources.
func (v *Visit) Sources() ([]news.Source, error) {
	if v.enabled != nil {
		return v.enabled, nil
	}
	all, err := v.Store.Sources(v.Ctx)
	v.enabled = slices.DeleteFunc(all, func(s news.Source) bool { return !s.Enabled })
	return v.enabled, err
}

// Covered gives those of the sources whose towns digest d covers.
func Covered(sources []news.Source, d news.Digest) []news.Source {
	var out []news.Source
	for _, s := range sources {
		if len(d.Towns) == 0 || slices.Contains(d.Towns, s.Town) {
			out = append(out, s)
		}
	}
	return out
}

// Offered gives the towns and topics that digests cover, sorted.
func (v *Visit) Offered(digests []news.Digest) (towns, topics []string) {
	sources, err := v.Sources()
	if err != nil {
		v.Log.Error("sources not read", "error", err)
	}
	for _, d := range digests {
		for _, s := range Covered(sources, d) {
			towns = append(towns, s.Town)
			topics = append(topics, s.Topics...)
		}
	}
	slices.Sort(towns)
	slices.Sort(topics)
	return slices.Compact(towns), slices.Compact(topics)
}

// Tongue gives a language where it is not the page's.
func (v *Visit) Tongue(lang string) string {
	if news.SameLanguage(lang, v.Loc.Tag) {
		return ""
	}
	return lang
}

// TownTongue gives the language of a town's name, that of its first source, where it is not the page's.
func (v *Visit) TownTongue(town string, sources []news.Source) string {
	for _, s := range sources {
		if s.Town == town && s.Language != "" {
			return v.Tongue(s.Language)
		}
	}
	return ""
}

// Choices gives the values of a field, each with its label.
func Choices(values, checked []string, label func(string) string) []templates.Choice {
	var out []templates.Choice
	for _, value := range values {
		out = append(out, templates.Choice{Value: value, Label: label(value), Checked: slices.Contains(checked, value)})
	}
	return out
}
