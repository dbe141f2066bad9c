//go:build !unix

package config

import "io/fs"

// Where permissions are access lists, the folder that the file is in has them.
func checkWriters(string, fs.FileInfo) error { return nil }

func checkReaders(string, fs.FileInfo) error { return nil }

func syncFolder(string) error { return nil }
