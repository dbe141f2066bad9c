// Package setup is the command that makes a store.
package setup

import (
	"os/user"
	"strings"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/cli/workspace"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// New is `operator init`.
func New(d *deps.Deps) *cobra.Command {
	var req operator.InitRequest
	cmd := &cobra.Command{
		Use:   "init",
		Short: "Make a new, empty store",
		Long: `Make a new, empty store with a workspace and its first administrator, who acts
where no other person is named. The store is a folder: --store says which.`,
		Example: `  operator init --name "Acme Homes" --admin "Maya Ortiz <maya@acme.example>"
  operator init --store ./acme --timezone America/Denver`,
		Args: deps.Args(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := workspace.Thing(d).Check(d); err != nil {
				return err
			}
			if req.Admin == "" {
				req.Admin = login()
			}
			ctx := operator.WithCall(cmd.Context(), operator.Call{DryRun: d.DryRun, Source: operator.SourceCLI})
			w, target, err := deps.Found(ctx, d, req)
			if err != nil {
				return err
			}
			if !d.DryRun {
				render.Note(d.IO, d.Output, "made a store in %s; next: operator community add --code MR --name \"Maple Ridge\"%s", target, in(cmd))
			}
			return workspace.Thing(d).Write(d, w)
		},
	}
	f := cmd.Flags()
	f.StringVar(&req.Name, "name", "My company", "the company's `NAME`")
	f.StringVar(&req.Admin, "admin", "", "the first administrator, as \"Maya Ortiz <maya@acme.example>\" (`PERSON`; default: your login)")
	f.StringVar(&req.TimeZone, "timezone", "UTC", "the `ZONE` that times are in, as America/Denver")
	f.StringVar(&req.Currency, "currency", "USD", "the `CODE` of the currency")
	return cmd
}

// in is the flag that the next command needs to run against the same store.
func in(cmd *cobra.Command) string {
	if store := cmd.Flag("store"); store != nil && store.Changed {
		return " --store " + deps.Quoted(store.Value.String())
	}
	return ""
}

// login is what the operating system calls the person at the keyboard.
func login() string {
	u, err := user.Current()
	if err != nil {
		return "Administrator"
	}
	if name, _, _ := strings.Cut(u.Name, ","); name != "" {
		return name
	}
	return u.Username
}
