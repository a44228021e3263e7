package web

import (
	"context"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"tidings/internal/web/reading"
)

// metrics gives /metrics, with a registry of its own. What is counted stands in the database, so the numbers are the
// same whichever process is asked.
func (s *site) metrics() http.Handler {
	registry := prometheus.NewRegistry()
	registry.MustRegister(&meter{site: s}, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return promhttp.HandlerFor(registry, promhttp.HandlerOpts{ErrorHandling: promhttp.HTTPErrorOnError})
}

// meter reads the database at each scrape.
type meter struct{ *site }

var (
	brokenSources = prometheus.NewDesc("tidings_broken_sources", "Sources that cannot be read well.", nil, nil)
	sourceState   = prometheus.NewDesc("tidings_source_state", "1 for the state a source is in.",
		[]string{"source", "state"}, nil)
	sourceSuccess = prometheus.NewDesc("tidings_source_last_success_timestamp_seconds",
		"When a source's listing was read well last.", []string{"source"}, nil)
	deliveries    = prometheus.NewDesc("tidings_deliveries", "Deliveries in each state.", []string{"state"}, nil)
	digestSuccess = prometheus.NewDesc("tidings_digest_last_success_timestamp_seconds",
		"When a relay last took an edition of a digest.", []string{"digest"}, nil)
	rows = prometheus.NewDesc("tidings_rows", "What the database holds.", []string{"kind"}, nil)
)

// Describe implements prometheus.Collector.
func (m *meter) Describe(out chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{brokenSources, sourceState, sourceSuccess, deliveries, digestSuccess, rows} {
		out <- d
	}
}

// Collect implements prometheus.Collector, which knows no context: a scrape may take so long as Prometheus waits.
func (m *meter) Collect(out chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	for _, collect := range []func(context.Context, chan<- prometheus.Metric) error{m.sources, m.mail, m.rows} {
		if err := collect(ctx, out); err != nil {
			m.Log.Error("metrics not read", "error", err)
			out <- prometheus.NewInvalidMetric(rows, err)
		}
	}
}

func gauge(out chan<- prometheus.Metric, d *prometheus.Desc, value float64, labels ...string) {
	out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value, labels...)
}

// sources gives the state of each source, and when it was read last.
func (m *meter) sources(ctx context.Context, out chan<- prometheus.Metric) error {
	states, err := reading.States(ctx, m.Store)
	if err != nil {
		return err
	}
	broken := 0
	for _, st := range states {
		if st.State.Trouble() {
			broken++
		}
		gauge(out, sourceState, 1, st.SourceID, string(st.State))
		if !st.LastRead.IsZero() {
			gauge(out, sourceSuccess, float64(st.LastRead.Unix()), st.SourceID)
		}
	}
	gauge(out, brokenSources, float64(broken))
	return nil
}

// mail gives how many deliveries are in each state, and when each digest was sent last.
func (m *meter) mail(ctx context.Context, out chan<- prometheus.Metric) error {
	counts, err := m.Store.DeliveryCounts(ctx)
	if err != nil {
		return err
	}
	for state, n := range counts {
		gauge(out, deliveries, float64(n), string(state))
	}
	for _, d := range m.Digests {
		at, err := m.Store.LastSent(ctx, d.ID)
		if err != nil {
			return err
		}
		if !at.IsZero() {
			gauge(out, digestSuccess, float64(at.Unix()), d.ID)
		}
	}
	return nil
}

// rows gives how much the database holds.
func (m *meter) rows(ctx context.Context, out chan<- prometheus.Metric) error {
	t, err := m.Store.Totals(ctx)
	if err != nil {
		return err
	}
	for kind, n := range map[string]int{
		"sources": t.Sources, "pages": t.Pages, "articles": t.Articles, "stories": t.Stories,
		"subscribers": t.Subscribers, "subscriptions": t.Subscriptions, "editions": t.Editions,
	} {
		gauge(out, rows, float64(n), kind)
	}
	return nil
}
