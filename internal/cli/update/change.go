package update

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// written writes what came of a change to an update: a sentence that ends with
// what was done, or the update.
func written(d *deps.Deps, u update, done string) error {
	d.Warn(u.Warnings)
	if !d.Sentences() {
		return thing(d).Write(d, u)
	}
	return d.Say("%s (%s) %s", u.Ref, u.Property, done)
}

func newPublish(d *deps.Deps) *cobra.Command {
	return &cobra.Command{
		Use:   "publish UPDATE",
		Short: "Publish a draft, or a planned update now",
		Long: `Publish a draft or a planned update now, on all homes that it was written for. It
also goes on with a post that was interrupted.`,
		Example: `  operator update publish U17
  operator update list --state draft -o id | xargs -n1 operator update publish`,
		Args:              deps.Args("UPDATE"),
		ValidArgsFunction: deps.CompleteArgs(d, "update"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := thing(d).Check(d); err != nil {
				return err
			}
			res, err := deps.Change(cmd.Context(), d, func(ctx context.Context, s operator.Service) (operator.Posted, error) {
				return s.PublishUpdate(ctx, operator.UpdateRequest{Update: operator.Ref(args[0])})
			})
			if err != nil {
				return err
			}
			d.Warn(res.Warnings)
			if !d.Sentences() {
				return thing(d).Write(d, res.Update)
			}
			return d.Say("%s", became(d, res))
		},
	}
}

func newDelete(d *deps.Deps) *cobra.Command {
	req := operator.DeleteUpdateRequest{Confirmed: true}
	cmd := &cobra.Command{
		Use:   "delete UPDATE",
		Short: "Delete an update",
		Long: `Delete an update of one home, or with --all-homes those of the whole post. It
leaves a mark in the feed; its files can be fetched no more.`,
		Example: `  operator update delete U17
  operator update delete U17 --all-homes --reason "wrong community" --yes`,
		Args:              deps.Args("UPDATE"),
		ValidArgsFunction: deps.CompleteArgs(d, "update"),
		RunE: func(cmd *cobra.Command, args []string) error {
			req.Update = operator.Ref(args[0])
			if err := thing(d).Check(d); err != nil {
				return err
			}
			u, err := deps.ChangeConfirmed(cmd.Context(), d, func(u update) string { return deleteQuestion(u, req.AllHomes) },
				func(ctx context.Context, s operator.Service) (update, error) { return s.DeleteUpdate(ctx, req) })
			if err != nil {
				return err
			}
			return written(d, u, d.Done("deleted"))
		},
	}
	f := cmd.Flags()
	f.BoolVar(&req.AllHomes, "all-homes", false, "those of all homes of the post")
	f.StringVar(&req.Reason, "reason", "", "the `REASON`, which the history keeps")
	return cmd
}

func deleteQuestion(u update, all bool) string {
	if u.Replayed {
		return ""
	}
	what := "from " + u.Property
	if all && u.Homes > 1 {
		what = fmt.Sprintf("from all %d homes", u.Homes)
	}
	return fmt.Sprintf("Delete %s %s? It cannot be brought back.", u.Ref, what)
}

func newAck(d *deps.Deps) *cobra.Command {
	return &cobra.Command{
		Use:   "ack UPDATE",
		Short: "Acknowledge an update",
		Long: `Acknowledge an update. Given for a buyer with --as, it is shown as on behalf and
does not count as theirs.`,
		Example: `  operator update ack U17
  operator update ack U17 --as dana@example.com`,
		Args:              deps.Args("UPDATE"),
		ValidArgsFunction: deps.CompleteArgs(d, "update"),
		RunE: func(cmd *cobra.Command, args []string) error {
			u, err := changed(cmd.Context(), d, func(ctx context.Context, s operator.Service) (update, error) {
				return s.AcknowledgeUpdate(ctx, operator.UpdateRequest{Update: operator.Ref(args[0])})
			})
			if err != nil {
				return err
			}
			done := d.Done("acknowledged")
			if u.Mine != nil && u.Mine.OnBehalf {
				done += " on behalf"
			}
			return written(d, u, done)
		},
	}
}

// changed makes a change to an update, after a look whether it can be written as
// asked.
func changed(ctx context.Context, d *deps.Deps, do func(context.Context, operator.Service) (update, error)) (update, error) {
	if err := thing(d).Check(d); err != nil {
		return update{}, err
	}
	return deps.Change(ctx, d, do)
}

func newLike(d *deps.Deps) *cobra.Command {
	var req operator.LikeUpdateRequest
	cmd := &cobra.Command{
		Use:   "like UPDATE",
		Short: "Like an update, or take it back",
		Long: `Like an update, or take the like back. The team of the home sees who likes what:
operator update receipts.`,
		Example: `  operator update like U17
  operator update like U17 --undo`,
		Args:              deps.Args("UPDATE"),
		ValidArgsFunction: deps.CompleteArgs(d, "update"),
		RunE: func(cmd *cobra.Command, args []string) error {
			req.Update = operator.Ref(args[0])
			u, err := changed(cmd.Context(), d, func(ctx context.Context, s operator.Service) (update, error) { return s.LikeUpdate(ctx, req) })
			if err != nil {
				return err
			}
			if req.Unlike {
				return written(d, u, d.Done("liked no more"))
			}
			return written(d, u, d.Done("liked"))
		},
	}
	cmd.Flags().BoolVar(&req.Unlike, "undo", false, "take the like back")
	return cmd
}

func newSeen(d *deps.Deps) *cobra.Command {
	var req operator.MarkSeenRequest
	cmd := &cobra.Command{
		Use:   "seen {UPDATE…|--all}",
		Short: "Mark updates seen",
		Long: `Mark updates seen, those that are named or all that you have not seen. Acting as a
buyer with --as marks nothing: what a buyer has seen is proved by their own
sign-in. JSON is an object where one update is named, and a list otherwise.`,
		Example: `  operator update seen U17 U18
  operator update seen --all`,
		Args:              deps.Args("[UPDATE…]"),
		ValidArgsFunction: deps.CompleteArgs(d, "update…"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if req.All == (len(args) > 0) {
				return operator.Errorf(operator.Usage, "name updates, or give --all").
					WithHint("operator update seen U17, or operator update seen --all").Reason("bad_argument")
			}
			if err := thing(d).Check(d); err != nil {
				return err
			}
			req.Updates = deps.Refs(args)
			seen, err := deps.Change(cmd.Context(), d, func(ctx context.Context, s operator.Service) ([]update, error) { return s.MarkSeen(ctx, req) })
			if err != nil {
				return err
			}
			switch one := len(args) == 1 && len(seen) == 1; {
			case one:
				return written(d, seen[0], d.Done("seen"))
			case !d.Sentences():
				return render.List(d.IO, d.Output, seen, Sheet(d))
			}
			return d.Say("%s %s", deps.Count(len(seen), "update", "updates"), d.Done("seen"))
		},
	}
	cmd.Flags().BoolVar(&req.All, "all", false, "all that you have not seen")
	return cmd
}
