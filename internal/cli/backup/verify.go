package backup

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newVerify(d *deps.Deps) *cobra.Command {
	var from source
	cmd := &cobra.Command{
		Use:   "verify FILE",
		Short: "Read a whole backup, and look whether it is sound",
		Long: `Read a whole backup, and look whether it is sound: every byte against the hashes
that were written with it, and the snapshot as operator check does. No store is
needed, and none is touched; the snapshot is put into the folder for temporary
files (TMPDIR) for as long as that takes. Findings are printed, a line each, and
the status is 1. A FILE of - is standard input.`,
		Example: `  operator backup verify operator-20260301-020000.tar
  operator backup verify acme.tar.age --age-identity key.txt -o json`,
		Args: deps.Args("FILE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			req, done, err := from.open(d, args[0], "reading the backup")
			if err != nil {
				return err
			}
			report, err := d.Backups.Verify(cmd.Context(), req)
			done()
			if err != nil {
				return err
			}
			return writeReport(d, args[0], report)
		},
	}
	from.flags(cmd)
	return cmd
}

func writeReport(d *deps.Deps, path string, r operator.BackupReport) error {
	if d.Sentences() {
		for _, finding := range r.Findings {
			if err := d.Say("%s", finding); err != nil {
				return err
			}
		}
		if len(r.Findings) == 0 {
			err := d.Say("%s is sound: %s at %s, with %s, %s and %s", path, r.Workspace, render.Stamp(r.At),
				deps.Count(r.Rows, "row", "rows"), deps.Count(int(r.Events), "event", "events"), deps.Count(r.Files, "file", "files"))
			if err != nil {
				return err
			}
		}
	} else if err := (deps.Thing[operator.BackupReport]{Fields: reportFields()}).Write(d, r); err != nil {
		return err
	}
	if n := len(r.Findings); n > 0 {
		return operator.Errorf(operator.Finding, "%s holds a store with %s", path, deps.Count(n, "thing that is wrong", "things that are wrong")).
			WithHint("operator check says whether the store is so too").Reason("damage").With("findings", n)
	}
	return nil
}

func reportFields() []render.Field[operator.BackupReport] {
	return []render.Field[operator.BackupReport]{
		{Name: "workspace", Title: "Workspace", Text: func(r operator.BackupReport) string { return r.Workspace }},
		{Name: "at", Title: "Made", Text: func(r operator.BackupReport) string { return render.Stamp(r.At) }},
		{Name: "bytes", Title: "Size", Text: func(r operator.BackupReport) string { return fmt.Sprint(r.Bytes) }},
		{Name: "rows", Title: "Rows", Text: func(r operator.BackupReport) string { return fmt.Sprint(r.Rows) }},
		{Name: "index_entries", Title: "Index entries", Text: func(r operator.BackupReport) string { return fmt.Sprint(r.Entries) }},
		{Name: "files", Title: "Files", Text: func(r operator.BackupReport) string { return fmt.Sprint(r.Files) }},
		{Name: "events", Title: "Events", Text: func(r operator.BackupReport) string { return fmt.Sprint(r.Events) }},
		{Name: "head", Title: "Head", Text: func(r operator.BackupReport) string { return r.Head }},
		{Name: "encrypted", Title: "Encrypted", Text: func(r operator.BackupReport) string { return fmt.Sprint(r.Encrypted) }},
		{Name: "chain_key", Title: "Chain key", Text: func(r operator.BackupReport) string { return string(r.ChainKey) }},
		{Name: "unverified", Title: "Unverified", Text: func(r operator.BackupReport) string { return fmt.Sprint(r.Unverified) }},
		{Name: "findings", Title: "Findings", Text: func(r operator.BackupReport) string { return fmt.Sprint(len(r.Findings)) }},
	}
}
