package cli

import (
	"context"

	"github.com/seed-34ad0ce1/operator/internal/backend"
	"github.com/seed-34ad0ce1/operator/internal/config"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// verifyBackup looks at a backup. It needs no store.
func (p *program) verifyBackup(ctx context.Context, req operator.ReadBackupRequest) (operator.BackupReport, error) {
	if err := p.load(); err != nil {
		return operator.BackupReport{}, err
	}
	return backend.VerifyBackup(ctx, *p.config, req)
}

// restore makes a store where the configuration says.
func (p *program) restore(ctx context.Context, req operator.ReadBackupRequest) (operator.Restored, error) {
	if err := p.load(); err != nil {
		return operator.Restored{}, err
	}
	return backend.RestoreBackup(operator.WithCall(ctx, operator.Call{DryRun: p.deps.DryRun, Source: operator.SourceCLI}), *p.config, req)
}

// compact works on the store that the configuration names.
func (p *program) compact(ctx context.Context) (operator.Compacted, error) {
	if err := p.load(); err != nil {
		return operator.Compacted{}, err
	}
	return backend.Compact(operator.WithCall(ctx, p.call()), *p.config)
}

// rekey begins a new key of the log of the store that the configuration names.
func (p *program) rekey(ctx context.Context, req operator.RekeyRequest, dry bool) (operator.Rekeyed, error) {
	if err := p.load(); err != nil {
		return operator.Rekeyed{}, err
	}
	call := p.call()
	call.DryRun = dry
	return backend.Rekey(operator.WithCall(ctx, call), *p.config, req)
}

// maxIdentities is how long a file of identities may be.
const maxIdentities = 1 << 20

func identities(path string) ([]byte, error) { return config.ReadPrivate(path, "", maxIdentities) }
