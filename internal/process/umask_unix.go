//go:build unix

package process

import "syscall"

// keepFilesPrivate takes every file that is made from everybody else, where
// nothing stricter was asked for when it was made.
func keepFilesPrivate() { syscall.Umask(0o077) }
