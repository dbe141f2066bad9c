package deps

import (
	"context"

	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Backups is what is done with the files of a store and of backups on this machine.
type Backups struct {
	// Verify reads all of a backup and looks at what is in it.
	Verify func(context.Context, operator.ReadBackupRequest) (operator.BackupReport, error)
	// Restore makes an embedded store of a backup. Call Remake and not this.
	Restore func(context.Context, operator.ReadBackupRequest) (operator.Restored, error)
	// Compact gives room back that an embedded store does not use. Call Shrink and
	// not this.
	Compact func(context.Context) (operator.Compacted, error)
	// Rekey begins a new key of the log of an embedded store, or says what it would do.
	// Call NewKey and not this.
	Rekey func(ctx context.Context, req operator.RekeyRequest, dry bool) (operator.Rekeyed, error)
	// Identities reads a file of age identities, which nobody else may read.
	Identities func(path string) ([]byte, error)
}

// Remake makes an embedded store of a backup. It is to Restore what Change is to
// Service.
func Remake(ctx context.Context, d *Deps, req operator.ReadBackupRequest) (operator.Restored, error) {
	done, err := d.Restore(ctx, req)
	d.made(err)
	return done, err
}

// Shrink compacts an embedded store. It is to Compact what Change is to Service.
func Shrink(ctx context.Context, d *Deps) (operator.Compacted, error) {
	done, err := d.Compact(ctx)
	d.made(err)
	return done, err
}

// ImportArchive makes an embedded store of an archive. It is to Archive what Change
// is to Service.
func ImportArchive(ctx context.Context, d *Deps, req operator.ImportArchiveRequest) (operator.ImportedArchive, error) {
	done, err := d.Archive(ctx, req)
	d.made(err)
	return done, err
}

// NewKey begins a new key of the log of an embedded store, once a person has confirmed it
// where there is a question. It is to Rekey what ChangeConfirmed is to Service.
func NewKey(ctx context.Context, d *Deps, req operator.RekeyRequest, question string) (operator.Rekeyed, error) {
	if question != "" && !d.DryRun && !d.Yes {
		if _, err := d.Rekey(ctx, req, true); err != nil {
			return operator.Rekeyed{}, err
		}
		if err := confirm(ctx, d, question); err != nil {
			return operator.Rekeyed{}, err
		}
	}
	made, err := d.Rekey(ctx, req, d.DryRun)
	d.made(err)
	return made, err
}

// WantsKey says that a copy of a store lacks the key of its log.
func WantsKey(d *Deps, store string) {
	render.Note(d.IO, d.Output, "nothing can be changed in it without the key of its log: put operator.key into %s; if that is lost, operator audit rekey --lost", store)
}
