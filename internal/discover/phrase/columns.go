package phrase

import "strings"

// Ending reports the words for the end of a term of office or for the bound of a period.
func Ending(word string) bool {
	switch word {
	case "until", "till", "term", "expires", "expire", "expired", "expiring", "expiration", "expiry", "amtszeit",
		"before", "after", "since", "mandat", "mandato", "届满", "任期", "截止":
		return true
	}
	return false
}

// Whereabouts reports the heads of columns that tell places and lengths of time.
func Whereabouts(word string) bool {
	switch word {
	case "location", "place", "venue", "where", "room", "address", "time", "duration", "ort", "lieu", "lugar", "地点", "場所":
		return true
	}
	return false
}

// Matter reports the heads of columns that tell what a row is about.
func Matter(word string) bool {
	switch word {
	case "subject", "title", "headline", "betreff", "titel", "objet", "titre", "oggetto", "titolo", "asunto", "título",
		"assunto", "onderwerp", "przedmiot", "tytuł", "předmět", "název", "тема", "название", "заголовок", "标题", "標題", "信息名称",
		"件名", "タイトル", "題名", "제목", "주제":
		return true
	}
	return false
}

// Status reports a line that only says what became of a meeting.
func Status(s string) bool {
	switch strings.ToLower(s) {
	case "접수대기", "접수중", "접수마감", "진행중", "모집중", "모집마감", "마감", "종료", "예정", "受付中", "終了", "进行中", "已结束", "未开始",
		"cancelled", "canceled", "postponed", "rescheduled", "closed", "open", "scheduled", "held", "upcoming", "past":
		return true
	}
	return false
}
