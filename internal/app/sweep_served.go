package app

import (
	"context"
	"errors"

	"github.com/seed-34ad0ce1/operator/internal/blob"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// sweptAtOnce is how many files one transaction of a sweep looks at.
const sweptAtOnce = 256

// SweepServed is the sweep that a server makes by itself. Nobody asks for it, and no
// event tells of it: what it removes was never part of any record, or has been taken
// out of it. Others are kept waiting only where there is something to remove, and then
// for a few files at a time.
func (a *App) SweepServed(ctx context.Context) (operator.SweepReport, error) {
	now := a.time()
	a.unnamed.expire(now)
	var report operator.SweepReport
	var some []blob.Info
	for f, err := range a.Files.All(ctx) {
		if err != nil {
			return report, err
		}
		report.Kept++
		if !outOfGrace(f, now) {
			continue
		}
		if some = append(some, f); len(some) < sweptAtOnce {
			continue
		}
		if err := a.sweepSome(ctx, some, &report); err != nil {
			return report, err
		}
		some = some[:0]
	}
	err := a.sweepSome(ctx, some, &report)
	if err == nil {
		report.Leftovers, err = a.Files.Clean(ctx, now)
	}
	return report, err
}

// sweepSome removes those of some files that nothing names. It looks first where it
// keeps nobody from writing, and mostly that is all.
func (a *App) sweepSome(ctx context.Context, some []blob.Info, report *operator.SweepReport) error {
	var unused []blob.Info
	err := a.Store.View(ctx, func(r store.Reader) (err error) {
		unused, err = a.unusedOf(ctx, r, some, nil)
		return err
	})
	if err != nil || len(unused) == 0 {
		return err
	}
	var gone operator.SweepReport
	err = a.Store.Update(ctx, func(tx store.Tx) error {
		s, err := a.nobody(ctx, tx, nil)
		if err != nil {
			return err
		}
		held, err := s.heldFiles()
		if err != nil {
			return err
		}
		still, err := a.unusedOf(ctx, tx, unused, held)
		if err != nil {
			return err
		}
		for _, f := range still {
			removed, err := a.Files.Expire(ctx, f.Sum, s.now)
			if err != nil {
				return err
			}
			if removed { // and not by an earlier run of this transaction
				gone.Files++
				gone.Bytes += f.Size
			}
		}
		return errRollBack // it has changed nothing but files
	})
	report.Files += gone.Files
	report.Bytes += gone.Bytes
	report.Kept -= gone.Files
	return orKept(err)
}

// orKept is no error for a transaction that was not to be kept.
func orKept(err error) error {
	if errors.Is(err, errRollBack) {
		return nil
	}
	return err
}

// unusedOf gives those of some files that nothing names.
func (a *App) unusedOf(ctx context.Context, r store.Reader, some []blob.Info, held map[blob.Sum]bool) ([]blob.Info, error) {
	s, err := a.nobody(ctx, r, nil)
	if err != nil {
		return nil, err
	}
	var unused []blob.Info
	for _, f := range some {
		is, err := s.unused(f.Sum, held)
		if err != nil {
			return nil, err
		}
		if is {
			unused = append(unused, f)
		}
	}
	return unused, nil
}
