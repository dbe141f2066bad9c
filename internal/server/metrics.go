package server

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Metrics counts requests by route, method and status, for Prometheus. Routes are those
// of the program, so there are no more series than it has endpoints.
type Metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	took     *prometheus.HistogramVec
	now      prometheus.Gauge
	hooks    hookMetrics
	sweeps   sweepMetrics
}

var _ Collector = (*Metrics)(nil)

// NewMetrics begins to count, as the version of the program that is given.
func NewMetrics(version string) *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "operator_requests_total", Help: "Requests that were answered.",
		}, []string{"route", "method", "status"}),
		took: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "operator_request_duration_seconds", Help: "How long answers took, from the headers to the last byte.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30},
		}, []string{"route"}),
		now:   prometheus.NewGauge(prometheus.GaugeOpts{Name: "operator_requests_in_flight", Help: "Requests that are being answered."}),
		hooks: newHookMetrics(), sweeps: newSweepMetrics(),
	}
	is := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "operator_build_info", Help: "Which program this is.", ConstLabels: prometheus.Labels{"version": version},
	})
	is.Set(1)
	m.registry.MustRegister(m.requests, m.took, m.now, is, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	m.hooks.register(m.registry)
	m.sweeps.register(m.registry)
	return m
}

// Begin counts a request that came.
func (m *Metrics) Begin() { m.now.Inc() }

// End counts a request that was answered.
func (m *Metrics) End(route, method string, status int, took time.Duration) {
	m.now.Dec()
	m.requests.WithLabelValues(route, known(method), strconv.Itoa(status)).Inc()
	m.took.WithLabelValues(route).Observe(took.Seconds())
}

// known is a method that HTTP has; what strangers make up is one.
func known(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return method
	}
	return "other"
}

// Handler gives the counts in the text format of Prometheus.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}
