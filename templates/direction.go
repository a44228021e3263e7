package templates

import (
	"html"
	htmltemplate "html/template"
	"slices"

	"golang.org/x/text/language"
)

// fromRight are the scripts in use that run from right to left.
var fromRight = []string{"Adlm", "Arab", "Hebr", "Mand", "Mend", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa"}

// direction gives the writing direction of a language, "ltr" or "rtl"; of what is no language, "ltr".
func direction(tag string) string {
	parsed, err := language.Parse(tag)
	if err != nil {
		return "ltr"
	}
	if script, _ := parsed.Script(); slices.Contains(fromRight, script.String()) {
		return "rtl"
	}
	return "ltr"
}

// turn gives words the messages of a language's direction, where its file has none.
func turn(words map[string]message, tag string) {
	sides := map[string]string{"dir": "ltr", "start": "left", "end": "right"}
	if direction(tag) == "rtl" {
		sides = map[string]string{"dir": "rtl", "start": "right", "end": "left"}
	}
	for key, side := range sides {
		if words[key] == nil {
			words[key] = message{"other": side}
		}
	}
}

// turned reports whether a language is written the other way than the locale's; "" is the locale's own.
func (l *Locale) turned(lang string) bool { return lang != "" && direction(lang) != l.T("dir") }

// tongue gives the attributes of an element whose words are in another language than what is around it: the page, or
// the language outer. "" is no other language, and gives none.
func (l *Locale) tongue(lang string, outer ...string) htmltemplate.HTMLAttr {
	if lang == "" {
		return ""
	}
	around := l.T("dir")
	for _, tag := range outer {
		if tag != "" {
			around = direction(tag)
		}
	}
	return attributes(lang, direction(lang), around)
}

// own gives the attributes of an element in the locale's language within one that is in the language outer.
func (l *Locale) own(outer string) htmltemplate.HTMLAttr {
	around := l.T("dir")
	if outer != "" {
		around = direction(outer)
	}
	return attributes(l.Tag, l.T("dir"), around)
}

// attributes says the direction only where it changes.
func attributes(lang, dir, around string) htmltemplate.HTMLAttr {
	text := ` lang="` + html.EscapeString(lang) + `"`
	if dir != around {
		text += ` dir="` + html.EscapeString(dir) + `"`
	}
	return htmltemplate.HTMLAttr(text)
}
