package main

import (
	"bufio"
	"bytes"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/gocolly/colly/v2"
	"github.com/markusmobius/go-trafilatura"
	"golang.org/x/net/html"
	"golang.org/x/net/html/charset"
)

// atOnce is how many requests a contender has on their way at once, over all hosts; it is the product's own setting.
const atOnce = 16

// handle does what a contender does with a page and gives the links to follow and whether there was an article.
type handle func(address *url.URL, contentType string, body []byte) (links []string, article bool)

// fetchOnly is the bare loop: nothing is parsed, so it must be given all pages.
func fetchOnly(*url.URL, string, []byte) ([]string, bool) { return nil, true }

// extracting parses a page once, reads its article with go-trafilatura as its makers recommend, and follows its links.
func extracting(address *url.URL, contentType string, body []byte) ([]string, bool) {
	decoded, err := charset.NewReader(bytes.NewReader(body), contentType)
	if err != nil {
		return nil, false
	}
	tree, err := html.Parse(decoded)
	if err != nil {
		return nil, false
	}
	links := hrefs(tree, nil)
	result, err := trafilatura.ExtractDocument(tree, trafilatura.Options{
		OriginalURL: address, EnableFallback: true, ExcludeComments: true,
	})
	return links, err == nil && result.ContentText != ""
}

// hrefs lists the links of a tree as they are written.
func hrefs(n *html.Node, out []string) []string {
	for _, a := range n.Attr {
		if n.Data == "a" && a.Key == "href" {
			out = append(out, a.Val)
		}
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		out = hrefs(c, out)
	}
	return out
}

// loop is a crawl with colly. Pages are asked for from a fixed number of goroutines, since an asynchronous Collector
// keeps one for every URL it is given. Only the pages of the town are followed, so that every contender reads the same.
type loop struct {
	collector *colly.Collector
	handle    handle
	town      map[string]bool // pages to read
	queue     chan string
	waiting   sync.WaitGroup
	mu        sync.Mutex
	seen      map[string]bool
	articles  atomic.Int64
}

// contend reads the pages named in the file pages, one a line, beginning with the starts, or with all when there are
// none. It prints how many had an article.
func contend(name, pages string, starts []string) error {
	work := handle(extracting)
	if name == "colly" {
		work = fetchOnly
	}
	town, err := lines(pages)
	if err != nil {
		return err
	}
	if len(starts) == 0 {
		starts = town
	}
	l := &loop{collector: colly.NewCollector(), handle: work, town: map[string]bool{}, seen: map[string]bool{},
		queue: make(chan string, len(town)+len(starts))}
	for _, u := range town {
		l.town[u] = true
	}
	l.collector.MaxBodySize = 0
	l.collector.OnResponse(l.read)
	for _, u := range starts {
		l.push(u)
	}
	for range atOnce {
		go func() {
			for u := range l.queue {
				l.collector.Visit(u) //nolint:errcheck // a page that fails is one less in the count
				l.waiting.Done()
			}
		}()
	}
	l.waiting.Wait()
	close(l.queue)
	fmt.Println(l.articles.Load())
	return nil
}

// push queues a page that was not queued before.
func (l *loop) push(u string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.seen[u] {
		l.seen[u] = true
		l.waiting.Add(1)
		l.queue <- u
	}
}

func (l *loop) read(r *colly.Response) {
	links, article := l.handle(r.Request.URL, r.Headers.Get("Content-Type"), r.Body)
	if article {
		l.articles.Add(1)
	}
	for _, link := range links {
		if strings.HasPrefix(link, "#") {
			continue
		}
		u, err := r.Request.URL.Parse(link)
		if err == nil && l.town[u.String()] {
			l.push(u.String())
		}
	}
}

func lines(file string) ([]string, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var out []string
	scan := bufio.NewScanner(f)
	for scan.Scan() {
		out = append(out, scan.Text())
	}
	return out, scan.Err()
}
