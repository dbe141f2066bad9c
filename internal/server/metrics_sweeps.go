package server

import (
	"github.com/prometheus/client_golang/prometheus"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// sweepMetrics count what sweeps of files have removed.
type sweepMetrics struct{ files, bytes, failures prometheus.Counter }

func newSweepMetrics() sweepMetrics {
	counter := func(name, help string) prometheus.Counter {
		return prometheus.NewCounter(prometheus.CounterOpts{Name: name, Help: help})
	}
	return sweepMetrics{
		files:    counter("operator_swept_files_total", "Files that the server removed because nothing named them, those that were never whole among them."),
		bytes:    counter("operator_swept_bytes_total", "Bytes of the files that the server removed because nothing named them."),
		failures: counter("operator_sweep_failures_total", "Sweeps that did not come to their end."),
	}
}

func (m sweepMetrics) register(r *prometheus.Registry) {
	r.MustRegister(m.files, m.bytes, m.failures)
}

// Swept counts what a sweep has removed.
func (m *Metrics) Swept(r operator.SweepReport) {
	m.sweeps.files.Add(float64(r.Files + r.Leftovers))
	m.sweeps.bytes.Add(float64(r.Bytes))
}

// SweepFailed counts a sweep that did not come to its end.
func (m *Metrics) SweepFailed() { m.sweeps.failures.Inc() }
