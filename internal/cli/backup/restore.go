package backup

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// source is a backup to read, and the key that opens it.
type source struct{ identity string }

func (s *source) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&s.identity, "age-identity", "", "the `FILE` with the age key that opens an encrypted backup")
}

// open gives the request, and what lets go of it.
func (s *source) open(d *deps.Deps, path, doing string) (req operator.ReadBackupRequest, done func(), err error) {
	if s.identity != "" {
		if req.Identities, err = d.Identities(s.identity); err != nil {
			return req, nil, err
		}
	}
	in, err := deps.OpenInput(d, path)
	if err != nil {
		return req, nil, err
	}
	bar := render.NewProgress(d.IO, d.Output, doing, d.Verbose, time.Now)
	req.Content = in
	req.Progress = func(read int) { bar.Update(read, max(read, int(in.Size))) }
	return req, func() { bar.Stop(); _ = in.Close() }, nil
}

// NewRestore is `operator restore`.
func NewRestore(d *deps.Deps) *cobra.Command {
	var from source
	keep := false
	cmd := &cobra.Command{
		Use:   "restore FILE",
		Short: "Make a store of a backup",
		Long: `Make a store of a backup, in the folder that --store names, where no store may be
yet: nothing is ever replaced. There is a whole store at the end, or none. A dry
run reads the whole backup and makes nothing. A FILE of - is standard input.

The store that was backed up may go on, so webhooks are disabled in the new one,
and operator webhook replay makes them active again. Where the workspace moves to
another machine, --keep-webhooks has them go on where they were. Planned messages
and updates stay planned: let operator schedule run run for one of the two.

A store that a server has had needs the key of its log, the file operator.key, to be
changed. Where the backup has it (operator backup --with-chain-key), it is put beside
the store; otherwise put it there yourself. Reading needs no key.`,
		Example: `  operator restore operator-20260301-020000.tar --store ./acme
  operator restore acme.tar.age --age-identity key.txt --store ./acme
  ssh vault 'cat acme.tar' | operator restore - --store ./acme`,
		Args: deps.Args("FILE"),
		RunE: func(cmd *cobra.Command, args []string) error { return restore(cmd.Context(), d, &from, args[0], keep) },
	}
	from.flags(cmd)
	cmd.Flags().BoolVar(&keep, "keep-webhooks", false, "go on telling the webhooks: the store that was backed up is used no more")
	return cmd
}

func restore(ctx context.Context, d *deps.Deps, from *source, path string, keepWebhooks bool) error {
	thing := deps.Thing[operator.Restored]{Fields: restoredFields(), Ref: func(r operator.Restored) string { return r.Store }}
	if err := thing.Check(d); err != nil {
		return err
	}
	req, done, err := from.open(d, path, "restoring")
	if err != nil {
		return err
	}
	req.KeepWebhooks = keepWebhooks
	made, err := deps.Remake(ctx, d, req)
	done()
	if err != nil {
		return err
	}
	if !d.Sentences() {
		err = thing.Write(d, made)
	} else {
		err = sayRestored(d, made)
	}
	if n := len(made.Damaged); n > 0 {
		render.Note(d.IO, d.Output, "the backup was made without %s that the store names", deps.Count(n, "file", "files"))
	}
	if made.ChainKey == operator.ChainKeyLeftOut {
		deps.WantsKey(d, made.Store)
	}
	deps.Next(d, "operator check --read-data --store %s", deps.Quoted(made.Store))
	return err
}

// sayRestored says what was made, and what is not as it was or goes on by itself.
func sayRestored(d *deps.Deps, made operator.Restored) error {
	what := fmt.Sprintf("restored %s as it was at %s to", made.Workspace, render.Stamp(made.At))
	if d.DryRun {
		what = fmt.Sprintf("%s would be restored as it was at %s, to", made.Workspace, render.Stamp(made.At))
	}
	err := d.Say("%s %s: %s, %s", what, made.Store, deps.Count(int(made.Events), "event", "events"), deps.Count(made.Files, "file", "files"))
	if n := len(made.DisabledWebhooks); err == nil && n > 0 {
		err = d.Say("%s disabled (%s), since the store that was backed up may tell them too: operator webhook replay %s --since %d",
			deps.Count(n, "webhook is", "webhooks are"), webhooksOf(made), made.DisabledWebhooks[0], made.Events)
	}
	if err == nil && made.Planned > 0 {
		err = d.Say("%s planned, which operator schedule run sends from here too: operator schedule list",
			deps.Count(made.Planned, "message or update is", "messages and updates are"))
	}
	return err
}

func webhooksOf(r operator.Restored) string {
	return deps.Joined(r.DisabledWebhooks, ", ", operator.WebhookID.String)
}

func restoredFields() []render.Field[operator.Restored] {
	return []render.Field[operator.Restored]{
		{Name: "store", Title: "Store", Text: func(r operator.Restored) string { return r.Store }},
		{Name: "workspace", Title: "Workspace", Text: func(r operator.Restored) string { return r.Workspace }},
		{Name: "at", Title: "Made", Text: func(r operator.Restored) string { return render.Stamp(r.At) }},
		{Name: "files", Title: "Files", Text: func(r operator.Restored) string { return fmt.Sprint(r.Files) }},
		{Name: "events", Title: "Events", Text: func(r operator.Restored) string { return fmt.Sprint(r.Events) }},
		{Name: "head", Title: "Head", Text: func(r operator.Restored) string { return r.Head }},
		{Name: "disabled_webhooks", Title: "Disabled webhooks", Text: webhooksOf},
		{Name: "chain_key", Title: "Chain key", Text: func(r operator.Restored) string { return string(r.ChainKey) }},
		{Name: "planned", Title: "Planned", Text: func(r operator.Restored) string { return fmt.Sprint(r.Planned) }},
	}
}
