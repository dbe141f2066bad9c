package backend

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/config"
	"github.com/seed-34ad0ce1/operator/internal/demo"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

var demoNow = time.Date(2026, 3, 18, 16, 20, 0, 0, time.UTC)

func demoConfig(t testing.TB) config.Config {
	return config.Config{Store: filepath.Join(t.TempDir(), "demo"), Timeout: time.Minute, Now: func() time.Time { return demoNow }}
}

// asAdmin opens the store for the administrator that it was made with.
func asAdmin(t testing.TB, c config.Config) (context.Context, operator.Service) {
	t.Helper()
	s, release, err := Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := release(); err != nil {
			t.Error(err)
		}
	})
	return operator.WithCall(t.Context(), operator.Call{Trusted: true, Source: operator.SourceCLI}), s
}

func TestADemoOfAnySizeIsSound(t *testing.T) {
	for _, size := range []struct {
		properties, messages int
		seed                 uint64
	}{{1, 0, 1}, {1, 1, 1}, {1, 300, 2}, {2, 5, 3}, {40, 0, 4}, {40, 600, 1}, {40, 600, 7}, {300, 9000, 5}, {1200, 100, 6}} {
		t.Run(fmt.Sprint(size), func(t *testing.T) {
			t.Parallel()
			c := demoConfig(t)
			made, err := Demo(t.Context(), c, demo.Options{Properties: size.properties, Messages: size.messages, Seed: size.seed, Now: demoNow})
			if err != nil {
				t.Fatal(err)
			}
			if made.Properties != size.properties || made.Messages != size.messages {
				t.Errorf("it has %+v", made)
			}
			ctx, s := asAdmin(t, c)
			report, err := s.(*embedded).App.Check(ctx, operator.CheckRequest{ReadData: true})
			if err != nil {
				t.Fatal(err)
			}
			if report.Events != made.Events || report.Events < size.messages {
				t.Errorf("it has %d events, not %d", report.Events, made.Events)
			}
			for _, finding := range report.Findings {
				t.Error(finding)
			}
		})
	}
}

// One operation is one message, a hundred of them to a home:
// go test -bench Demo -benchtime 1000000x
func BenchmarkDemo(b *testing.B) {
	c := demoConfig(b)
	made, err := Demo(b.Context(), c, demo.Options{Properties: max(1, b.N/100), Messages: b.N, Seed: 1, Now: demoNow})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "messages/s")
	b.ReportMetric(float64(made.Events), "events")
	b.ReportMetric(float64(made.Conversations), "conversations")
}
