package storetest

import "github.com/seed-34ad0ce1/operator/internal/store"

// webhooksKept tests that webhooks are kept whole, and that the number of one that was
// deleted is not given again.
func webhooksKept(f *fixture) {
	want := full[store.Webhook]()
	want.ID = 7
	f.update(func(tx store.Tx) error { return tx.PutWebhook(&want) })
	same(f, "webhook", find(f, func(r store.Reader) (store.Webhook, bool, error) { return r.Webhook(7) }), want)
	more := store.Webhook{URL: "https://crm.example/in"}
	f.update(func(tx store.Tx) error { more.ID = 0; return tx.PutWebhook(&more) })
	all := func() []store.Webhook {
		return ask(f, func(r store.Reader) ([]store.Webhook, error) { return r.Webhooks() })
	}
	same(f, "all", all(), []store.Webhook{want, {ID: 8, URL: "https://crm.example/in"}})
	f.update(func(tx store.Tx) error { return tx.DeleteWebhook(8) })
	more = store.Webhook{URL: "https://erp.example/in"}
	f.update(func(tx store.Tx) error { more.ID = 0; return tx.PutWebhook(&more) })
	same(f, "after one was deleted", all(), []store.Webhook{want, {ID: 9, URL: "https://erp.example/in"}})
}
