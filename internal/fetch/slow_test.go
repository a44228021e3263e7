package fetch

import (
	"context"
	"fmt"
	"net/http"
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
