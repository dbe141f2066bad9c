//go:build !linux

package boltstore

// refuseNetwork knows the network file systems of Linux only.
func refuseNetwork(string) error { return nil }

// networkOf cannot tell here.
func networkOf(string) string { return "" }

// freeOn cannot tell here.
func freeOn(string) int64 { return -1 }
