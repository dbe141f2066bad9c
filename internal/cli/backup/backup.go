// Package backup is the commands that copy a whole store, and make a store of a copy.
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

// New is `operator backup`, with the command that verifies one.
func New(d *deps.Deps) *cobra.Command {
	var req operator.BackupRequest
	out := ""
	cmd := &cobra.Command{
		Use:   "backup",
		Short: "Copy the whole store into one file",
		Long: `Copy the whole store into one file: a snapshot of everything, all photos, videos
and documents, and a manifest with their hashes. Nobody is kept from working
meanwhile. The file is for you alone, replaces nothing, and is read again once it
is written. With --age-recipient it is encrypted, and only who has the key that
belongs to the recipient can open it: keep the key elsewhere. Without, it can be
read by whoever has it, like the store itself.

Once a server has had the store, the key of its log is in the file operator.key
beside it, and not in the backup: keep a copy of that file elsewhere, or have it in
the backup with --with-chain-key, on the machine that has the store.`,
		Example: `  operator backup
  operator backup --out /mnt/backups/acme-monday.tar
  operator backup --age-recipient "$(cat recipient.txt)"
  operator backup --out - | ssh vault 'cat > acme.tar'
  operator backup --with-chain-key --age-recipient "$(cat recipient.txt)"`,
		Args:              deps.Args(),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return run(cmd.Context(), d, out, req)
		},
	}
	f := cmd.Flags()
	f.StringVar(&out, "out", "", "the `FILE` to write; - is standard output (default: a name with the time, here)")
	f.StringArrayVar(&req.Recipients, "age-recipient", nil, "encrypt it for an age `RECIPIENT`; can be repeated")
	f.BoolVar(&req.WithChainKey, "with-chain-key", false, "put the key of the log into it, where that is in a file of its own")
	cmd.AddCommand(newVerify(d))
	return cmd
}

func run(ctx context.Context, d *deps.Deps, out string, req operator.BackupRequest) error {
	thing := deps.Thing[operator.Backup]{Fields: fields(), Ref: func(b operator.Backup) string { return b.Path }}
	if err := thing.Check(d); err != nil {
		return err
	}
	if out == "" {
		out = "operator-" + d.Now().UTC().Format("20060102-150405") + ending(req)
	}
	if out == deps.Standard && d.IO.OutTTY {
		return operator.Errorf(operator.Usage, "a backup is not for a terminal to show").
			WithHint("send it somewhere: --out - > FILE, or --out FILE").Reason("output_is_terminal")
	}
	to, err := begin(d, out)
	if err != nil {
		return err
	}
	defer to.discard()
	bar := render.NewProgress(d.IO, d.Output, "making a backup", d.Verbose, time.Now)
	req.Out, req.Progress, req.Moved = to, bar.Update, bar.Moved
	made, err := deps.Change(ctx, d, func(ctx context.Context, s operator.Service) (operator.Backup, error) { return s.Backup(ctx, req) })
	bar.Stop()
	if err != nil {
		return err
	}
	if !d.DryRun {
		if err := to.keep(made); err != nil {
			return err
		}
	}
	if out != deps.Standard {
		made.Path = out
		err = tell(d, thing, made)
	}
	if n := len(made.Damaged); err == nil && n > 0 {
		return operator.Errorf(operator.Finding, "the backup is made; but of what the store names, %s", deps.Count(n, "file is missing or damaged", "files are missing or damaged")).
			WithHint("operator check --read-data says which").Reason("files_damaged").With("damaged", made.Damaged)
	}
	return err
}

// ending tells an encrypted backup from others.
func ending(req operator.BackupRequest) string {
	if len(req.Recipients) > 0 {
		return ".tar.age"
	}
	return ".tar"
}

func tell(d *deps.Deps, thing deps.Thing[operator.Backup], made operator.Backup) error {
	if !d.Sentences() {
		return thing.Write(d, made)
	}
	if d.DryRun {
		return d.Say("%s would be backed up to %s", made.Workspace, made.Path)
	}
	err := d.Say("backed up %s to %s: %s, with %s and %s", made.Workspace, made.Path, render.Size(made.Bytes),
		deps.Count(int(made.Events), "event", "events"), deps.Count(made.Files, "file", "files"))
	if err == nil && made.ChainKey == operator.ChainKeyLeftOut {
		render.Note(d.IO, d.Output, "the key of its log is not in it: keep a copy of operator.key elsewhere")
	}
	return err
}

// fields is what a program is told about a backup.
func fields() []render.Field[operator.Backup] {
	return []render.Field[operator.Backup]{
		{Name: "path", Title: "Path", Text: func(b operator.Backup) string { return b.Path }},
		{Name: "workspace", Title: "Workspace", Text: func(b operator.Backup) string { return b.Workspace }},
		{Name: "at", Title: "Made", Text: func(b operator.Backup) string { return render.Stamp(b.At) }},
		{Name: "bytes", Title: "Size", Text: func(b operator.Backup) string { return fmt.Sprint(b.Bytes) }},
		{Name: "sha256", Title: "SHA-256", Text: func(b operator.Backup) string { return b.SHA256 }},
		{Name: "files", Title: "Files", Text: func(b operator.Backup) string { return fmt.Sprint(b.Files) }},
		{Name: "events", Title: "Events", Text: func(b operator.Backup) string { return fmt.Sprint(b.Events) }},
		{Name: "head", Title: "Head", Text: func(b operator.Backup) string { return b.Head }},
		{Name: "encrypted", Title: "Encrypted", Text: func(b operator.Backup) string { return fmt.Sprint(b.Encrypted) }},
		{Name: "chain_key", Title: "Chain key", Text: func(b operator.Backup) string { return string(b.ChainKey) }},
		{Name: "damaged", Title: "Damaged", Text: func(b operator.Backup) string { return fmt.Sprint(len(b.Damaged)) }},
	}
}
