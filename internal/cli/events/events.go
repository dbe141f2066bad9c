// Package events is the command that lists and follows the log of what happened.
package events

import (
	"context"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

type event = operator.Event

// New is `operator events`.
func New(d *deps.Deps) *cobra.Command {
	var req operator.ListEventsRequest
	var paging deps.Paging
	following := false
	cmd := &cobra.Command{
		Use:   "events",
		Short: "List and follow what has happened",
		Long: `List what has happened, the oldest first. Administrators and auditors see the
whole log, and that they read it is recorded; others see the events of what they
may see. With --follow what happens is written at once, as jsonl, until stopped;
--since goes on after the number of the last event, and misses nothing.

The newest are at the end: --limit 3 gives the three oldest. Say from when with
--from, or cut the end off with tail, as below.`,
		Example: `  operator events -p MR-014
  operator events --from -1h
  operator events -o csv | tail -n 3
  operator events --action transaction --from 2026-01-01 -o csv
  operator events --object P7 --actor maya@acme.example
  operator events --follow | while read -r e; do notify "$e"; done`,
		Args:              deps.Args(),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if following {
				return follow(cmd.Context(), d, req)
			}
			return deps.List(cmd.Context(), d, &paging, sheet(d), func(ctx context.Context, s operator.Service, p operator.Paging) (operator.Page[event], error) {
				req.Paging = p
				return s.ListEvents(ctx, req)
			})
		},
	}
	f := cmd.Flags()
	f.BoolVar(&following, "follow", false, "go on with what happens, until stopped")
	f.Uint64Var(&req.Since, "since", 0, "those after the event with the number `SEQ`")
	deps.Ref(f, &req.Property, "property", "p", "those of the home `CODE`")
	deps.Ref(f, &req.Actor, "actor", "", "what `PERSON` did")
	f.StringVar(&req.Action, "action", "", "those that are an `ACTION`, like message.sent, or about what it begins with, like message")
	deps.Ref(f, &req.Object, "object", "", "those about `REF`: a person, a home, a conversation, a message, a sale")
	f.StringVar(&req.From, "from", "", "those from `TIME` on")
	f.StringVar(&req.Until, "until", "", "those up to `TIME`")
	paging.Flags(f)
	for _, flag := range []string{"limit", "cursor", "until"} {
		cmd.MarkFlagsMutuallyExclusive("follow", flag)
	}
	deps.CompleteFlag(cmd, d, "property", "property")
	deps.CompleteFlag(cmd, d, "actor", "person")
	deps.CompleteFlag(cmd, d, "object", "conversation")
	deps.CompleteValues(cmd, "action", deps.EventActions()...)
	return cmd
}

// follow writes events as they happen: a line of JSON for each, if nothing else is
// asked for that can be written line by line.
func follow(ctx context.Context, d *deps.Deps, req operator.ListEventsRequest) error {
	out, err := deps.Following(d)
	if err != nil {
		return err
	}
	_, err = deps.Use(ctx, d, func(ctx context.Context, s operator.Service) (struct{}, error) {
		return struct{}{}, render.Follow(d.IO, out, s.WatchEvents(ctx, req), sheet(d))
	})
	if err == nil {
		err = ctx.Err() // it ends only when it is stopped
	}
	return err
}

// sheet is a list of events.
func sheet(d *deps.Deps) render.Sheet[event] {
	seq := func(e event) string { return strconv.FormatUint(e.Seq, 10) }
	return render.Sheet[event]{
		Columns: []render.Column[event]{
			{Name: "seq", Title: "Number", Align: render.Right, Reference: true, Text: seq},
			{Name: "at", Title: "Age", Text: func(e event) string { return d.Age(e.At) }, Exact: func(e event) string { return render.Stamp(e.At) }},
			{Name: "property", Title: "Property", Reference: true, Text: func(e event) string { return operator.Value(e.Property) }},
			{Name: "actor", Title: "Actor", Flexible: true, Text: func(e event) string { return e.Actor.Name }, Exact: func(e event) string { return e.Actor.Ref.String() }},
			{Name: "on_behalf_of", Title: "On behalf of", Hidden: true, Flexible: true, Text: func(e event) string { return deps.OptionalWho(e.OnBehalfOf) }},
			{Name: "action", Title: "Action", Text: func(e event) string { return e.Action }},
			{Name: "object", Title: "Object", Reference: true, Text: func(e event) string { return e.Object }},
			{Name: "source", Title: "Source", Hidden: true, Text: func(e event) string { return string(e.Source) }},
			{Name: "hash", Title: "Hash", Hidden: true, Reference: true, Text: func(e event) string { return e.Hash }},
			{Name: "data", Title: "Data", Flexible: true, Share: 2, Text: func(e event) string { return string(e.Data) }},
		},
		Ref:   seq,
		Empty: "No events.",
	}
}
