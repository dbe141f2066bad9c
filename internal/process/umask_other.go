//go:build !unix

package process

// keepFilesPrivate has nothing to do where folders say who may read what is in them.
func keepFilesPrivate() {}
