package backend

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"time"
)

// patienceWithProgram is how long another program may take to say its version.
const patienceWithProgram = 5 * time.Second

// Program is a program of ours, and which version it says it is.
type Program struct {
	Path    string `json:"-"`
	Version string `json:"version"`
	Commit  string `json:"commit"`
}

// Beside asks the program of ours that is shipped beside this one, or is in the path, for
// its version; false if it is not there, or does not say.
func Beside(ctx context.Context, name string) (Program, bool) {
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	path, ok := beside(name)
	if !ok {
		return Program{}, false
	}
	ctx, cancel := context.WithTimeout(ctx, patienceWithProgram)
	defer cancel()
	said, err := exec.CommandContext(ctx, path, "version", "-o", "json").Output()
	p := Program{Path: path}
	if err != nil || json.Unmarshal(said, &p) != nil || p.Version == "" {
		return Program{}, false
	}
	return p, true
}

// beside finds a program beside this one, or in the path.
func beside(name string) (string, bool) {
	if self, err := os.Executable(); err == nil {
		if path := filepath.Join(filepath.Dir(self), name); runnable(path) {
			return path, true
		}
		if self, err = filepath.EvalSymlinks(self); err == nil {
			if path := filepath.Join(filepath.Dir(self), name); runnable(path) {
				return path, true
			}
		}
	}
	path, err := exec.LookPath(name)
	return path, err == nil
}
