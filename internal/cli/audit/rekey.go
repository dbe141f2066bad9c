package audit

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newRekey(d *deps.Deps) *cobra.Command {
	var req operator.RekeyRequest
	cmd := &cobra.Command{
		Use:   "rekey",
		Short: "Begin a new key of the log",
		Long: `Begin a new key of the log, in the file operator.key beside the store: the events
from now on are chained with it, and it seals what was before. The keys before stay
in the file, for their events. It works on the machine that has the store, while no
server has that.

With --lost the key there was is lost, and there is no copy of its file: then nobody
can tell any more whether its events were edited, though operator audit verify still
finds what was taken out, moved, or differs from a head that was kept elsewhere.
Nothing can be changed in the store until there is a new key.`,
		Example: `  operator audit rekey
  operator audit rekey --lost --dry-run
  operator audit rekey --lost --yes`,
		Args:              deps.Args(),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			thing := deps.Thing[operator.Rekeyed]{Fields: rekeyedFields(), Ref: func(r operator.Rekeyed) string { return r.Path }}
			if err := thing.Check(d); err != nil {
				return err
			}
			made, err := deps.NewKey(cmd.Context(), d, req, question(req))
			if err != nil {
				return err
			}
			if !d.Sentences() {
				return thing.Write(d, made)
			}
			if d.DryRun {
				return d.Say("a new key of the log would begin with event %d, in %s", made.From, made.Path)
			}
			if err := d.Say("a new key of the log begins with event %d, in %s", made.From, made.Path); err != nil {
				return err
			}
			render.Note(d.IO, d.Output, "keep a copy of the file elsewhere, and not beside the backups")
			return nil
		},
	}
	cmd.Flags().BoolVar(&req.Lost, "lost", false, "the key there was is lost, with every copy of its file")
	return cmd
}

// question is what is asked before; nothing where no key is given up.
func question(req operator.RekeyRequest) string {
	if !req.Lost {
		return ""
	}
	return "Begin a new key? Whether events of the lost one were edited can never be told again."
}

func rekeyedFields() []render.Field[operator.Rekeyed] {
	return []render.Field[operator.Rekeyed]{
		{Name: "path", Title: "Path", Reference: true, Text: func(r operator.Rekeyed) string { return r.Path }},
		{Name: "key", Title: "Key", Text: func(r operator.Rekeyed) string { return operator.Value(r.Key) }},
		{Name: "from", Title: "From event", Text: func(r operator.Rekeyed) string { return fmt.Sprint(r.From) }},
		{Name: "lost", Title: "Lost", Text: func(r operator.Rekeyed) string { return fmt.Sprint(r.Lost) }},
	}
}
