package mail_test

import (
	"fmt"
	"strings"
	"time"

	"tidings/internal/mail"
)

var secret = []byte("a secret of the tests, 32 bytes.")

func sampleIdentity() mail.Identity {
	return mail.Identity{
		From:         mail.Address{Name: "Lindenau Tidings", Addr: "digest@news.lindenau.example"},
		ReplyTo:      mail.Address{Addr: "hello@news.lindenau.example"},
		ListID:       "harbour-daily.news.lindenau.example",
		ListName:     "Häfen täglich",
		HelpURL:      "https://news.lindenau.example/help",
		OwnerAddress: "owner@news.lindenau.example",
		FeedbackID:   "harbour-daily:edition:tidings:lindenau",
	}
}

const unsubscribeURL = "https://news.lindenau.example/u/5h2kq7c4mzx3n6wtypld"

func sampleMessage() mail.Message {
	return mail.Message{
		Kind:              mail.Digest,
		To:                mail.Address{Addr: "reader@inbox.example"},
		Subject:           "Brücke am Hafen wird im März saniert, und fünf weitere Meldungen",
		Text:              sampleText,
		HTML:              sampleHTML,
		MessageID:         mail.MessageID("harbour-daily-2026-11-22", 4711, secret, "news.lindenau.example"),
		Date:              time.Date(2026, 11, 22, 7, 0, 0, 0, time.UTC),
		Language:          "de",
		UnsubscribeURL:    unsubscribeURL,
		UnsubscribeMailto: "mailto:leave@news.lindenau.example?subject=leave-5h2kq7c4mzx3n6wtypld",
	}
}

const sampleText = `Lindenau Tidings: Häfen täglich
Sonntag, 22. November 2026

Die Brücke am Hafen wird im März saniert

Der Stadtrat hat die Sanierung der Hafenbrücke beschlossen. Die Arbeiten
beginnen im März und dauern sechs Monate.

https://lindenau.example/rathaus/hafenbruecke

Gelesen: 4 Quellen, alle erreichbar.

Sie erhalten diese Mail, weil Sie Häfen täglich abonniert haben.
Abbestellen: https://news.lindenau.example/u/5h2kq7c4mzx3n6wtypld
Impressum: Lindenau Tidings, Hafenstraße 1, 04177 Lindenau
`

var sampleHTML = strings.ReplaceAll(`<!doctype html>
<html lang="de" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>Lindenau Tidings: Häfen täglich</title>
<style>@media (prefers-color-scheme: dark) { .page { background: #15181c; color: #eceff3 } }</style>
</head>
<body style="margin:0">
<div style="display:none">Der Stadtrat beschließt die Sanierung der Hafenbrücke ab März</div>
<table role="presentation" width="100%" style="background-color:#ffffff;color:#1a1d21">
<tr><td class="page" style="padding:24px;font-family:sans-serif;font-size:16px;color:#1a1d21">
<h1 style="font-size:22px;color:#1a1d21">Lindenau Tidings: Häfen täglich</h1>
<p style="color:#3c434a">Sonntag, 22. November 2026</p>
<h2 style="font-size:18px;color:#1a1d21">
<a style="color:#0b4f8a" href="https://lindenau.example/rathaus/hafenbruecke">
Die Brücke am Hafen wird im März saniert</a></h2>
<p>Der Stadtrat hat die Sanierung der Hafenbrücke beschlossen. Die Arbeiten
beginnen im März und dauern sechs Monate.</p>
<p>Gelesen: 4 Quellen, alle erreichbar.</p>
<p style="font-size:14px;color:#3c434a">Sie erhalten diese Mail, weil Sie Häfen täglich abonniert haben.
<a style="color:#0b4f8a" href="URL">Abbestellen</a></p>
<p style="font-size:14px;color:#3c434a">Impressum: Lindenau Tidings, Hafenstraße 1, 04177 Lindenau</p>
</td></tr>
</table>
</body>
</html>
`, "URL", unsubscribeURL)

// bigHTML is about as large as a digest may be.
func bigHTML() string {
	var b strings.Builder
	for i := range 300 {
		fmt.Fprintf(&b, "<p style=\"color:#1a1d21\">Meldung %d: Der Stadtrat hat die Sanierung beschlossen; die "+
			"Arbeiten beginnen im Frühling und dauern sechs Monate, sagte die Bürgermeisterin.</p>\n", i)
	}
	return strings.Replace(sampleHTML, "<p>Gelesen", b.String()+"<p>Gelesen", 1)
}
