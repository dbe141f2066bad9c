package update

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/internal/term"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// posting is an update that is being written.
type posting struct {
	req   operator.PostUpdateRequest
	body  deps.Body
	files deps.Attachments
	vars  []string
}

func newPost(d *deps.Deps) *cobra.Command {
	w := posting{req: operator.PostUpdateRequest{Confirmed: true}, files: deps.Attachments{Update: true}}
	cmd := &cobra.Command{
		Use:   "post",
		Short: "Post an update to one home or to many",
		Long: `Post an update to the private feed of one home or of many: its buyers and its
team see it, and nobody replies. With --dry-run you see who would see it.

` + deps.BodyHelp + ` Photos
lose the place where they were taken. A post to many homes is seen by nobody
until it is ready on all; if it is interrupted, the same command with the same
--idempotency-key goes on.`,
		Example: `  operator update post -p MR-014 -b "The slab is poured." --attach slab.jpg
  operator update post --community MR --title "Pool" -F pool.md --ack any --yes
  operator update post -p MR-014 -p MR-015 -b "Roofs are on." --milestone Roof
  operator update post --building B2 -b "Doors open at nine." --at "fri 09:00"`,
		Args:              deps.Args(),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE:              func(cmd *cobra.Command, _ []string) error { return w.run(cmd.Context(), d) },
	}
	w.flags(cmd, d)
	return cmd
}

func (w *posting) flags(cmd *cobra.Command, d *deps.Deps) {
	f, req := cmd.Flags(), &w.req
	deps.Many(f, &req.Properties, "property", "p", "to the home `CODE`; can be repeated")
	deps.Ref(f, &req.Building, "building", "", "to all homes of the `BUILDING`")
	deps.Ref(f, &req.Community, "community", "", "to all homes of the community `CODE`")
	f.StringVar((*string)(&req.Stage), "stage", "", "to all homes in `STAGE`: pre-contract, under-contract or closed")
	f.StringVar(&req.Title, "title", "", "the `TITLE`")
	f.StringVar(&req.Milestone, "milestone", "", "it is about the milestone `NAME`")
	f.StringVar((*string)(&req.Ack), "ack", string(operator.AckNone), "ask buyers to acknowledge: `LEVEL` is none, any, primary or all")
	f.BoolVar(&req.ForHome, "for-home", false, "whoever buys the home later sees it too")
	f.BoolVar(&req.KeepOriginal, "keep-original", false, "keep photos and videos as they are too, for the team")
	f.BoolVar(&req.Draft, "draft", false, "keep it for later")
	f.StringVar(&req.At, "at", "", "publish it at `TIME`")
	f.BoolVar(&req.NoNotify, "no-notify", false, "notify nobody outside the inbox")
	f.StringVar(&req.Template, "from-template", "", "take the text from the template `NAME`")
	f.StringArrayVar(&w.vars, "var", nil, "a value for the template, as `KEY=VALUE`; can be repeated")
	w.body.Flags(cmd)
	w.files.Flags(cmd)
	cmd.MarkFlagsMutuallyExclusive("property", "building", "community", "stage")
	cmd.MarkFlagsOneRequired("property", "building", "community", "stage")
	cmd.MarkFlagsMutuallyExclusive("draft", "at")
	deps.CompleteFlag(cmd, d, "property", "property")
	deps.CompleteFlag(cmd, d, "building", "building")
	deps.CompleteFlag(cmd, d, "community", "community")
	deps.CompleteFlag(cmd, d, "from-template", "template")
	deps.CompleteWith(cmd, "milestone", deps.Milestones(d, func() operator.Ref {
		if len(req.Properties) == 0 {
			return ""
		}
		return req.Properties[0]
	}))
	deps.CompleteValues(cmd, "stage", operator.PreContract, operator.UnderContract, operator.Closed)
	deps.CompleteValues(cmd, "ack", operator.AckNone, operator.AckAny, operator.AckPrimary, operator.AckAll)
}

func (w *posting) run(ctx context.Context, d *deps.Deps) (err error) {
	if err := thing(d).Check(d); err != nil && !d.DryRun {
		return err
	}
	if w.req.Vars, err = deps.Vars(w.vars); err != nil {
		return err
	}
	files, err := w.files.Open()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, files.Close()) }()
	if w.req.Template == "" || w.body.Given() {
		if w.req.Body, err = w.body.Read(ctx, d, nil); err != nil {
			return err
		}
	}
	res, err := deps.ChangeConfirmed(ctx, d, doubts, func(ctx context.Context, s operator.Service) (operator.Posted, error) {
		return deps.Attach(ctx, s, files, func(ctx context.Context, list []operator.NewAttachment) (operator.Posted, error) {
			w.req.Attachments = list
			return s.PostUpdate(ctx, w.req)
		})
	})
	if e, ok := errors.AsType[*operator.Error](err); ok && errors.Is(err, term.ErrNoTerminal) {
		err = e.Reason("unconfirmed") // as where --yes is missing in a request
	}
	if err != nil {
		return w.body.Rescue(d, err)
	}
	return w.write(ctx, d, res)
}

// doubts asks about what the checks found; nothing where they found nothing.
func doubts(p operator.Posted) string {
	if len(p.Doubts) == 0 || p.Replayed {
		return ""
	}
	return strings.Join(p.Doubts, "; ") + ". Post it to " + deps.Count(p.Homes, "home", "homes") + " all the same?"
}

// write writes what came of a post: the update of one home, the list of many.
func (w *posting) write(ctx context.Context, d *deps.Deps, res operator.Posted) error {
	d.Warn(append(res.Warnings, res.Update.Warnings...))
	switch {
	case listsAudience(d):
		return writeAudience(d, res)
	case d.DryRun:
		return render.One(d.IO, d.Output, res, nil, func(p operator.Posted) string { return ref(p.Update) })
	case d.Sentences():
		if res.Replayed {
			render.Note(d.IO, d.Output, "it was posted before with the same key, and not again")
		}
		return d.Say("%s", became(d, res))
	case len(w.req.Properties) == 1:
		return thing(d).Write(d, res.Update)
	}
	return writeGroup(ctx, d, res.Update.Ref)
}

// became says what became of a post.
func became(d *deps.Deps, res operator.Posted) string {
	where := res.Update.Property
	if res.Homes > 1 {
		where = fmt.Sprintf("%d homes, the first %s", res.Homes, where)
	}
	switch res.Update.State {
	case operator.UpdateDraft:
		return fmt.Sprintf("%s kept as a draft for %s", ref(res.Update), where)
	case operator.UpdateScheduled:
		return fmt.Sprintf("%s planned for %s on %s (%s)", ref(res.Update), d.Moment(*res.Update.ScheduledFor), where, res.Update.Scheduled)
	}
	return fmt.Sprintf("%s posted to %s", ref(res.Update), where)
}

// writeGroup writes the updates of a post to many homes.
func writeGroup(ctx context.Context, d *deps.Deps, first operator.UpdateID) error {
	var all deps.Paging
	all.All()
	return deps.List(ctx, d, &all, Sheet(d), func(ctx context.Context, s operator.Service, p operator.Paging) (operator.Page[update], error) {
		return s.ListUpdates(ctx, operator.ListUpdatesRequest{Group: operator.Ref(first.String()), Paging: p})
	})
}

// listsAudience says that who would see the update is written, in place of it: in
// a dry run, but for formats that hold the update with them.
func listsAudience(d *deps.Deps) bool { return d.DryRun && !d.Output.Format.Whole() }

// reader is a person who would see an update of a home.
type reader struct {
	property string
	person   operator.PersonSummary
}

func writeAudience(d *deps.Deps, res operator.Posted) error {
	var readers []reader
	for _, h := range res.Audience {
		for _, p := range h.People {
			readers = append(readers, reader{h.Property, p})
		}
	}
	render.Note(d.IO, d.Output, "it would be seen on %s:", deps.Count(res.Homes, "home", "homes"))
	return render.List(d.IO, d.Output, readers, render.Sheet[reader]{
		Group: &render.Column[reader]{Name: "property", Title: "Property", Reference: true, Text: func(r reader) string { return r.property }},
		Columns: []render.Column[reader]{
			{Name: "ref", Title: "Person", Reference: true, Text: func(r reader) string { return r.person.Ref.String() }},
			{Name: "name", Title: "Name", Flexible: true, Text: func(r reader) string { return r.person.Name }},
			{Name: "email", Title: "E-mail", Flexible: true, Text: func(r reader) string { return operator.Value(r.person.Email) }},
			{Name: "kind", Title: "Kind", Text: func(r reader) string { return string(r.person.Kind) }},
		},
		Ref: func(r reader) string { return r.person.Ref.String() },
	})
}
