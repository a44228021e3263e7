package send

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"tidings/internal/audience"
)

// BenchmarkPlan plans the editions of so many subscriptions that are all due at once, on SQLite: half of them want
// everything, the others one of fifty choices of towns and keywords; forty stories have come. What must hold is that
// the cost of one does not grow with their number: compare ns/edition and B/edition of the three, and peak-MB, which
// must not grow with them at all.
func BenchmarkPlan(b *testing.B) {
	for _, n := range []int{1_000, 10_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				r := crowd(b, n)
				var before, after runtime.MemStats
				runtime.GC()
				runtime.ReadMemStats(&before)
				peak := watchHeap()
				b.StartTimer()
				r.ok(r.Plan(r.Context()))
				b.StopTimer()
				runtime.ReadMemStats(&after)
				b.ReportMetric(float64(after.TotalAlloc-before.TotalAlloc)/float64(n), "B/edition")
				b.ReportMetric(float64(peak()-before.HeapAlloc)/1e6, "peak-MB")
				if totals, err := r.Store.Totals(r.Context()); err != nil || totals.Deliveries != n {
					b.Fatalf("%+v, %v", totals, err)
				}
				b.StartTimer()
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/edition")
		})
	}
}

// crowd is n readers of half past seven, and a day's news for them.
func crowd(b *testing.B, n int) *rig {
	r := on(b)
	r.sources(yearTowns...)
	subs := make([]audience.Subscription, n)
	for i := range subs {
		subs[i] = audience.Subscription{Frequency: audience.Daily, Hour: 7, Minute: 30, Zone: "Asia/Shanghai", Stories: 12}
		if i%2 == 1 {
			subs[i].Filter.Towns = yearTowns[i/2%5 : i/2%5+5]
			subs[i].Filter.Keywords = []string{fmt.Sprintf("!report %d", i/2%10), "/./"}
		}
	}
	for part := 0; part < n; part += 1000 {
		r.now = r.now.Add(time.Second) // addresses are made of it
		r.subscribe(subs[part : part+1000]...)
	}
	for i := range 40 {
		r.now = r.now.Add(10 * time.Minute)
		r.publish(yearTowns[i%len(yearTowns)], fmt.Sprintf("Report %d of the council", i), "The bridge is open again. It was "+
			"closed for two weeks because both bearings had to be replaced; lorries stay barred until the load test.")
	}
	r.now = newYear.Add(24 * time.Hour)
	return r
}

// watchHeap notes the largest heap from now on until the function it gives is called.
func watchHeap() (peak func() uint64) {
	done, out := make(chan struct{}), make(chan uint64)
	go func() {
		look := time.NewTicker(20 * time.Millisecond)
		defer look.Stop()
		var top uint64
		for {
			var now runtime.MemStats
			runtime.ReadMemStats(&now)
			top = max(top, now.HeapAlloc)
			select {
			case <-done:
				out <- top
				return
			case <-look.C:
			}
		}
	}()
	return func() uint64 { close(done); return <-out }
}
