//go:build ignore

// Gen writes table.bin and syllables.txt from the dictionary of github.com/mozillazg/go-pinyin (MIT). Run it in a
// scratch module that requires go-pinyin; the project itself does not, because that dictionary is a map of 42,000
// strings filled at every process start, while this table is 84 kB of read-only bytes.
package main

import (
	"encoding/binary"
	"log"
	"os"
	"slices"
	"strings"

	"github.com/mozillazg/go-pinyin"
)

const first, last = 0x4E00, 0x9FA5

func main() {
	readings := map[rune][]string{}
	index := map[string]uint16{}
	for r := rune(first); r <= last; r++ {
		a := pinyin.NewArgs()
		a.Heteronym = true
		var got []string
		for _, s := range slices.Concat(pinyin.Pinyin(string(r), a)...) {
			if s = strings.ReplaceAll(s, "ü", "v"); !slices.Contains(got, s) && len(got) < 2 {
				got = append(got, s)
				index[s] = 0
			}
		}
		readings[r] = got
	}
	var syllables []string
	for s := range index {
		syllables = append(syllables, s)
	}
	slices.Sort(syllables)
	for i, s := range syllables {
		index[s] = uint16(i + 1)
	}
	var out []byte
	for r := rune(first); r <= last; r++ {
		var cell [2]uint16
		for i, s := range readings[r] {
			cell[i] = index[s]
		}
		out = binary.LittleEndian.AppendUint16(out, cell[0])
		out = binary.LittleEndian.AppendUint16(out, cell[1])
	}
	for name, data := range map[string][]byte{"table.bin": out, "syllables.txt": []byte(strings.Join(syllables, "\n") + "\n")} {
		if err := os.WriteFile(name, data, 0o644); err != nil {
			log.Fatal(err)
		}
	}
}
