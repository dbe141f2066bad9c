package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path"
	"strings"
)

// readTarGz lists an archive, without the folder that everything is in.
func readTarGz(file string) (listing, error) {
	have, err := readGzip(file)
	if err != nil {
		return nil, err
	}
	return inOwnFolder(have)
}

// readZip lists an archive, without the folder that everything is in.
func readZip(file string) (listing, error) {
	r, err := zip.OpenReader(file)
	if err != nil {
		return nil, err
	}
	defer func() { _ = r.Close() }()
	have := listing{}
	for _, f := range r.File {
		content, err := f.Open()
		if err != nil {
			return nil, err
		}
		raw, err := io.ReadAll(content)
		if err := errors.Join(err, content.Close()); err != nil {
			return nil, err
		}
		have[f.Name] = packed{f.Mode(), "", sumOfBytes(raw)}
	}
	return inOwnFolder(have)
}

// inOwnFolder takes away the folder that all files are in.
func inOwnFolder(have listing) (listing, error) {
	short := listing{}
	folder := ""
	for name, p := range have {
		first, rest, found := strings.Cut(name, "/")
		if !found || folder != "" && folder != first {
			return nil, fmt.Errorf("%s is not in the folder that the rest is in", name)
		}
		folder = first
		short[rest] = p
	}
	return short, nil
}

// readPackage lists a package for Linux.
func readPackage(format, file string) (listing, error) {
	switch format {
	case "deb":
		archive, err := exec.Command("dpkg-deb", "--fsys-tarfile", file).Output()
		if err != nil {
			return nil, fmt.Errorf("dpkg-deb: %w", err)
		}
		return readTar(bytes.NewReader(archive))
	case "rpm":
		return readRPM(file)
	case "apk":
		// One tar archive in two streams of gzip, the first with what is said
		// about the package, in files with a dot before their names.
		have, err := readGzip(file)
		for name := range have {
			if strings.HasPrefix(name, ".") {
				delete(have, name)
			}
		}
		return have, err
	}
	return nil, fmt.Errorf("no package is called %s", format)
}

func readGzip(file string) (listing, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	unzipped, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	return readTar(unzipped)
}

func readTar(from io.Reader) (listing, error) {
	have := listing{}
	r := tar.NewReader(from)
	for {
		h, err := r.Next()
		if err == io.EOF {
			return have, nil
		}
		if err != nil {
			return nil, err
		}
		raw, err := io.ReadAll(r)
		if err != nil {
			return nil, err
		}
		p := packed{h.FileInfo().Mode(), h.Uname + ":" + h.Gname, ""}
		if !p.mode.IsDir() {
			p.sum = sumOfBytes(raw)
		}
		have[path.Clean(h.Name)] = p
	}
}
