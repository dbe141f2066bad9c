// Package boltstore is a store.Store in one bbolt file, which processes share.
//
// From the file upwards, and where to begin to read:
//
//   - lock*.go, session.go, preflight.go, page*.go: the file is locked, looked at before
//     it is mapped, and opened.
//   - engine.go: transactions on it. each.go opens it for each of them, as commands do;
//     held.go and group.go keep it open and join changes, as a server does; reopen.go
//     is what a server does after a commit that failed.
//   - table.go: rows with their indexes, over key.go, and codec.go with the generated
//     rows_gen.go. Everything that is kept is declared in schema*.go, and steps.go
//     brings a store of an earlier schema there.
//   - store.go, and a file for each noun (people.go, messages.go …): the methods of
//     store.Reader and store.Tx. search*.go is the index of words.
//   - create.go, load*.go, bulk.go, later*.go, renew.go, compact.go, snapshot.go: a
//     database that is made aside and takes its name whole.
//   - check*.go and reindex.go: whether all that is there fits, and making it fit.
package boltstore
