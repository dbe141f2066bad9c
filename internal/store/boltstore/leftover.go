package boltstore

import (
	"os"
	"path/filepath"
	"strings"
)

// SpoolNames are the files that others put aside beside a database; see Aside.
const SpoolNames = "operator.spool-*"

// removeLeftovers removes what a process that died, or a power cut, left beside the
// database: it may be as large, or have what was erased since. It is for who may write.
// Nobody else makes the first; and what is put aside has no name while it is used, where
// the system allows that, and cannot be removed where it does not. Others' files, as a
// copy that somebody made by hand, are none of ours.
func removeLeftovers(o Options) {
	folder, err := os.Open(o.Dir)
	if err != nil {
		return // what cannot be removed is left for the next
	}
	names, _ := folder.Readdirnames(-1)
	_ = folder.Close()
	for _, name := range names {
		if isLeftover(name) {
			_ = os.Remove(filepath.Join(o.Dir, name))
		}
	}
}

// isLeftover says whether a file with that name is one that we made on the way.
func isLeftover(name string) bool {
	switch name {
	case newName, runsName, renewName, renewName + runsEnd:
		return true
	}
	for _, pattern := range []string{copyNames, SpoolNames} {
		random, ok := strings.CutPrefix(name, strings.TrimSuffix(pattern, "*"))
		if ok && random != "" && strings.Trim(random, "0123456789") == "" {
			return true
		}
	}
	return false
}
