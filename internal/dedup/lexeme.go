package dedup

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"tidings/internal/dedup/pinyin"
)

// lexeme is what stands in a text as one token, folded for comparison (width, case, accents and plural are gone), and
// what the tables know of it.
type lexeme struct {
	word  string
	hash  uint32 // of word
	kind  tokenKind
	upper bool // begins with a capital letter

	stem      string
	root      uint32 // hash of stem
	wordFacts        // of stem
	longest   int    // the most tokens of a glossary phrase that begins with it
	begins    bool   // a fact can begin with it
	suffix    bool   // it ends Chinese names of places and bodies,
	place     bool   // or of places alone
	surname   bool
	sounds    bool // it can be read as pinyin and is no word of daily English,
	sounded   bool // as far as that has been looked at
	pairs     bool // a word of two characters in the built-in table begins with it
}

// signer reads articles. What it learns of a word serves all later articles of a batch, and so do the buffers that hold
// the tokens of a title, a text and a slug. It is not safe for concurrent use.
type signer struct {
	lexemes map[string]*lexeme  // by how they are written
	spelled map[string][]string // what may be a Chinese name, and how it is spelled
	buffers [3][]token
	tally   tally
	known   *lexicon // nil: words are only folded
	ideas   *book
}

func newSigner() *signer {
	return &signer{lexemes: map[string]*lexeme{}, spelled: map[string][]string{}, known: words(), ideas: glossary()}
}

// lexeme gives what is written as raw.
func (s *signer) lexeme(raw string, kind tokenKind) *lexeme {
	if l, ok := s.lexemes[raw]; ok {
		return l
	}
	l := newLexeme(raw, kind)
	if s.known != nil {
		l.look(s.known, s.ideas)
	}
	if s.lexemes == nil {
		s.lexemes = map[string]*lexeme{}
	}
	s.lexemes[raw] = l
	return l
}

func newLexeme(raw string, kind tokenKind) *lexeme {
	l := &lexeme{word: raw, kind: kind}
	switch kind {
	case number:
		l.word = foldNumber(raw)
	case spaced:
		r, _ := utf8.DecodeRuneInString(raw)
		l.word, l.upper = foldWord(raw), unicode.IsUpper(r)
	}
	l.stem = stem(l.word)
	l.hash, l.root = hash32(l.word), hash32(l.stem)
	l.begins = begins(l.word, kind)
	return l
}

// look looks the lexeme up in the tables.
func (l *lexeme) look(known *lexicon, ideas *book) {
	l.wordFacts, l.longest = known.table[l.stem], ideas.longest[l.stem]
	if l.kind != dense {
		return
	}
	l.suffix, l.place = strings.Contains(suffixes, l.word), strings.Contains(places, l.word)
	l.surname, l.pairs = strings.Contains(surnames, l.word), known.pairs[l.word]
}

// class tells how common the lexeme is in a text written in t.
func (l *lexeme) class(t tongue) class { return l.wordFacts.class(t) }

// syllabic reports whether l is a capitalised word that can be read as pinyin and is no word of daily English.
func (l *lexeme) syllabic(english tongue) bool {
	if l.kind != spaced || !l.upper || len(l.word) < 2 {
		return false
	}
	if !l.sounded {
		l.sounds, l.sounded = l.class(english) == rare && pinyin.Spelled(l.word), true
	}
	return l.sounds
}
