package lang

import "testing"

func TestDetect(t *testing.T) {
	for text, want := range map[string]string{
		"The council met on the river bank and heard that the walls are to be mended by spring.":    "en",
		"Der Rat hat beschlossen, dass die Mauern am Fluss bis zum Frühjahr erneuert werden.":       "de",
		"Le conseil a décidé que les murs de la rivière seront réparés avant le printemps.":         "fr",
		"El consejo decidió que los muros del río se reparen antes de la primavera con ayuda.":      "es",
		"De raad besloot dat de muren van de rivier voor het voorjaar worden hersteld en verhoogd.": "nl",
		"市议会决定在春季之前修复河堤，并向居民公布工程进度。":                                                                "zh",
		"市議会は、春までに川の堤防を修理することを決めました。":                                                               "ja",
		"시의회는 봄까지 강둑을 수리하기로 결정했다.":                                                                  "ko",
		"Городской совет решил отремонтировать набережную до весны, чтобы её не размыло.":           "ru",
		"قرر مجلس المدينة إصلاح جدران النهر قبل الربيع":                                             "ar",
		"12 34": "",
	} {
		if got := Detect(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestTag(t *testing.T) {
	for in, want := range map[string]string{
		"zh_CN": "zh-CN", "en-us": "en-US", "de": "de", "zh-hant": "zh-Hant", "english": "", "": "", "x": "", "fr,en": "fr",
	} {
		if got := Tag(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
