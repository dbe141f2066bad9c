package backend

import (
	"testing"

	"github.com/seed-34ad0ce1/operator/internal/leaktest"
)

// TestMain fails where a test leaves a goroutine behind.
func TestMain(m *testing.M) { leaktest.Main(m) }
