// Package acting is what a reader does over HTTP: subscribe and look at what that would bring, confirm, change and
// pause, ask for the link to one's preferences, leave, undo, never be mailed, take one's data along, be erased.
//
// [New] gives the [Pages], whose [Pages.Handlers] are mounted by package web; [Pages.Ask] is the subscribe form for
// programs. A GET shows what can be done and changes nothing; the POST does it. Who acts is known by a signed link
// (package token), never by an account. An answer never says whether an address is known. The wishes themselves go
// through package reader; nothing is decided here twice.
package acting

import (
	"tidings/internal/web/reading"
	"tidings/internal/web/visit"
)

// Pages are the pages with what they share.
type Pages struct {
	read *reading.Pages
}

// New makes the pages. Samples of what a form would bring come from read.
func New(read *reading.Pages) *Pages { return &Pages{read: read} }

// errand is one visit of a reader who wants something done.
type errand struct {
	*visit.Visit
	*Pages
}

// handler shows what can be done, or does it.
type handler func(*errand) error

// Handlers gives the pages by their patterns.
func (p *Pages) Handlers() map[string]visit.Handler {
	out := map[string]visit.Handler{}
	for pattern, h := range map[string]handler{
		"GET /{$}":       showSubscribe,
		"GET /subscribe": showSubscribe, "POST /subscribe": subscribe,
		"GET /preview": showPreview, "POST /preview": preview,

		"GET /confirm/{token}": showConfirm, "POST /confirm/{token}": confirm,
		"GET /confirm/{token}/renew": showConfirm, "POST /confirm/{token}/renew": renew,
		"GET /unsubscribe/{token}": showUnsubscribe, "POST /unsubscribe/{token}": unsubscribe,
		"GET /block/{token}": showBlock, "POST /block/{token}": block,
		"GET /undo/{token}": showUndo, "POST /undo/{token}": undo,

		"GET /preferences": showRequest, "POST /preferences": request,
		"GET /preferences/{token}": owned(showPreferences), "POST /preferences/{token}": owned(change),
		"GET /preferences/{token}/add": owned(showAdd), "POST /preferences/{token}/add": owned(add),
		"GET /preferences/{token}/export": owned(export),
		"GET /preferences/{token}/erase":  owned(showErase), "POST /preferences/{token}/erase": owned(erase),
		"GET /preferences/{token}/pause": owned(showPreferences), "POST /preferences/{token}/pause": owned(pause),
		"GET /preferences/{token}/renew": owned(showPreferences), "POST /preferences/{token}/renew": renewLink,
	} {
		out[pattern] = func(v *visit.Visit) error { return h(&errand{v, p}) }
	}
	return out
}
