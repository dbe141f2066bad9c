package boltstore

import (
	"context"
	"strings"
	"testing"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// TestACheckBesideWritersFindsNothingThatIsNotThere is of a server: pages that the check
// has not looked at yet are written anew while it looks, but for those of its own moment.
func TestACheckBesideWritersFindsNothingThatIsNotThere(t *testing.T) {
	t.Parallel()
	s := hold(t, newWorkspace(t, village))
	const many = 3000
	write := func(id operator.WebhookID, size int) error {
		w := store.Webhook{ID: id, URL: strings.Repeat("a", size), Secret: "s", By: 1}
		return s.Update(context.Background(), func(tx store.Tx) error { return tx.PutWebhook(&w) })
	}
	must(t, s.Update(t.Context(), func(tx store.Tx) error {
		for range many {
			if err := tx.PutWebhook(&store.Webhook{URL: strings.Repeat("a", 500), Secret: "s", By: 1}); err != nil {
				return err
			}
		}
		return nil
	}))
	busy, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		var err error
		for i := 0; err == nil && busy.Err() == nil; i++ {
			err = write(operator.WebhookID(1+i*37%many), 400+i%400)
		}
		ended <- err
	}()
	for range 20 {
		if found := findings(t, s); len(found) > 0 {
			t.Errorf("it found %.200q", found)
		}
	}
	stop()
	must(t, <-ended)
}
