//go:build !unix

package config

import "io/fs"

// Where permissions are access lists, the folder that the file is in has them.
func checkWriters(string, fs.FileInfo) error { return nil }

func checkReaders(string, string, fs.FileInfo) error { return nil }

func syncFolder(string) error { return nil }

func checkFolder(string, fs.FileInfo) error { return nil }

// locked runs do without a lock: folders have none here.
func locked(_ string, do func() error) error { return do() }
