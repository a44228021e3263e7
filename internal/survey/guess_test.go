package survey_test

import (
	"testing"

	"tidings/internal/survey"
)

func TestGuess(t *testing.T) {
	for address, want := range map[string]survey.Guessed{
		"https://www.oakfield.gov.uk/news":  {ID: "oakfield", Town: "Oakfield", Country: "GB", Zone: "Europe/London"},
		"https://www.cityofmillford.org/":   {ID: "millford", Town: "Millford"},
		"https://liuhe.gov.cn/":             {ID: "liuhe", Town: "Liuhe", Country: "CN", Zone: "Asia/Shanghai"},
		"https://ci.elm-grove.wi.us/":       {ID: "elm-grove", Town: "Elm Grove", Country: "US"},
		"https://www.stadt-eichenau.de/x":   {ID: "eichenau", Town: "Eichenau", Country: "DE", Zone: "Europe/Berlin"},
		"http://192.0.2.7/news":             {ID: "source", Town: "Source"},
		"not an address":                    {ID: "source", Town: "Source"},
		"http://localhost:8080/fairmeadow/": {ID: "localhost", Town: "Localhost"},
	} {
		if got := survey.Guess(address); got != want {
			t.Errorf("%s: %+v, want %+v", address, got, want)
		}
	}
}
