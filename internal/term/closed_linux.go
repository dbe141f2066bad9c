package term

import "golang.org/x/sys/unix"

// StdoutMayBeClosed says whether standard output was perhaps closed when the
// process started (>&-). Go puts /dev/null in its place, so that results vanish
// without an error, and this is what it looks for: /dev/null opened for reading
// and writing.
//
// It is a suspicion and no more. Python's subprocess.DEVNULL, Node's "ignore" and
// daemon(3) give their children the same thing on purpose, and nothing in the
// process tells the two apart; "> /dev/null" in a shell is opened for writing only. So a
// warning may follow from it, but never a failure.
func StdoutMayBeClosed() bool {
	var out, null unix.Stat_t
	if unix.Fstat(1, &out) != nil || unix.Stat("/dev/null", &null) != nil {
		return false
	}
	flags, err := unix.FcntlInt(1, unix.F_GETFL, 0)
	isNull := out.Mode&unix.S_IFMT == unix.S_IFCHR && out.Rdev == null.Rdev
	return err == nil && isNull && flags&unix.O_ACCMODE == unix.O_RDWR
}
