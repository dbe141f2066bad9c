package servicetest

import (
	"context"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// updateOperations is the operations on a published update of the home, and on a
// draft.
func updateOperations(update, draft operator.Ref) []operation {
	read := func(ref operator.Ref) []func(*cast, context.Context) error {
		return []func(*cast, context.Context) error{
			func(c *cast, ctx context.Context) error {
				return second(c.ShowUpdate(ctx, operator.ShowUpdateRequest{Update: ref}))
			},
			func(c *cast, ctx context.Context) error {
				page, err := c.ListUpdates(ctx, operator.ListUpdatesRequest{})
				return listed(err, page.Items, func(u operator.Update) bool { return uref(u.Ref) == ref })
			},
			func(c *cast, ctx context.Context) error {
				return second(c.ListUpdates(ctx, operator.ListUpdatesRequest{Group: ref}))
			},
			func(c *cast, ctx context.Context) error {
				all, err := c.Suggest(ctx, operator.SuggestRequest{Kind: "update"})
				return listed(err, all, func(s operator.Suggestion) bool { return s.Ref == string(ref) })
			},
			func(c *cast, ctx context.Context) error {
				return second(c.Explain(ctx, operator.ExplainRequest{Person: operator.Ref(operator.CallFrom(ctx).Actor), Object: ref}))
			},
		}
	}
	body := "Changed"
	rows := map[string][]func(*cast, context.Context) error{
		"update": read(update),
		"draft":  read(draft),
		"receipts-of-others": {func(c *cast, ctx context.Context) error {
			page, err := c.ListReceipts(ctx, operator.ListReceiptsRequest{Update: update})
			return listed(err, page.Items, func(r operator.Receipt) bool { return ref(r.Person.Ref) == c.buyer })
		}},
		"in-update-events": {func(c *cast, ctx context.Context) error {
			page, err := c.ListEvents(ctx, operator.ListEventsRequest{Object: update})
			return listed(err, page.Items, func(e operator.Event) bool { return e.Action == "update.published" })
		}},
		"post-update": {func(c *cast, ctx context.Context) error {
			return second(c.PostUpdate(ctx, operator.PostUpdateRequest{Properties: []operator.Ref{c.home}, Body: "Hello"}))
		}},
		"edit-update": {
			func(c *cast, ctx context.Context) error {
				return second(c.EditUpdate(ctx, operator.EditUpdateRequest{Update: update, Body: &body}))
			},
			func(c *cast, ctx context.Context) error {
				return second(c.DeleteUpdate(ctx, operator.DeleteUpdateRequest{Update: update, Confirmed: true}))
			},
		},
		"publish-update": {func(c *cast, ctx context.Context) error {
			return second(c.PublishUpdate(ctx, operator.UpdateRequest{Update: draft}))
		}},
		"react-to-update": {
			func(c *cast, ctx context.Context) error {
				return second(c.AcknowledgeUpdate(ctx, operator.UpdateRequest{Update: update}))
			},
			func(c *cast, ctx context.Context) error {
				return second(c.LikeUpdate(ctx, operator.LikeUpdateRequest{Update: update}))
			},
		},
	}
	var all []operation
	for row, ways := range rows {
		for _, way := range ways {
			all = append(all, operation{row, func(c *cast, ctx context.Context, _ operator.Message) error { return way(c, ctx) }})
		}
	}
	return all
}
