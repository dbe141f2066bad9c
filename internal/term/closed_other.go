//go:build !linux

package term

// StdoutMayBeClosed is false where there is no telling.
func StdoutMayBeClosed() bool { return false }
