// Package pinyin spells Chinese characters in Latin letters without tones, as place and person names are spelled in
// English texts. Its table was made by gen.go from github.com/mozillazg/go-pinyin and is read in place: linking it
// costs a process start nothing.
package pinyin

import (
	_ "embed"
	"encoding/binary"
	"slices"
	"strings"
)

// The table holds, for each character from first to last, the numbers of its two commonest readings, 0 for none.
const first, last = 0x4E00, 0x9FA5

// longest is the number of letters of the longest syllable, "zhuang".
const longest = 6

//go:embed table.bin
var table string

//go:embed syllables.txt
var syllableFile string

// syllables is sorted; reading n is syllables[n-1].
var syllables = strings.Fields(syllableFile)

// Readings gives the readings of r, the commonest first, at most two; none when r is no Chinese character.
func Readings(r rune) []string {
	if r < first || r > last {
		return nil
	}
	cell := []byte(table[4*(r-first):][:4])
	var out []string
	for i := 0; i < 4; i += 2 {
		if n := int(binary.LittleEndian.Uint16(cell[i:])); n > 0 && n <= len(syllables) {
			out = append(out, syllables[n-1])
		}
	}
	return out
}

// Spell gives the ways to spell word as one run of letters, at most limit of them, the commonest first; none when
// a character of it has no reading.
func Spell(word string, limit int) []string {
	out := []string{""}
	for _, r := range word {
		readings := Readings(r)
		var longer []string
		for _, reading := range readings {
			for _, s := range out {
				longer = append(longer, s+reading)
			}
		}
		out = longer[:min(len(longer), limit)]
	}
	return out
}

// Spelled reports whether word, in lower-case letters, can be read as syllables of pinyin throughout.
func Spelled(word string) bool {
	if word == "" {
		return false
	}
	reach := make([]bool, len(word)+1)
	reach[0] = true
	for i := range word {
		for n := 1; reach[i] && n <= min(longest, len(word)-i); n++ {
			if sayable(word[i : i+n]) {
				reach[i+n] = true
			}
		}
	}
	return reach[len(word)]
}

// sayable reports whether s is a syllable that occurs in names; the dictionary's interjections (m, ng, hm) are not.
func sayable(s string) bool {
	if !strings.ContainsAny(s, "aeiouv") {
		return false
	}
	_, found := slices.BinarySearch(syllables, s)
	return found
}
