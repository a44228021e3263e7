package address

import "testing"

func TestCanonical(t *testing.T) {
	tests := [][2]string{
		{"/a#top", "https://t.example/a"}, {"b?utm_source=x&id=3&fbclid=y", "https://t.example/d/b?id=3"},
		{"//cdn.t.example/x.rdf", "https://cdn.t.example/x.rdf"}, {"?p=3&p=2&q=1", "https://t.example/d/c?p=2&q=1"},
		{"/x;jsessionid=AB12?i=1", "https://t.example/x?i=1"}, {"HTTPS://T.Example:443/A", "https://t.example/A"},
		{"javascript:void(0)", ""}, {"mailto:a@t.example", ""}, {"#x", ""}, {"tel:123", ""}, {"", ""},
		{" /a b\n.pdf ", "https://t.example/a%20b.pdf"}, {"https://t.example", "https://t.example/"},
	}
	for _, tt := range tests {
		if got := Canonical("https://t.example/d/c", tt[0]); got != tt[1] {
			t.Errorf("Canonical(%q) = %q, want %q", tt[0], got, tt[1])
		}
	}
}
