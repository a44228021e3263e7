package guess_test

import (
	"testing"

	"tidings/internal/guess"
)

func TestOf(t *testing.T) {
	for address, want := range map[string]guess.Facts{
		"https://www.oakfield.gov.uk/news":  {ID: "oakfield", Town: "Oakfield", Country: "GB", Zone: "Europe/London"},
		"https://www.cityofmillford.org/":   {ID: "millford", Town: "Millford"},
		"https://liuhe.gov.cn/":             {ID: "liuhe", Town: "Liuhe", Country: "CN", Zone: "Asia/Shanghai"},
		"https://ci.elm-grove.wi.us/":       {ID: "elm-grove", Town: "Elm Grove", Country: "US"},
		"https://www.stadt-eichenau.de/x":   {ID: "eichenau", Town: "Eichenau", Country: "DE", Zone: "Europe/Berlin"},
		"http://192.0.2.7/news":             {},
		"not an address":                    {},
		"http://localhost:8080/fairmeadow/": {ID: "localhost", Town: "Localhost"},
	} {
		if got := guess.Of(address); got != want {
			t.Errorf("%s: %+v, want %+v", address, got, want)
		}
	}
}

func TestID(t *testing.T) {
	for text, want := range map[string]string{"Elm Grove (north)": "elm-grove-north", "柳河": "", "": ""} {
		if got := guess.ID(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestName(t *testing.T) {
	for title, want := range map[string]string{
		"Welcome | City of Oakfield": "City of Oakfield", "Town of Millford - Home": "Town of Millford",
		"  News\n of Elm - Grove ": "News of Elm - Grove", "柳河市人民政府-首页": "柳河市人民政府", "Home": "Home",
	} {
		if got := guess.Name(title); got != want {
			t.Errorf("%q: %q, want %q", title, got, want)
		}
	}
}
