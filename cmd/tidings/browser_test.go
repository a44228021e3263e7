package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// browser is headless Chromium on the pages of the built binary's demo, whose mailbox is part of them. With
// TIDINGS_SCREENSHOTS=DIR it keeps a picture of every step.
type browser struct {
	*testing.T
	ctx  context.Context
	base string // of the demo's pages

	mu      sync.Mutex
	strange []string // requests to other hosts
}

// newBrowser starts both. Where there is no Chromium the test is skipped, or fails when TIDINGS_REQUIRE_CHROMIUM=1 says
// that this machine promised to have one.
func newBrowser(t *testing.T) *browser {
	t.Helper()
	if testing.Short() {
		t.Skip("it starts a browser")
	}
	b := &browser{T: t}
	path := chromium(t)
	b.base = startDemo(t)
	allocated, stop := chromedp.NewExecAllocator(t.Context(), append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("accept-lang", "en-GB"), chromedp.WindowSize(900, 1400))...)
	t.Cleanup(stop)
	tab, cancel := chromedp.NewContext(allocated)
	t.Cleanup(cancel)
	err := chromedp.Listen(tab, func(event any) {
		if sent, ok := event.(*network.EventRequestWillBeSent); ok && !strings.HasPrefix(sent.Request.URL, b.base) &&
			!strings.HasPrefix(sent.Request.URL, "data:") {
			b.mu.Lock()
			defer b.mu.Unlock()
			b.strange = append(b.strange, sent.Request.URL)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	b.ctx, cancel = context.WithTimeout(tab, 3*time.Minute)
	t.Cleanup(cancel)
	if _, err := chromedp.Call(b.ctx, network.Enable, network.EnableParams{}); err != nil {
		t.Fatal(err)
	}
	return b
}

// chromium finds the browser.
func chromium(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if os.Getenv("TIDINGS_REQUIRE_CHROMIUM") == "1" {
		t.Fatal("no Chromium, which TIDINGS_REQUIRE_CHROMIUM=1 asks for")
	}
	t.Skip("no Chromium on this machine")
	return ""
}

// startDemo runs the built binary's demo until the test ends and gives the address of its pages.
func startDemo(t *testing.T) string {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	cmd := exec.CommandContext(ctx, filepath.Join(program.path(t), "tidings"), "demo", "--listen", "127.0.0.1:0")
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 10 * time.Second
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		if err := cmd.Wait(); err != nil && !errors.Is(err, context.Canceled) {
			t.Errorf("the demo ended with %v", err)
		}
	})
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if _, base, ok := strings.Cut(lines.Text(), "The inbox: "); ok {
			go func() { _, _ = io.Copy(io.Discard, out) }()
			return base
		}
	}
	t.Fatal("the demo did not start")
	return ""
}

// run does steps that give nothing.
func (b *browser) run(steps ...chromedp.Action[chromedp.Void]) {
	b.Helper()
	b.ok(chromedp.Do(b.ctx, steps...))
}

// ask does a step and gives its value.
func ask[T any](b *browser, step chromedp.Action[T]) T {
	b.Helper()
	v, err := chromedp.Run(b.ctx, step)
	b.ok(err)
	return v
}

func (b *browser) ok(err error) {
	b.Helper()
	if err == nil {
		return
	}
	body, _ := chromedp.Run(b.ctx, chromedp.Text(chromedp.CSS("body"))) // for the message only
	b.Fatalf("%v\non the page:\n%s", err, body)
}

// open shows a page, given by its path or its whole address.
func (b *browser) open(page string) {
	b.Helper()
	if strings.HasPrefix(page, "/") {
		page = b.base + page
	}
	b.run(chromedp.Navigate(page))
}

// press clicks on what selector finds, waits for the page it leads to and looks at its heading.
func (b *browser) press(selector chromedp.CSS, heading string) {
	b.Helper()
	_, err := chromedp.RunResponse(b.ctx, chromedp.Click(selector))
	b.ok(err)
	b.says("h1", heading)
}

func (b *browser) text(selector chromedp.CSS) string {
	b.Helper()
	return ask(b, chromedp.Text(selector))
}

// says ends the test unless what selector finds holds the words.
func (b *browser) says(selector chromedp.CSS, words ...string) {
	b.Helper()
	text := b.text(selector)
	for _, w := range words {
		if !strings.Contains(text, w) {
			b.Fatalf("no %q in %s:\n%s", w, selector, text)
		}
	}
}

// picture keeps a picture of the page, where that is asked for.
func (b *browser) picture(name string) {
	b.Helper()
	dir := os.Getenv("TIDINGS_SCREENSHOTS")
	if dir == "" {
		return
	}
	png := ask(b, chromedp.FullScreenshot(100))
	if err := os.WriteFile(filepath.Join(dir, name+".png"), png, 0o644); err != nil {
		b.Fatal(err)
	}
}

// mail waits for a mail to an address whose subject has the words, and gives the path of its page.
func (b *browser) mail(to, words string) string {
	b.Helper()
	find := fmt.Sprintf(`(() => { for (const li of document.querySelectorAll("ol.mails li"))
		if (li.textContent.includes(%q) && li.textContent.includes(%q)) return li.querySelector("a").getAttribute("href");
		return "" })()`, to, words)
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); {
		b.open("/inbox?lang=en")
		if path := ask(b, chromedp.Evaluate[string](find)); path != "" {
			path, _, _ = strings.Cut(path, "?")
			return path
		}
	}
	b.Fatalf("no mail to %s with %q; the inbox:\n%s", to, words, b.text("main"))
	return ""
}

// link gives the first of our links of that kind in a mail's text.
func (b *browser) link(mail, kind string) string {
	b.Helper()
	b.open(mail + "?view=text&lang=en")
	text := b.text("pre")
	found := regexp.MustCompile(regexp.QuoteMeta(b.base) + "/" + kind + `/[\w-]+`).FindString(text)
	if found == "" {
		b.Fatalf("no %s link in\n%s", kind, text)
	}
	return found
}

// TestAReadersLifeInTheBrowser goes through all of it as a reader does: subscribe, confirm, choose, read, leave, be
// forgotten.
func TestAReadersLifeInTheBrowser(t *testing.T) {
	t.Parallel()
	b := newBrowser(t)
	const address = "wren@reader.example"

	b.open("/subscribe?lang=en")
	b.picture("1-subscribe")
	weekday := chromedp.CSS("#weekday")
	b.run(chromedp.Click(chromedp.CSS(`input[value="weekly"]`)), chromedp.WaitVisible(weekday))
	b.run(chromedp.Click(chromedp.CSS(`input[value="daily"]`)), chromedp.WaitNotVisible(weekday))
	b.press("button.second", "in one mail")
	b.says("section.sample", "stories a week", "Atom")
	b.picture("2-preview")
	b.run(chromedp.SendKeys(chromedp.CSS("#address"), address))
	ask(b, chromedp.Poll[bool](`performance.now() > 2500`)) // who fills in a form within two seconds is a machine
	b.press(`.last button[type="submit"]`, "Look into your mailbox")

	b.open(b.link(b.mail(address, "confirm"), "confirm"))
	b.picture("3-confirm")
	b.press("button.big", "You are subscribed")
	b.picture("4-confirmed")
	b.press(`main a[href*="/preferences/"]`, "Your preferences")
	preferences := ask(b, chromedp.Location())
	b.run(chromedp.SetValue(chromedp.CSS(`input[name="time"]`), "18:45"))
	b.press(`section form button`, "Your preferences")
	b.says("main", "Your changes are saved")
	if kept := ask(b, chromedp.Value(chromedp.CSS(`input[name="time"]`))); kept != "18:45" {
		t.Errorf("the hour kept is %q", kept)
	}
	b.picture("5-preferences")

	digest := b.mail(address, "Welcome to")
	b.open(digest + "/html")
	b.picture("6-digest")
	b.open(digest + "?view=headers&lang=en")
	headers := b.text("dl.headers")
	leave := regexp.MustCompile(regexp.QuoteMeta(b.base) + `/unsubscribe/[\w-]+`).FindString(headers)
	if leave == "" || !strings.Contains(headers, "List-Unsubscribe=One-Click") {
		t.Fatalf("no one-click in\n%s", headers)
	}
	b.open(b.link(digest, "edition"))
	b.says("main", "Four Towns")
	b.press("main .story h3 a", "")
	b.says("main", "Sources")

	answer, err := http.PostForm(leave, url.Values{"List-Unsubscribe": {"One-Click"}})
	if err != nil {
		t.Fatal(err)
	}
	if err := answer.Body.Close(); err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("one-click: %s %v", answer.Status, err)
	}
	b.open(preferences)
	b.says("main", "There is no subscription for this address")
	b.open(leave + "?lang=en")
	b.picture("7-leave")
	b.open(preferences)
	b.press(`a[href$="/erase"]`, "Erase everything")
	b.press("button.big", "Everything is erased")
	b.picture("8-erased")
	b.open(preferences)
	b.says("h1", "This is gone")
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.strange) > 0 {
		t.Errorf("the pages asked other hosts: %q", b.strange)
	}
}

// faults is what is wrong with a page for those who see badly, use no mouse or hold a small screen: text that is too
// faint (WCAG 2.2, 1.4.3), fields without a name, focus that is not seen, ids that come twice, a page wider than the
// window.
const faults = `(() => {
	const out = [], ctx = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
	const rgb = c => { ctx.clearRect(0, 0, 1, 1); ctx.fillStyle = c; ctx.fillRect(0, 0, 1, 1);
		return [...ctx.getImageData(0, 0, 1, 1).data]; };
	const light = c => { const [r, g, b] = c.map(v => (v /= 255) <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
		return .2126 * r + .7152 * g + .0722 * b; };
	const ground = e => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor);
		if (c[3] === 255) return c; } return [255, 255, 255, 255]; };
	const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	for (let n; n = texts.nextNode();) {
		const e = n.parentElement;
		if (!n.textContent.trim() || !e.checkVisibility() || e.closest("option, datalist, .trap, .skip")) continue;
		const [a, b] = [light(rgb(getComputedStyle(e).color)), light(ground(e))].sort((x, y) => y - x);
		if ((a + .05) / (b + .05) < 4.5) out.push("faint: " + n.textContent.trim().slice(0, 40));
	}
	for (const e of document.querySelectorAll("input:not([type=hidden]), select, textarea, button, a[href], summary, iframe")) {
		const name = (e.labels && [...e.labels].map(l => l.textContent).join("")) || e.getAttribute("aria-label") || e.title ||
			(e.matches("a, button, summary") && e.textContent);
		if (!name || !name.trim()) out.push("nameless: " + e.outerHTML.slice(0, 80));
		if (!e.checkVisibility() || e.closest(".trap")) continue;
		e.focus({focusVisible: true});
		const s = getComputedStyle(e);
		if (document.activeElement === e && (s.outlineStyle === "none" || parseFloat(s.outlineWidth) < 2))
			out.push("focus not seen: " + e.outerHTML.slice(0, 80));
	}
	const ids = [...document.querySelectorAll("[id]")].map(e => e.id);
	ids.filter((id, i) => ids.indexOf(id) !== i).forEach(id => out.push("id twice: " + id));
	for (const e of document.querySelectorAll("[aria-describedby], [aria-labelledby]"))
		for (const id of ((e.getAttribute("aria-describedby") || "") + " " + (e.getAttribute("aria-labelledby") || "")).split(" "))
			if (id && !document.getElementById(id)) out.push("refers to nothing: " + id);
	const wide = document.scrollingElement.scrollWidth - innerWidth;
	if (wide > 0) out.push("wider than the window by " + wide);
	let level = 0;
	for (const h of document.querySelectorAll("h1, h2, h3, h4")) {
		if (+h.tagName[1] > level + 1) out.push("heading skips a level: " + h.textContent.slice(0, 40));
		level = +h.tagName[1];
	}
	return out;
})()`

// TestPagesAreFitForEveryone looks at the pages in both languages, light and dark, on a desk and in a hand.
func TestPagesAreFitForEveryone(t *testing.T) {
	t.Parallel()
	b := newBrowser(t)
	pages := map[string]string{
		"subscribe": "/subscribe", "archive": "/archive", "search": "/search?q=bridge", "story": "/story/1",
		"status": "/status", "about": "/about", "request": "/preferences", "inbox": "/inbox", "missing": "/nowhere",
		"preview": "/preview?digest=four-towns&frequency=daily&time=07:30&zone=UTC", "wrong": "/preview?frequency=x&zone=Mars",
	}
	digest := b.mail("sam@reader.example", "")
	pages["preferences"] = strings.TrimPrefix(b.link(digest, "preferences"), b.base)
	pages["leave"] = strings.TrimPrefix(b.link(digest, "unsubscribe"), b.base)
	b.open("/archive?lang=en")
	pages["day"] = ask(b, chromedp.AttributeValue(chromedp.CSS("ol.editions a"), "href")).Value
	for name, path := range pages {
		path, _, _ = strings.Cut(path, "?lang=")
		for _, look := range []struct {
			lang, scheme string
			width        int64
		}{{"en", "light", 900}, {"en", "dark", 375}, {"zh", "dark", 900}, {"zh", "light", 375}} {
			sep := "?"
			if strings.Contains(path, "?") {
				sep = "&"
			}
			b.show(look.scheme, look.width)
			b.open(path + sep + "lang=" + look.lang)
			for _, f := range ask(b, chromedp.Evaluate[[]string](faults)) {
				t.Errorf("%s in %s, %s, %d px: %s", name, look.lang, look.scheme, look.width, f)
			}
			b.picture(fmt.Sprintf("page-%s-%s-%s-%d", name, look.lang, look.scheme, look.width))
		}
	}
}

// show sets the scheme and the width of the window for the pages to come.
func (b *browser) show(scheme string, width int64) {
	b.Helper()
	_, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
	})
	b.ok(err)
	_, err = chromedp.Call(b.ctx, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
	b.ok(err)
	b.run(chromedp.EmulateViewport(width, 900))
}
