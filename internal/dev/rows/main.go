// Command rows prints the Go code that writes and reads the rows of the embedded store:
// internal/store/boltstore/rows_gen.go. A row is a struct whose fields have a row tag
// with their number:
//
//	Name string `row:"3"`
//
// It reads the source of the rows and needs nothing that would have to compile first, so
// that it works while a field comes or goes:
//
//	go run ./internal/dev/rows > internal/store/boltstore/rows_gen.go
package main

import (
	"fmt"
	"os"
)

// The packages whose types rows are made of, from the root of the repository.
const (
	rowsFolder       = "internal/store"
	storeFolder      = "internal/store/boltstore"
	vocabularyFolder = "pkg/operator"
)

func main() {
	code, err := generate()
	if err == nil {
		_, err = os.Stdout.Write(code)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "rows:", err)
		os.Exit(1)
	}
}

func generate() ([]byte, error) {
	types := &declared{named: map[string]string{}, tables: map[string]bool{}}
	for _, p := range []struct{ folder, prefix string }{{vocabularyFolder, "operator."}, {rowsFolder, "store."}, {storeFolder, ""}} {
		if err := types.read(p.folder, p.prefix); err != nil {
			return nil, err
		}
	}
	return write(types)
}
