package imports

import (
	"bytes"
	"path/filepath"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/download"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// save writes a template to a file that is not there yet.
func save(d *deps.Deps, path string, t operator.ImportTemplate) error {
	if d.DryRun {
		return d.Say("%s would be written", path)
	}
	if _, err := download.Write(filepath.Dir(path), filepath.Base(path), bytes.NewReader(t.Content), false); err != nil {
		return err
	}
	return d.Say("%s", path)
}
