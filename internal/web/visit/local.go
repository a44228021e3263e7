package visit

import "strings"

// Local turns links that begin with the base URL, or with one of ShowHosts, into local ones: in the demonstration
// neither we nor the towns have a name.
func (s *Site) Local(text string) string {
	if s.ShowBase != "" && s.BaseURL != "" {
		text = relink(text, s.BaseURL, s.ShowBase)
	}
	for from, to := range s.ShowHosts {
		text = relink(text, from, to)
	}
	return text
}

// relink replaces a URL prefix where it is whole: not as the beginning of a longer host name or port.
func relink(text, from, to string) string {
	var b strings.Builder
	for {
		before, after, found := strings.Cut(text, from)
		b.WriteString(before)
		if !found {
			return b.String()
		}
		if after == "" || strings.ContainsRune("/?#\"'<> \t\r\n),;&]", rune(after[0])) {
			b.WriteString(to)
		} else {
			b.WriteString(from)
		}
		text = after
	}
}
