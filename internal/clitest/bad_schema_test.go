package clitest

import (
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
)

// path has programs looked for in one folder alone.
func (s *site) path(dir string) {
	for i, v := range s.env {
		if strings.HasPrefix(v, "PATH=") {
			s.env[i] = "PATH=" + dir
		}
	}
}

// TestAProgramOfAnotherVersionIsNamed holds that a store which is newer than the program
// says which of the two programs refuses it, where they are not of one version.
func TestAProgramOfAnotherVersionIsNamed(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("the program that was left behind is a script")
	}
	s := newOffice(t)
	put(t, filepath.Join(s.store, "operator.db"), "meta", "schema", "7")
	hint := func() string {
		t.Helper()
		got := s.run("workspace", "show")
		_, hint, _ := strings.Cut(got.err, "hint: ")
		if got.status != 76 || got.out != "" {
			t.Errorf("status %d, %s%s", got.status, got.out, got.err)
		}
		return strings.TrimSpace(hint)
	}
	const alone = "install a newer version of operator"
	s.path(t.TempDir())
	if got := hint(); got != alone {
		t.Errorf("alone: %q", got)
	}

	bin := filepath.Join(s.dir, "bin")
	must(t, os.Mkdir(bin, 0o700))
	left := filepath.Join(bin, "operatord")
	says := func(script string) { must(t, os.WriteFile(left, []byte("#!/bin/sh\n"+script+"\n"), 0o700)) }
	s.path(bin)
	says(`[ "$*" = "version -o json" ] && echo '{"version":"1.2.3","commit":"abc"}'`)
	both := regexp.MustCompile(`^this is operator .+, and ` + regexp.QuoteMeta(left) + ` is operatord 1\.2\.3: install both of one version, the newer one$`)
	if got := hint(); !both.MatchString(got) {
		t.Errorf("beside another: %q", got)
	}
	says("exit 1")
	if got := hint(); got != alone {
		t.Errorf("beside one that says nothing: %q", got)
	}
}
