//go:build !unix

package transcript

// syncFolder does nothing where folders cannot be brought to the disk.
func syncFolder(string) error { return nil }
