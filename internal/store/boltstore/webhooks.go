package boltstore

import (
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

var webhooks = table[store.Webhook]{
	fields: webhookFields,
	name:   "webhooks", shape: "webhook", width: 8,
	key: func(w store.Webhook) []byte { return num(w.ID) },
}

func (r reader) Webhook(id operator.WebhookID) (store.Webhook, bool, error) {
	return webhooks.get(r.tx, num(id))
}

func (r reader) Webhooks() ([]store.Webhook, error) {
	var all []store.Webhook
	for w, err := range past(r, webhooks, "", nil, nil) {
		if err != nil {
			return nil, err
		}
		all = append(all, w)
	}
	return all, nil
}

func (w writer) PutWebhook(hook *store.Webhook) error {
	return putNumbered(w, webhooks, &hook.ID, hook)
}

func (w writer) DeleteWebhook(id operator.WebhookID) error { return webhooks.delete(w.tx, num(id)) }

// webhooks looks whether webhooks are somebody's, and how far they were told against
// the log.
func (c *checker) webhooks() error {
	last, err := c.LastEvent()
	if err != nil {
		return err
	}
	return every(c, webhooks, func(w store.Webhook) error {
		named(c, people, w.By, w.ID, "person")
		if w.Secret == "" || w.URL == "" {
			c.found("%s has no address or no secret", w.ID)
		}
		if (w.OldSecret == "") != w.OldUntil.IsZero() {
			c.found("%s has an old secret without an end, or an end without one", w.ID)
		}
		if w.Cursor > last || w.Delivered > last {
			c.found("%s was told of events up to %d, and the last there is is %d", w.ID, max(w.Cursor, w.Delivered), last)
		}
		var before *store.WaitingHome
		for i, home := range w.Waiting {
			if home.After >= w.Cursor {
				c.found("%s has the home %s wait, which is not behind", w.ID, home.Property)
			}
			if before != nil && before.Property >= home.Property {
				c.found("%s has homes that wait out of order", w.ID)
			}
			before = &w.Waiting[i]
		}
		return nil
	})
}
