package clitest

import "testing"

// TestAStoreIsCheckedWithoutProc is for a folder tree that is made the whole system,
// as chroot does: there the program cannot find itself to check in a process of its own.
func TestAStoreIsCheckedWithoutProc(t *testing.T) {
	if !inNamespace(t) {
		return
	}
	s := newOffice(t)
	mount(t, "none", "/proc", "tmpfs", 0, "")
	s.clean()
}
