package powercut

import (
	"bytes"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
)

// Nodes of the tests: a folder with a file that is old, and one that is to replace it.
const (
	oldFile = 2
	newFile = 3
)

func base() Folder {
	return Folder{Entries: map[int]map[string]int{root: {"kept": oldFile}}, Files: map[int][]byte{oldFile: bytes.Repeat([]byte("o"), 10_000)}}
}

var newContent = bytes.Repeat([]byte("n"), 10_000)

// What a program that replaces a file does, step by step.
var (
	makes   = Op{Kind: Names, Names: []Entry{{Folder: root, Name: "next", Node: newFile}}}
	writes  = Op{Kind: Write, Node: newFile, Data: newContent}
	syncs   = Op{Kind: Sync, Node: newFile}
	renames = Op{Kind: Names, Names: []Entry{{Folder: root, Name: "kept", Node: newFile}, {Folder: root, Name: "next"}}}
	names   = Op{Kind: Sync, Node: root}
	says    = Op{Kind: Said}
)

// inTurn has operations follow each other.
func inTurn(ops ...Op) []Op {
	for i := range ops {
		ops[i].Began, ops[i].Done = 2*i, 2*i+1
	}
	return ops
}

// cutAnywhere draws many images, and counts those in which the file is neither the old nor
// the new one, and those in which it is the old one though the program had said otherwise.
func cutAnywhere(ops []Op) (halves, lost int) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 3000 {
		d, said := NewDisk(base()), false
		for _, o := range ops[:r.IntN(len(ops)+1)] {
			d.Do(o)
			said = said || o.Kind == Said
		}
		img := d.Image(AnyLoss(r), r)
		switch is := img.Files[img.Entries[root]["kept"]]; {
		case bytes.Equal(is, newContent):
		case !bytes.Equal(is, base().Files[oldFile]):
			halves++
		case said:
			lost++
		}
	}
	return halves, lost
}

// TestWhoDoesNotSyncIsCaught has one program that does it right, and some that do not.
func TestWhoDoesNotSyncIsCaught(t *testing.T) {
	failed := syncs
	failed.Failed = true
	rewrites := writes
	for name, c := range map[string]struct {
		ops           []Op
		halves, loses bool
	}{
		"right":                             {ops: inTurn(makes, writes, syncs, renames, names, says)},
		"no sync of the file":               {ops: inTurn(makes, writes, renames, names, says), halves: true},
		"no sync of the folder":             {ops: inTurn(makes, writes, syncs, renames, says), loses: true},
		"it says so too early":              {ops: inTurn(makes, writes, syncs, renames, says, names), loses: true},
		"written in place":                  {ops: inTurn(Op{Kind: Write, Node: oldFile, Data: newContent}, Op{Kind: Sync, Node: oldFile}, says), halves: true},
		"cut short in place":                {ops: inTurn(Op{Kind: Resize, Node: oldFile}, Op{Kind: Write, Node: oldFile, Data: newContent}, Op{Kind: Sync, Node: oldFile}, says), halves: true},
		"a sync that failed, tried again":   {ops: inTurn(makes, writes, failed, syncs, renames, names, says), halves: true},
		"a sync that failed, written again": {ops: inTurn(makes, writes, failed, rewrites, syncs, renames, names, says)},
		"a rename in another folder's sync": {ops: inTurn(makes, writes, syncs, renames, Op{Kind: Sync, Node: 9}, says), loses: true},
	} {
		halves, lost := cutAnywhere(c.ops)
		if halves > 0 != c.halves || lost > 0 != c.loses {
			t.Errorf("%s: %d are half, %d are lost", name, halves, lost)
		}
	}
}

// TestAWriteBesideASyncIsNotOnDisk has a sync begin before a write is done.
func TestAWriteBesideASyncIsNotOnDisk(t *testing.T) {
	d := NewDisk(base())
	write := Op{Kind: Write, Node: oldFile, Data: []byte("new"), Began: 1, Done: 3}
	d.Do(write)
	d.Do(Op{Kind: Sync, Node: oldFile, Began: 2, Done: 4})
	if got := d.Image(Everything, nil).Files[oldFile][:3]; string(got) != "ooo" {
		t.Errorf("there is %q", got)
	}
	d.Do(Op{Kind: Sync, Node: oldFile, Began: 5, Done: 6})
	if got := d.Image(Everything, nil).Files[oldFile][:3]; string(got) != "new" {
		t.Errorf("there is %q", got)
	}
}

// TestPagesAreTornAtSectors finds pages with old and new sectors, and no other cut.
func TestPagesAreTornAtSectors(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	d := NewDisk(base())
	d.Do(Op{Kind: Write, Node: oldFile, Data: newContent, Began: 1, Done: 2})
	torn := 0
	for range 200 {
		page := d.Image(Some, r).Files[oldFile][:pageSize]
		for at := 0; at < pageSize; at += sectorSize {
			sector := page[at : at+sectorSize]
			if n := bytes.Count(sector, sector[:1]); n != sectorSize {
				t.Fatalf("a sector has %d bytes of one kind", n)
			}
		}
		if n := bytes.Count(page, []byte("n")); n > 0 && n < pageSize {
			torn++
		}
	}
	if torn == 0 {
		t.Error("no page was torn")
	}
}

// TestWhatMovesIsNeverGone has a file move between folders, and either be synced.
func TestWhatMovesIsNeverGone(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	from := Folder{Entries: map[int]map[string]int{root: {"a": 2, "b": 3}, 2: {"f": 4}, 3: {}}, Files: map[int][]byte{4: []byte("x")}}
	for _, synced := range []int{2, 3, 9} {
		d := NewDisk(from)
		d.Do(Op{Kind: Names, Names: []Entry{{Folder: 3, Name: "g", Node: 4}, {Folder: 2, Name: "f"}}, Done: 1})
		d.Do(Op{Kind: Sync, Node: synced, Began: 2, Done: 3})
		for range 100 {
			img := d.Image(AnyLoss(r), r)
			if img.find("a/f") == 0 && img.find("b/g") == 0 {
				t.Fatalf("it is gone, folder %d having been synced", synced)
			}
		}
	}
}

// TestAnImageIsWrittenAsItIsRead has two names of one file, and empty ones.
func TestAnImageIsWrittenAsItIsRead(t *testing.T) {
	f := Folder{
		Entries: map[int]map[string]int{root: {"a": 2, "b": 3, "c": 4}, 2: {"x": 3}, 4: {}},
		Files:   map[int][]byte{3: []byte("same")},
	}
	at := filepath.Join(t.TempDir(), "image")
	if err := f.Write(at); err != nil {
		t.Fatal(err)
	}
	is, err := ReadFolder(at)
	if err != nil {
		t.Fatal(err)
	}
	if differs := f.Difference(is); differs != "" {
		t.Error(differs)
	}
	f.Files[3] = []byte("some")
	if f.Difference(is) == "" {
		t.Error("another content is no difference")
	}
	f.Files[3] = []byte("same")
	delete(f.Entries[2], "x")
	if f.Difference(is) == "" || is.Difference(f) == "" {
		t.Error("a name that is missing is no difference")
	}
}

// hex is a text as strace -xx writes it.
func hex(text string) string {
	const digits = "0123456789abcdef"
	var b strings.Builder
	for _, c := range []byte(text) {
		b.WriteString(`\x` + string(digits[c>>4]) + string(digits[c&15]))
	}
	return b.String()
}

// aTrace writes a file aside and renames it, while another thread maps memory.
func aTrace(dir string) string {
	in := "AT_FDCWD<" + hex("/elsewhere") + ">"
	return strings.Join([]string{
		`7 openat(` + in + `, "` + hex(dir+"/next") + `", O_RDWR|O_CREAT|O_EXCL|O_CLOEXEC, 0600) = 5<` + hex(dir+"/next") + `>`,
		`7 write(5<` + hex(dir+"/next") + `>, "` + hex("hello") + `", 5 <unfinished ...>`,
		`8 mmap(NULL, 4096, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7f0000000000`,
		`7 <... write resumed>)             = 5`,
		`7 --- SIGURG {si_signo=SIGURG, si_code=SI_TKILL, si_pid=7, si_uid=0} ---`,
		`7 write(5<` + hex(dir+"/next") + `>, "` + hex(" (x), ") + `", 6) = 6`,
		`7 pwrite64(5<` + hex(dir+"/next") + `>, "` + hex("HE") + `", 2, 0) = 2`,
		`7 fdatasync(5<` + hex(dir+"/next") + `>)            = -1 EIO (Input/output error) (INJECTED)`,
		`7 close(5<` + hex(dir+"/next") + `>)   = 0`,
		`7 openat(` + in + `, "` + hex(dir) + `", O_RDONLY|O_CLOEXEC) = 5<` + hex(dir) + `>`,
		`7 renameat(5<` + hex(dir) + `>, "` + hex("next") + `", 5<` + hex(dir) + `>, "` + hex("kept") + `") = 0`,
		`7 mkdirat(` + in + `, "` + hex(dir+"/sub") + `", 0700) = 0`,
		`7 mkdirat(` + in + `, "` + hex(dir+"/sub") + `", 0700) = -1 EEXIST (File exists)`,
		`7 fsync(5<` + hex(dir) + `>) = 0`,
		`7 write(1<` + hex("pipe:[1]") + `>, "` + hex("done\n") + `", 5) = 5`,
		`8 ???( <detached ...>`,
		`7 exit_group(0) = ?`,
		`7 +++ exited with 0 +++`,
	}, "\n") + "\n"
}

func TestATraceIsFollowed(t *testing.T) {
	f := NewFollower("/dir", base())
	ops, err := f.Follow(strings.NewReader(aTrace("/dir")))
	if err != nil {
		t.Fatal(err)
	}
	d := NewDisk(base())
	var kinds []Kind
	for _, o := range ops {
		d.Do(o)
		kinds = append(kinds, o.Kind)
	}
	want := []Kind{Names, Write, Write, Write, Sync, Names, Names, Sync, Said}
	if len(kinds) != len(want) {
		t.Fatalf("got %v, want %v", kinds, want)
	}
	for i := range want {
		if kinds[i] != want[i] {
			t.Fatalf("got %v, want %v", kinds, want)
		}
	}
	if !ops[4].Failed || ops[7].Failed {
		t.Error("the sync that failed is not known")
	}
	img := d.Image(Nothing, nil)
	if got := img.Files[img.find("kept")]; string(got) != "HEllo (x), " || img.find("next") != 0 || img.find("sub") == 0 {
		t.Errorf("there is %q in %v", got, img.Entries)
	}
	// The folder was synced, and the file was not.
	if img := d.Image(Everything, nil); len(img.Files[img.find("kept")]) != 0 || img.find("sub") == 0 {
		t.Errorf("there is %v in %v", img.Files, img.Entries)
	}
}

// TestWhatCannotBeFollowedIsAnError: a replay that missed a write would prove nothing.
func TestWhatCannotBeFollowedIsAnError(t *testing.T) {
	open := `7 openat(AT_FDCWD<` + hex("/") + `>, "` + hex("/dir/kept") + `", O_RDWR|O_CLOEXEC) = 5<` + hex("/dir/kept") + `>` + "\n"
	for name, line := range map[string]string{
		"a map that writes":      `7 mmap(NULL, 4096, PROT_READ|PROT_WRITE, MAP_SHARED, 5<` + hex("/dir/kept") + `>, 0) = 0x7f0000000000`,
		"several pieces at once": `7 writev(5<` + hex("/dir/kept") + `>, [{iov_base="\x61", iov_len=1}], 1) = 1`,
		"a copy in the kernel":   `7 copy_file_range(4<` + hex("/x") + `>, NULL, 5<` + hex("/dir/kept") + `>, NULL, 9, 0) = 9`,
		"a shared copy":          `7 ioctl(5<` + hex("/dir/kept") + `>, FICLONE, 4<` + hex("/x") + `>) = 0`,
		"a text cut short":       `7 pwrite64(5<` + hex("/dir/kept") + `>, "\x61"..., 4096, 0) = 4096`,
		"a file nobody made":     `7 openat(AT_FDCWD<` + hex("/") + `>, "` + hex("/dir/other") + `", O_RDWR) = 6<` + hex("/dir/other") + `>`,
		"a file from elsewhere":  `7 rename("` + hex("/x") + `", "` + hex("/dir/kept") + `") = 0`,
		"an end without begin":   `7 <... write resumed>) = 5`,
	} {
		if _, err := NewFollower("/dir", base()).Follow(strings.NewReader(open + line + "\n")); err == nil {
			t.Errorf("%s is followed", name)
		}
	}
	// What is done elsewhere is nobody's business.
	elsewhere := strings.ReplaceAll(open, hex("/dir/"), hex("/far/")) + `7 writev(5<` + hex("/far/kept") + `>, [{iov_base="\x61", iov_len=1}], 1) = 1` + "\n"
	if ops, err := NewFollower("/dir", base()).Follow(strings.NewReader(elsewhere)); err != nil || len(ops) > 0 {
		t.Errorf("got %v, %v", ops, err)
	}
}
