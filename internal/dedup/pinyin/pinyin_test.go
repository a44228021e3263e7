package pinyin

import (
	"slices"
	"testing"
)

func TestSpell(t *testing.T) {
	tests := []struct {
		word, want string
	}{
		{"淮北", "huaibei"},
		{"重庆", "chongqing"},
		{"蚌埠", "bengbu"},
		{"六安", "luan"},
		{"吕梁", "lvliang"},
		{"李明", "liming"},
	}
	for _, test := range tests {
		if got := Spell(test.word, 8); !slices.Contains(got, test.want) {
			t.Errorf("Spell(%q) = %v, want %q among them", test.word, got, test.want)
		}
	}
	if got := Spell("淮x", 4); len(got) != 0 {
		t.Errorf("Spell with a letter = %v, want none", got)
	}
	if got := len(Spell("长重乐行好", 4)); got > 4 {
		t.Errorf("Spell gave %d spellings, want at most 4", got)
	}
}

func TestSpelled(t *testing.T) {
	for word, want := range map[string]bool{
		"huaibei": true, "xian": true, "zhuang": true, "liming": true, "millbrook": false, "ng": false, "": false, "street": false,
	} {
		if got := Spelled(word); got != want {
			t.Errorf("Spelled(%q) = %v, want %v", word, got, want)
		}
	}
}
