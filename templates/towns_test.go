package templates

import "testing"

func TestTown(t *testing.T) {
	dir := t.TempDir()
	for _, file := range []string{"messages/de.yaml", "messages/ja.yaml", "messages/zh-TW.yaml"} {
		writeFile(t, dir, file, "stop: \".\"\n")
	}
	set := load(t, dir)
	if got := set.Locale("en").Town("淮北"); got != "淮北" {
		t.Errorf("before there are names: %s", got)
	}
	set.NameTowns(map[string]map[string]string{
		"淮北": {"en": "Huaibei"}, "Wien": {"en": "Vienna", "ja": "ウィーン"}, "臨河": {"zh": "临河", "ZH-tw": "臨河市"},
	})
	for _, c := range []struct{ lang, own, want string }{
		{"en", "淮北", "Huaibei"}, {"en-GB", "淮北", "Huaibei"}, {"zh", "淮北", "淮北"}, {"de", "淮北", "Huaibei"},
		{"ja", "淮北", "淮北"}, {"de", "Wien", "Wien"}, {"en", "Wien", "Vienna"}, {"ja", "Wien", "ウィーン"},
		{"zh", "臨河", "临河"}, {"zh-TW", "臨河", "臨河市"}, {"en", "臨河", "臨河"}, {"en", "Nowhere", "Nowhere"}, {"en", "", ""},
	} {
		if got := set.Locale(c.lang).Town(c.own); got != c.want {
			t.Errorf("%s in %s is %q, want %q", c.own, c.lang, got, c.want)
		}
	}
}
