package main

import (
	"io/fs"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWhatAPackageHoldsIsComparedWhole(t *testing.T) {
	const sum = "ab"
	want := listing{"usr/bin/operator": {0o755, rootOwned, sum}, "usr/share/man/man1/operator.1": {0o644, rootOwned, sum}}
	have := listing{
		"usr": {fs.ModeDir | 0o755, rootOwned, ""}, "usr/bin": {fs.ModeDir | 0o700, rootOwned, ""},
		"usr/bin/operator": {0o755, "me:root", sum}, "etc/operator": {0o644, rootOwned, sum},
	}
	err := have.differences(want)
	if err == nil {
		t.Fatal("nothing differs")
	}
	if diff := cmp.Diff(`nobody asked for etc/operator
usr/bin is drwx------ root:root, and not drwxr-xr-x root:root
usr/bin/operator is -rwxr-xr-x me:root ab, and not -rwxr-xr-x root:root ab
there is no usr/share/man/man1/operator.1`, err.Error()); diff != "" {
		t.Error(diff)
	}
	if err := want.differences(want); err != nil {
		t.Error(err)
	}
}
