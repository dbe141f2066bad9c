package backup

import (
	"io/fs"
	"syscall"
	"testing"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

type full struct{}

func (full) Write([]byte) (int, error) {
	return 0, &fs.PathError{Op: "write", Path: "backups/.monday.tar.X7.part", Err: syscall.ENOSPC}
}

func TestAFullDiskIsToldByTheNameOfTheBackup(t *testing.T) {
	_, err := named{full{}, "backups/monday.tar"}.Write([]byte("a"))
	if operator.CodeOf(err) != operator.IO || err.Error() != "cannot write backups/monday.tar: the disk is full" {
		t.Errorf("it is told as %v (%s)", err, operator.CodeOf(err))
	}
}
