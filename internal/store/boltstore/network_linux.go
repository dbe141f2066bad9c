package boltstore

import (
	"bufio"
	"fmt"
	"os"
	"strings"

	"golang.org/x/sys/unix"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// networkFS are the file systems where locks and mapped files may not hold
// between machines, by the number that statfs gives.
func networkFS(number int64) string {
	switch uint32(number) {
	case unix.NFS_SUPER_MAGIC:
		return "nfs"
	case unix.CIFS_SUPER_MAGIC:
		return "cifs"
	case unix.SMB2_SUPER_MAGIC:
		return "smb2"
	case unix.SMB_SUPER_MAGIC:
		return "smb"
	case unix.V9FS_MAGIC:
		return "9p"
	}
	return ""
}

// networkOf is the network file system that a folder is on; empty if it is on none,
// or if that cannot be told.
func networkOf(dir string) string {
	var about unix.Statfs_t
	if err := unix.Statfs(dir, &about); err != nil {
		return "" // what is wrong with the folder, others say better
	}
	name := networkFS(int64(about.Type))
	// All file systems in user space share a number; their names are in a list.
	if uint32(about.Type) == unix.FUSE_SUPER_MAGIC && fuseType(dir) == "fuse.sshfs" {
		name = "fuse.sshfs"
	}
	return name
}

// freeOn is how many bytes can still be written to the disk that a folder is on.
func freeOn(dir string) int64 {
	var about unix.Statfs_t
	if err := unix.Statfs(dir, &about); err != nil {
		return -1
	}
	return int64(about.Bavail) * about.Bsize
}

// refuseNetwork refuses to write to a folder on a network file system.
func refuseNetwork(dir string) error {
	name := networkOf(dir)
	if name == "" {
		return nil
	}
	return operator.Errorf(operator.Config, "the folder %s is on a network file system (%s)", dir, name).
		WithHint("keep the store on a local disk, and run operator on that machine").
		Reason("network_fs").With("path", dir).With("file_system", name)
}

// fuseType is the name of the file system that dir is on, as the kernel lists it;
// empty if that cannot be told.
func fuseType(dir string) string {
	var at unix.Stat_t
	if unix.Stat(dir, &at) != nil {
		return ""
	}
	mounts, err := os.Open("/proc/self/mountinfo")
	if err != nil {
		return ""
	}
	defer func() { _ = mounts.Close() }()
	device := fmt.Sprintf("%d:%d", unix.Major(uint64(at.Dev)), unix.Minor(uint64(at.Dev)))
	for lines := bufio.NewScanner(mounts); lines.Scan(); {
		mount, kind, _ := strings.Cut(lines.Text(), " - ")
		if fields := strings.Fields(mount); len(fields) > 2 && fields[2] == device {
			name, _, _ := strings.Cut(kind, " ")
			return name
		}
	}
	return ""
}
