package app

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/blob"
	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Sweep removes the files that nothing names any more, and what was left behind of
// files that were never whole.
func (a *App) Sweep(ctx context.Context, req operator.SweepRequest) (operator.SweepReport, error) {
	var removed operator.SweepReport
	return change(ctx, a, "workspace.sweep", req, func(s *session, _ operator.SweepRequest) (operator.SweepReport, error) {
		err := s.sweep(&removed)
		return removed, err
	})
}

// sweep removes files within the transaction, in which nobody else can come to name
// them. If it is not kept they are gone all the same, and nobody misses them; if it
// is run again, the report has what went before.
func (s *session) sweep(report *operator.SweepReport) error {
	if err := s.may(policy.RunWorkspace); err != nil {
		return err
	}
	look, err := s.lookAtFiles()
	if err != nil {
		return err
	}
	if s.call.DryRun {
		*report = operator.SweepReport{}
	}
	report.Files += len(look.unused)
	report.Bytes += look.idle
	report.Kept = look.files - len(look.unused)
	if s.unchanged = report.Files == 0; !s.unchanged {
		s.record("workspace.swept", "", 0, map[string]string{
			"files": strconv.Itoa(report.Files), "bytes": strconv.FormatInt(report.Bytes, 10),
		}, nil)
	}
	if s.call.DryRun {
		return nil
	}
	leftovers, err := s.app.Files.Clean(s.ctx, s.now)
	report.Leftovers += leftovers
	if err != nil {
		return err
	}
	for _, sum := range look.unused {
		if _, err := s.app.Files.Expire(s.ctx, sum, s.now); err != nil {
			return err
		}
	}
	return nil
}

// filesLook is what a look at the files has found.
type filesLook struct {
	files      int
	size, idle int64 // bytes of all, and of those that nothing names
	unused     []blob.Sum
}

// lookAtFiles finds the files that nothing names, but for those that were put a
// short while ago and may be about to be named, and those that were of homes on hold.
func (s *session) lookAtFiles() (filesLook, error) {
	var look filesLook
	held, err := s.heldFiles()
	if err != nil {
		return look, err
	}
	for f, err := range s.app.Files.All(s.ctx) {
		if err != nil {
			return look, err
		}
		look.files++
		look.size += f.Size
		if !outOfGrace(f, s.now) {
			continue
		}
		unused, err := s.unused(f.Sum, held)
		if err != nil {
			return look, err
		}
		if unused {
			look.unused = append(look.unused, f.Sum)
			look.idle += f.Size
		}
	}
	return look, nil
}

// outOfGrace says whether a file was put so long ago that nobody is about to name it.
func outOfGrace(f blob.Info, now time.Time) bool { return now.Sub(f.ModTime) > operator.BlobGrace }

// unused says whether nothing names a file, nor has done so on a home on hold.
func (s *session) unused(sum blob.Sum, held map[blob.Sum]bool) (bool, error) {
	if held[sum] {
		return false, nil
	}
	used, err := s.r.FileUsed(sum[:])
	return !used, err
}

// diagnoseFiles counts the files, and those that nothing names any more.
func (s *session) diagnoseFiles() (operator.Diagnosis, error) {
	look, err := s.lookAtFiles()
	if err != nil {
		return operator.Diagnosis{}, err
	}
	if n := len(look.unused); n > 0 {
		return operator.Diagnosed("files", operator.HealthWarning, "%d of %s (%s of %s) are no longer used",
			n, plural(look.files, "file"), megabytes(look.idle), megabytes(look.size)).WithAdvice("operator workspace sweep"), nil
	}
	return operator.Diagnosed("files", operator.HealthOK, "%s, %s, each one used or new", plural(look.files, "file"), megabytes(look.size)), nil
}

// megabytes writes a size.
func megabytes(bytes int64) string {
	return strings.TrimSuffix(strconv.FormatFloat(float64(bytes)/1e6, 'f', 1, 64), ".0") + " MB"
}
