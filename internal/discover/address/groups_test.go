package address

import "testing"

// TestGroups: what gathers pages is told from a page that is kept under a category.
func TestGroups(t *testing.T) {
	for address, want := range map[string]bool{
		"https://town.example/tag/roads":                       true,
		"https://town.example/tags":                            false,
		"https://town.example/news?category=roads":             true,
		"https://town.example/news?category=roads&page=2":      true,
		"https://town.example/news?category=roads&id=77":       false,
		"https://town.example/view?location=4&newsId=12":       false,
		"https://town.example/venue/town-hall":                 true,
		"https://town.example/DepartmentDetail.aspx?ID=5&b=7":  true,
		"https://town.example/MeetingDetail.aspx?ID=5&b=7":     false,
		"https://town.example/category/roads/?article=a&tag=b": true,
	} {
		if got := Groups(address); got != want {
			t.Errorf("%s: %v, want %v", address, got, want)
		}
	}
}
