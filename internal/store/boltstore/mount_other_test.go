//go:build !linux

package boltstore

// mounted are parts of processes that see mounts of their own: on Linux only.
var mounted = map[string]func(o Options) error{}
