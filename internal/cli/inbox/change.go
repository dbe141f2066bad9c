package inbox

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// change changes one's own state of conversations, and writes them as they are
// then: one that was named as an object, several as a list. sentence says what
// became of each.
func change(ctx context.Context, d *deps.Deps, named int, sentence func(item) string, do func(context.Context, operator.Service) ([]item, error)) error {
	fields := deps.FieldsOf(sheet(d))
	if err := render.Check(d.Output, fields); err != nil {
		return err
	}
	items, err := deps.Change(ctx, d, do)
	switch {
	case err != nil:
		return err
	case !d.Sentences() && named == 1 && len(items) == 1:
		return render.One(d.IO, d.Output, items[0], fields, sheet(d).Ref)
	case !d.Sentences():
		return render.List(d.IO, d.Output, items, sheet(d))
	}
	for _, i := range items {
		if err := d.Say("%s", sentence(i)); err != nil {
			return err
		}
	}
	return nil
}

// became is a sentence on what became of a conversation.
func became(d *deps.Deps, what string) func(item) string {
	return func(i item) string {
		return i.Ref.String() + " " + d.Done(what) + " (" + i.Property + ")"
	}
}

// marking is a command that changes one mark of one's own of conversations.
func marking(d *deps.Deps, cmd *cobra.Command, done string, mark func(*operator.EditInboxRequest)) *cobra.Command {
	cmd.Use += " CONVERSATION…"
	cmd.Long += "\n" + listHelp
	cmd.Args = deps.Args("CONVERSATION…")
	cmd.ValidArgsFunction = deps.CompleteArgs(d, "conversation…")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		req := operator.EditInboxRequest{Conversations: deps.Refs(args)}
		mark(&req)
		return change(cmd.Context(), d, len(args), became(d, done), func(ctx context.Context, s operator.Service) ([]item, error) {
			return s.EditInbox(ctx, req)
		})
	}
	return cmd
}

// listHelp says what programs get.
const listHelp = `JSON is an object where one conversation is named, and a list otherwise.`
