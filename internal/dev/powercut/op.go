// Package powercut says what may be on a disk when the power goes. It reads what a
// program did to the files of a folder, as strace wrote it down, and makes the folder as
// it may be afterwards: whatever was synced is there; of what was not, any page, any
// half of a page and any name may be missing, and be older than what came after it.
//
// What is written through a map of memory is not seen by strace. Nothing of ours writes
// so: bbolt maps its file to read it. A map that can write is an error here.
package powercut

// Kind is what was done.
type Kind int

// What can be done to files.
const (
	Write  Kind = iota // bytes of a file
	Resize             // a file got a size
	Names              // names of a folder were given and taken away
	Sync               // a file or a folder was put on disk
	Said               // the program printed something
)

// Op is one thing that a program did.
type Op struct {
	Kind   Kind
	Node   int     // the file, or the folder that was synced
	At     int64   // where the bytes are, or the size
	Data   []byte  // the bytes
	Names  []Entry // all at once
	Failed bool    // of a Sync
	// Began and Done order it among others, which may be under way at the same time.
	Began, Done int
}

// Entry is a name in a folder, and what it leads to: 0 for nothing any more.
type Entry struct {
	Folder   int
	Name     string
	Node     int
	IsFolder bool // it was made
}

// when is where an operation stands among the others: what writes may have an effect as
// soon as it begins, what syncs has none before it is done.
func (o Op) when() int {
	if o.Kind == Sync || o.Kind == Said {
		return o.Done
	}
	return o.Began
}
