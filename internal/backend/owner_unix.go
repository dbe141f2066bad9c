//go:build unix

package backend

import (
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"github.com/seed-34ad0ce1/operator/internal/owner"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// diagnoseMode says what is wrong with the owner and the permissions of a file of
// the store in the folder, and whether nothing is. What root makes is the owner's.
func diagnoseMode(path string, found, folder fs.FileInfo) (operator.Diagnosis, bool) {
	private := "600"
	if found.IsDir() {
		private = "700"
	}
	sys, ok := found.Sys().(*syscall.Stat_t)
	switch mode := found.Mode().Perm(); {
	case ok && sys.Uid == 0 && !owner.Same(found, folder):
		return operator.Diagnosed("store", operator.HealthProblem, "%s belongs to root, and its folder does not: whose that is cannot open it", path).
			WithAdvice("chown --reference=%s %s", filepath.Dir(path), path), false
	case ok && int(sys.Uid) != os.Geteuid() && !(os.Geteuid() == 0 && owner.Same(found, folder)):
		return operator.Diagnosed("store", operator.HealthWarning, "%s belongs to user %d, and you are user %d", path, sys.Uid, os.Geteuid()).
			WithAdvice("run operator as its owner: what you make may be closed to them"), false
	case mode&0o022 != 0:
		return operator.Diagnosed("store", operator.HealthProblem, "%s can be written by others", path).WithAdvice("chmod %s %s", private, path), false
	case mode&0o055 != 0:
		return operator.Diagnosed("store", operator.HealthWarning, "%s is open to others", path).WithAdvice("chmod %s %s", private, path), false
	}
	return operator.Diagnosis{}, true
}
