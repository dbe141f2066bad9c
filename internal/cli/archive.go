package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/backend"
	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/cli/exports"
	"github.com/seed-34ad0ce1/operator/internal/cli/imports"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// newImport builds the commands that bring something in: files of other systems, and
// what export all wrote.
func newImport(d *deps.Deps) *cobra.Command {
	cmd := imports.New(d)
	cmd.AddCommand(exports.ImportAll(d))
	return cmd
}

// importArchive makes a store of an archive, where the configuration says.
func (p *program) importArchive(ctx context.Context, req operator.ImportArchiveRequest) (operator.ImportedArchive, error) {
	if err := p.load(); err != nil {
		return operator.ImportedArchive{}, err
	}
	return backend.ImportArchive(operator.WithCall(ctx, operator.Call{DryRun: p.deps.DryRun}), *p.config, req)
}
