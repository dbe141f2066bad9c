package backend

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/store/boltstore"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// A server has the store for days: only one that nobody can ask keeps others waiting.
func TestAServerThatAnswersKeepsNobodyWaiting(t *testing.T) {
	now := time.Date(2026, 5, 1, 15, 0, 0, 0, time.UTC)
	held := &boltstore.Holder{PID: 7, Host: "here", Command: "operator serve", Since: now.Add(-24 * time.Hour), Socket: t.TempDir()}
	if d := diagnoseLock(boltstore.About{Holder: held}, now); d.Status != operator.HealthOK {
		t.Errorf("a server that answers: %s, %s", d.Status, d.Text)
	}
	held.Socket = filepath.Join(held.Socket, "gone")
	if d := diagnoseLock(boltstore.About{Holder: held}, now); d.Status != operator.HealthWarning {
		t.Errorf("a server that is stopping for a day: %s, %s", d.Status, d.Text)
	}
}
