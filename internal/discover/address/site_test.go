package address

import (
	"testing"

	"tidings/internal/news"
)

func TestOwns(t *testing.T) {
	source := news.Source{URL: "https://www.mill.gov.example/news", Hosts: []string{"tourism.example"}}
	for host, want := range map[string]bool{
		"www.mill.gov.example": true, "Tourism.Example": true, "maps.tourism.example": true, "other.example": false,
		"windmill.gov.example.test": false, "": false,
	} {
		if got := Owns(source, host); got != want {
			t.Errorf("Owns(%q) = %v", host, got)
		}
	}
	if Owns(news.Source{URL: "https://mill.example"}, "windmill.example") {
		t.Error("a host that ends like the source's is its own")
	}
	if !Owns(news.Source{URL: "http://127.0.0.1:8080/"}, "127.0.0.1") {
		t.Error("an address without a name is not its own")
	}
}
