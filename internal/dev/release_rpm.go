package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
)

// The tags of an RPM header that say which files there are: rpm.org, "RPM v4 package
// format" and "RPM tags".
const (
	rpmFileModes      = 1030
	rpmFileSums       = 1035
	rpmFileUsers      = 1039
	rpmFileGroups     = 1040
	rpmFolderOfFile   = 1116
	rpmBaseNames      = 1117
	rpmFolders        = 1118
	rpmSumsAlgorithm  = 5011
	rpmSumsAreSHA256  = 8
	rpmLead           = 96 // bytes before the first header
	rpmHeaderPreamble = 16
	rpmIndexEntry     = 16
)

// readRPM lists a package by its header, which has the sums of the files.
func readRPM(file string) (listing, error) {
	raw, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	signature, err := readRPMHeader(raw, rpmLead)
	if err != nil {
		return nil, err
	}
	h, err := readRPMHeader(raw, (signature.end+7)/8*8)
	if err != nil {
		return nil, err
	}
	// Once for the package by the book, once for each file by some programs.
	how := slices.Compact(h.numbers(rpmSumsAlgorithm, 4))
	if !slices.Equal(how, []int{rpmSumsAreSHA256}) {
		return nil, fmt.Errorf("the sums are of kind %d", how)
	}
	names, folders, at := h.texts(rpmBaseNames), h.texts(rpmFolders), h.numbers(rpmFolderOfFile, 4)
	modes, sums := h.numbers(rpmFileModes, 2), h.texts(rpmFileSums)
	users, groups := h.texts(rpmFileUsers), h.texts(rpmFileGroups)
	for _, n := range []int{len(at), len(modes), len(sums), len(users), len(groups)} {
		if n != len(names) {
			return nil, errors.New("the header has no equal number of everything")
		}
	}
	have := listing{}
	for i, name := range names {
		if at[i] >= len(folders) {
			return nil, fmt.Errorf("%s is in no folder", name)
		}
		have[strings.TrimPrefix(folders[at[i]]+name, "/")] = packed{unixMode(modes[i]), users[i] + ":" + groups[i], sums[i]}
	}
	return have, nil
}

// unixMode is the mode that a number of the system means. What is neither a file
// nor a folder counts as irregular.
func unixMode(n int) fs.FileMode {
	const kind, file, folder, permissions = 0o170000, 0o100000, 0o040000, 0o7777
	mode := fs.FileMode(n & permissions)
	switch n & kind {
	case file:
		return mode
	case folder:
		return mode | fs.ModeDir
	}
	return mode | fs.ModeIrregular
}

// rpmHeader is one of the two headers of a package.
type rpmHeader struct {
	index map[uint32]rpmValue
	store []byte
	end   int // where it ends in the file
}

// rpmValue is where a value is in the store.
type rpmValue struct{ offset, count uint32 }

func readRPMHeader(raw []byte, from int) (rpmHeader, error) {
	cut := errors.New("the header is cut short")
	if len(raw) < from+rpmHeaderPreamble {
		return rpmHeader{}, cut
	}
	if !bytes.HasPrefix(raw[from:], []byte{0x8e, 0xad, 0xe8, 1}) {
		return rpmHeader{}, fmt.Errorf("there is no header at %d", from)
	}
	entries := int(binary.BigEndian.Uint32(raw[from+8:]))
	size := int(binary.BigEndian.Uint32(raw[from+12:]))
	store := from + rpmHeaderPreamble + entries*rpmIndexEntry
	if store+size > len(raw) {
		return rpmHeader{}, cut
	}
	h := rpmHeader{map[uint32]rpmValue{}, raw[store : store+size], store + size}
	for at := from + rpmHeaderPreamble; at < store; at += rpmIndexEntry {
		tag := binary.BigEndian.Uint32(raw[at:])
		value := rpmValue{binary.BigEndian.Uint32(raw[at+8:]), binary.BigEndian.Uint32(raw[at+12:])}
		if int(value.offset) > size {
			return rpmHeader{}, cut
		}
		h.index[tag] = value
	}
	return h, nil
}

// texts are the values of a tag whose values end with a nought.
func (h rpmHeader) texts(tag uint32) []string {
	v := h.index[tag]
	all := strings.SplitN(string(h.store[v.offset:]), "\x00", int(v.count)+1)
	return all[:min(len(all), int(v.count))]
}

// numbers are the values of a tag whose values have 2 or 4 bytes.
func (h rpmHeader) numbers(tag uint32, size int) []int {
	v := h.index[tag]
	rest := h.store[v.offset:]
	var all []int
	for range min(int(v.count), len(rest)/size) {
		if size == 2 {
			all = append(all, int(binary.BigEndian.Uint16(rest)))
		} else {
			all = append(all, int(binary.BigEndian.Uint32(rest)))
		}
		rest = rest[size:]
	}
	return all
}
