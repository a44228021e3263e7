package fetch

import (
	"context"
	"fmt"
	"net/http"
	"runtime"
	"testing"
	"time"
)

// TestHungHostsHoldNoOther: hosts that never answer take all the turns there are, and the next host is asked all the
// same.
func TestHungHostsHoldNoOther(t *testing.T) {
	asked := make(chan string)
	hang := func(w http.ResponseWriter, r *http.Request) {
		asked <- r.Host
		<-r.Context().Done()
	}
	c, _ := newClient(t, Options{NoRobots: true, Total: 4, Parallel: 2, Turn: 20 * time.Millisecond})
	hanging, stop := context.WithCancel(t.Context())
	ended := make(chan error)
	const hosts = 6
	for i := range hosts {
		host := serve(t, map[string]http.HandlerFunc{"/": hang})
		for j := range 2 {
			go func() {
				_, err := c.Get(hanging, Request{URL: fmt.Sprintf("%s/?%d.%d", host.URL, i, j)})
				ended <- err
			}()
		}
	}
	for range 2 * hosts {
		<-asked
	}
	good := serve(t, map[string]http.HandlerFunc{"/": text("news")})
	resp, err := c.Get(t.Context(), Request{URL: good.URL})
	if err != nil || string(resp.Body) != "news" {
		t.Errorf("%+v, %v", resp, err)
	}
	stop()
	for range 2 * hosts {
		if err := <-ended; err == nil {
			t.Error("a host that hangs answered")
		}
	}
}

// TestAHostThatTookLongTakesNoTurnOfTheOthers: once it was slow it waits beside the turns all share, until it is quick.
func TestAHostThatTookLongTakesNoTurnOfTheOthers(t *testing.T) {
	c, _ := newClient(t, Options{NoRobots: true, Total: 1, Parallel: 1, Turn: 10 * time.Millisecond})
	const key = "slow.example"
	first, err := c.hosts.acquire(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	c.hosts.total <- struct{}{} // free again once the first took too long, and taken from now on
	first()
	second, err := c.hosts.acquire(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	second() // was quick
	ended, stop := context.WithCancel(t.Context())
	stop()
	if _, err := c.hosts.acquire(ended, key); err == nil {
		t.Error("a host that became quick again still takes no turn")
	}
}

// TestFewBigBodiesAreReadAtOnce: bodies that grow wait for each other, small ones for none.
func TestFewBigBodiesAreReadAtOnce(t *testing.T) {
	c, _ := newClient(t, Options{NoRobots: true})
	c.big = make(chan struct{}, 1)
	finish := make(chan struct{})
	host := serve(t, map[string]http.HandlerFunc{
		"/small": text("news"),
		"/big": func(w http.ResponseWriter, _ *http.Request) {
			_, _ = w.Write(make([]byte, 2*bigBody))
			w.(http.Flusher).Flush()
			<-finish
		},
	})
	sizes := make(chan int)
	for i := range 2 {
		go func() {
			resp, err := c.Get(t.Context(), Request{URL: fmt.Sprintf("%s/big?%d", host.URL, i)})
			if err != nil {
				t.Error(err)
				sizes <- 0
				return
			}
			sizes <- len(resp.Body)
		}()
	}
	for len(c.big) == 0 {
		runtime.Gosched()
	}
	other := serve(t, map[string]http.HandlerFunc{"/small": text("news")})
	if resp, err := c.Get(t.Context(), Request{URL: other.URL + "/small"}); err != nil || string(resp.Body) != "news" {
		t.Errorf("%+v, %v", resp, err)
	}
	close(finish)
	for range 2 {
		if n := <-sizes; n != 2*bigBody {
			t.Errorf("%d bytes", n)
		}
	}
	if len(c.big) != 0 {
		t.Error("a big body's room was not given back")
	}
}

// TestABigBodyThatWaitsTooLongIsAnError: it never becomes a shorter one.
func TestABigBodyThatWaitsTooLongIsAnError(t *testing.T) {
	c, _ := newClient(t, Options{NoRobots: true, BodyTimeout: 50 * time.Millisecond})
	c.big = make(chan struct{})
	host := serve(t, map[string]http.HandlerFunc{"/big": func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write(make([]byte, 2*bigBody))
	}})
	if resp, err := c.Get(t.Context(), Request{URL: host.URL + "/big"}); TroubleOf(err) != TroubleTimeout {
		t.Errorf("%v, %v", resp, err)
	}
}
