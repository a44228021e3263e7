package field

import "testing"

// TestANumberInATitleIsNoError: a short notice must not be lost because its title begins as error pages' titles do.
func TestANumberInATitleIsNoError(t *testing.T) {
	for title, want := range map[string]bool{
		"404": true, "404 Not Found": true, "403 - Forbidden": true, "500: Server error": true, "404 | Town of Elmford": true,
		"Forbidden": true, "Page not found": true, "页面不存在": true,
		"403 Neighbors Vote on the Ice Rink": false, "404户居民喜迁新居": false, "500-Meter Track Opens": false,
		"500 – 600 Haushalte ohne Strom": false, "Forbidden City Exhibition Comes to Elmford": false,
	} {
		if got := errorTitle().MatchString(title); got != want {
			t.Errorf("%q taken for an error is %t", title, got)
		}
	}
}
