package server

import "github.com/prometheus/client_golang/prometheus"

// hookMetrics count what webhooks were told. They have no labels for each: addresses are
// nobody's business, and there would be as many series as there ever were webhooks.
type hookMetrics struct {
	deliveries             *prometheus.CounterVec
	again, disabled        prometheus.Counter
	webhooks, events, home prometheus.Gauge
}

func newHookMetrics() hookMetrics {
	counter := func(name, help string) prometheus.Counter {
		return prometheus.NewCounter(prometheus.CounterOpts{Name: name, Help: help})
	}
	gauge := func(name, help string) prometheus.Gauge {
		return prometheus.NewGauge(prometheus.GaugeOpts{Name: name, Help: help})
	}
	m := hookMetrics{
		deliveries: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "operator_webhook_deliveries_total", Help: "Deliveries to webhooks, by what came of them: delivered, or failed.",
		}, []string{"outcome"}),
		again:    counter("operator_webhook_retries_total", "Deliveries that were tried again after one had failed; they are among the deliveries."),
		disabled: counter("operator_webhooks_disabled_total", "Webhooks that were disabled because of what their receiver answered, or did not."),
		webhooks: gauge("operator_webhooks_active", "Webhooks that are told of events."),
		events:   gauge("operator_webhook_backlog_events", "Events that webhooks were not told of yet, added up over the webhooks."),
		home:     gauge("operator_webhook_waiting_homes", "Homes whose events wait, added up over the webhooks."),
	}
	m.deliveries.WithLabelValues("delivered")
	m.deliveries.WithLabelValues("failed") // both are there from the beginning
	return m
}

func (m hookMetrics) register(r *prometheus.Registry) {
	r.MustRegister(m.deliveries, m.again, m.disabled, m.webhooks, m.events, m.home)
}

// Deliveries counts what webhooks were told.
func (m *Metrics) Deliveries(taken, failed, again int) {
	m.hooks.deliveries.WithLabelValues("delivered").Add(float64(taken))
	m.hooks.deliveries.WithLabelValues("failed").Add(float64(failed))
	m.hooks.again.Add(float64(again))
}

// Disabled counts a webhook that is told of nothing more.
func (m *Metrics) Disabled() { m.hooks.disabled.Inc() }

// Backlog is what webhooks have yet to be told.
func (m *Metrics) Backlog(webhooks int, events uint64, homes int) {
	m.hooks.webhooks.Set(float64(webhooks))
	m.hooks.events.Set(float64(events))
	m.hooks.home.Set(float64(homes))
}
