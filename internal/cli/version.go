package cli

import (
	"context"
	"errors"
	"fmt"
	"runtime"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Version says which program this is.
type Version struct {
	Number string // as in "1.4.0", or "dev"
	Commit string // the commit it was built from; empty if that is not known
}

// schemaVersion counts the shapes of the JSON that commands print. Fields are
// only ever added, which does not count.
const schemaVersion = 1

// shownVersion is Version as it is printed.
type shownVersion struct {
	Version       string `json:"version"`
	Commit        string `json:"commit"`
	Go            string `json:"go"`
	Platform      string `json:"platform"`
	SchemaVersion int    `json:"schema_version"`
}

// line is the version in one line.
func (v Version) line() string {
	commit := v.Commit
	if commit != "" {
		commit = ", commit " + commit
	}
	return fmt.Sprintf("operator %s (%s %s/%s%s)", v.Number, runtime.Version(), runtime.GOOS, runtime.GOARCH, commit)
}

func newVersion(p *program) *cobra.Command {
	check := false
	cmd := deps.Offline(&cobra.Command{
		Use:     "version",
		Short:   "Show the version of this program",
		GroupID: string(about),
		Long: `Show the version of this program, the commit that it was built from, and the
version of the JSON that commands print: within one, fields are only added.

With --check it also asks the store or the instance that commands run against, and
fails with status 76 where that and this program do not fit. It asks nobody else: no
newer version is looked for. An instance answers that without a token.`,
		Example: `  operator version
  operator version -o json
  operator version --check --remote https://inbox.acme.example`,
		Args: deps.Args(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if check {
				if err := p.fits(cmd.Context()); err != nil {
					return err
				}
			}
			return p.showVersion()
		},
	})
	cmd.Flags().BoolVar(&check, "check", false, "look whether the store or the instance fits this program")
	return cmd
}

// fits fails where commands could not run against what they are to run against, with
// status 76 for its version. It asks the least that there is.
func (p *program) fits(ctx context.Context) error {
	if err := p.load(); err != nil {
		return err
	}
	_, err := deps.Use(ctx, p.deps, func(ctx context.Context, s operator.Service) (operator.Identity, error) {
		return s.Whoami(ctx, operator.WhoamiRequest{})
	})
	if e, ok := errors.AsType[*operator.Error](err); ok && e.Details["reason"] == "not_signed_in" {
		return nil // an instance looks first whether it understands who asks
	}
	return err
}

func (p *program) showVersion() error {
	d := p.deps
	if f := d.Output.Format; (f == render.Table || f == "") && d.Output.Columns == nil {
		_, err := fmt.Fprintln(d.IO.Out, p.version.line())
		return err
	}
	shown := shownVersion{p.version.Number, p.version.Commit, runtime.Version(), runtime.GOOS + "/" + runtime.GOARCH, schemaVersion}
	return render.One(d.IO, d.Output, shown, []render.Field[shownVersion]{
		{Name: "version", Title: "Version", Text: func(v shownVersion) string { return v.Version }},
		{Name: "commit", Title: "Commit", Text: func(v shownVersion) string { return v.Commit }},
		{Name: "go", Title: "Go", Text: func(v shownVersion) string { return v.Go }},
		{Name: "platform", Title: "Platform", Text: func(v shownVersion) string { return v.Platform }},
		{Name: "schema_version", Title: "Schema", Text: func(v shownVersion) string { return fmt.Sprint(v.SchemaVersion) }},
	}, func(v shownVersion) string { return v.Version })
}
