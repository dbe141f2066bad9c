package backend

import (
	"archive/tar"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/seed-34ad0ce1/operator/internal/app"
	"github.com/seed-34ad0ce1/operator/internal/archive"
	"github.com/seed-34ad0ce1/operator/internal/config"
	"github.com/seed-34ad0ce1/operator/internal/demo"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// aDemo is a store with a company in it, in which things were done.
func aDemo(t testing.TB) config.Config {
	t.Helper()
	c := demoConfig(t)
	if _, err := Demo(t.Context(), c, demo.Options{Properties: 40, Messages: 600, Seed: 1, Now: demoNow}); err != nil {
		t.Fatal(err)
	}
	ctx, s := asAdmin(t, c)
	m, err := s.SendMessage(ctx, operator.SendMessageRequest{
		Property: "MR-001", To: []operator.Ref{"home"}, Body: "<=1+1> & \u2028 “é” 漢字 👩‍🔧",
	})
	if err != nil {
		t.Fatal(err)
	}
	keyed := operator.CallFrom(ctx)
	keyed.Key = "again"
	if _, err := s.EditMessage(operator.WithCall(ctx, keyed), operator.EditMessageRequest{Message: operator.Ref(m.Ref.String()), Body: "On Friday."}); err != nil {
		t.Fatal(err)
	}
	gone, err := s.AddPerson(ctx, operator.AddPersonRequest{Kind: operator.Contact, Name: "Gone Soon"})
	if err == nil {
		_, err = s.DeletePerson(ctx, operator.PersonRequest{Person: operator.Ref(gone.Ref.String())})
	}
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func exportAll(t testing.TB, c config.Config) (*bytes.Buffer, operator.Export) {
	t.Helper()
	ctx, s := asAdmin(t, c)
	var out bytes.Buffer
	res, err := s.Export(ctx, operator.ExportRequest{Kind: "all", Out: &out})
	if err != nil {
		t.Fatal(err)
	}
	return &out, res
}

// members are the files of an archive, by name.
func members(t testing.TB, raw []byte) map[string]string {
	t.Helper()
	all := map[string]string{}
	for r := tar.NewReader(bytes.NewReader(raw)); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		all[h.Name] = string(body)
	}
}

func importArchive(t testing.TB, in io.Reader, c config.Config) (operator.ImportedArchive, error) {
	t.Helper()
	return ImportArchive(t.Context(), c, operator.ImportArchiveRequest{Content: in})
}

func TestAnArchiveIsTheWholeWorkspaceAgain(t *testing.T) {
	t.Parallel()
	from, to := aDemo(t), demoConfig(t)
	first, said := exportAll(t, from)
	before := members(t, first.Bytes())
	made, err := importArchive(t, bytes.NewReader(first.Bytes()), to)
	if err != nil {
		t.Fatal(err)
	}
	if made.Rows != said.Rows || made.Files != said.Files || made.Head != said.Head || said.Files == 0 || said.Bytes != int64(first.Len()) {
		t.Errorf("exported %+v, imported %+v", said, made)
	}
	ctx, s := asAdmin(t, to)
	report, err := s.(*embedded).App.Check(ctx, operator.CheckRequest{ReadData: true})
	if err != nil || len(report.Findings) > 0 {
		t.Errorf("check says %v, %v", report.Findings, err)
	}
	audit, err := s.VerifyAudit(ctx, operator.VerifyAuditRequest{ExpectHeads: []string{said.Head}})
	if err != nil || len(audit.Findings) > 0 {
		t.Errorf("audit verify says %v, %v", audit.Findings, err)
	}
	sameInbox(t, from, to)
	again, _ := exportAll(t, to)
	sameRows(t, before, members(t, again.Bytes()))
}

func sameInbox(t *testing.T, from, to config.Config) {
	t.Helper()
	var pages [2]operator.Page[operator.InboxItem]
	for i, c := range []config.Config{from, to} {
		ctx, s := asAdmin(t, c)
		var err error
		if pages[i], err = s.ListInbox(ctx, operator.ListInboxRequest{Paging: operator.Paging{Count: true}}); err != nil {
			t.Fatal(err)
		}
	}
	if !reflect.DeepEqual(pages[0].Items, pages[1].Items) || len(pages[0].Items) == 0 {
		t.Errorf("the inbox has %d conversations, and had %d others", len(pages[1].Items), len(pages[0].Items))
	}
}

// sameRows compares all rows. The second export is one more event, at the end of
// three tables.
func sameRows(t *testing.T, before, after map[string]string) {
	t.Helper()
	for name, was := range before {
		is := after[name]
		switch name {
		case archive.ManifestName:
			continue
		case "tables/events.jsonl", "tables/details.jsonl":
			is = is[:min(len(was), len(is))]
		case "tables/chains.jsonl": // the first is the workspace's
			_, was, _ = strings.Cut(was, "\n")
			_, is, _ = strings.Cut(is, "\n")
		}
		if was == is {
			continue
		}
		wasLines, isLines := strings.Split(was, "\n"), strings.Split(is, "\n")
		for i, line := range wasLines {
			if i >= len(isLines) || isLines[i] != line {
				t.Errorf("%s, line %d, was\n%s\nand is\n%s", name, i+1, line, isLines[min(i, len(isLines)-1)])
				break
			}
		}
	}
	if len(after) != len(before) {
		t.Errorf("there are %d members, and were %d", len(after), len(before))
	}
}

func TestAnImportedWorkspaceGoesOnWithItsNumbers(t *testing.T) {
	t.Parallel()
	from, to := aDemo(t), demoConfig(t)
	out, _ := exportAll(t, from)
	if _, err := importArchive(t, out, to); err != nil {
		t.Fatal(err)
	}
	var refs [2]operator.PersonID
	for i, c := range []config.Config{from, to} {
		ctx, s := asAdmin(t, c)
		p, err := s.AddPerson(ctx, operator.AddPersonRequest{Kind: operator.Contact, Name: "Nora New"})
		if err != nil {
			t.Fatal(err)
		}
		refs[i] = p.Ref
	}
	if refs[0] != refs[1] {
		t.Errorf("the next person is %v, and %v in the other store", refs[1], refs[0])
	}
}

func TestAnArchiveReplacesWhatInitMade(t *testing.T) {
	t.Parallel()
	out, said := exportAll(t, aDemo(t))
	to := demoConfig(t)
	if _, err := Init(t.Context(), to, operator.InitRequest{Name: "New", Admin: "Ann Admin <ann@new.example>", TimeZone: "UTC"}); err != nil {
		t.Fatal(err)
	}
	dry := operator.WithCall(t.Context(), operator.Call{DryRun: true})
	planned, err := ImportArchive(dry, to, operator.ImportArchiveRequest{Content: bytes.NewReader(out.Bytes())})
	if err != nil || planned.Rows != said.Rows {
		t.Errorf("a dry run says %+v, %v", planned, err)
	}
	if made, err := importArchive(t, bytes.NewReader(out.Bytes()), to); err != nil || made != planned {
		t.Errorf("the import says %+v, %v; the dry run said %+v", made, err, planned)
	}
	ctx, s := asAdmin(t, to)
	if w, err := s.ShowWorkspace(ctx, operator.WorkspaceRequest{}); err != nil || w.Name == "New" {
		t.Errorf("the workspace is %+v, %v", w, err)
	}
	for _, call := range []context.Context{t.Context(), dry} {
		_, err := ImportArchive(call, to, operator.ImportArchiveRequest{Content: bytes.NewReader(out.Bytes())})
		if operator.CodeOf(err) != operator.Conflict {
			t.Errorf("a second import gives %v", err)
		}
	}
}

// TestADamagedArchiveMakesNothing changes a byte here and there, and cuts.
func TestADamagedArchiveMakesNothing(t *testing.T) {
	t.Parallel()
	out, _ := exportAll(t, aDemo(t))
	whole := out.Bytes()
	broken := map[string][]byte{"nothing": nil, "no tar": []byte(strings.Repeat("no archive\n", 200))}
	for _, part := range []int{3, 4, 5, 6, 7} {
		at := len(whole) * (part - 2) / 6
		changed := slices.Clone(whole)
		changed[at] ^= 0x20
		broken[fmt.Sprint("changed at ", at)] = changed
		broken[fmt.Sprint("cut at ", at)] = whole[:at]
	}
	for name, raw := range broken {
		parent := t.TempDir()
		c := demoConfig(t)
		c.Store = filepath.Join(parent, "share", "new")
		_, err := importArchive(t, bytes.NewReader(raw), c)
		if code := operator.CodeOf(err); code != operator.Invalid {
			t.Errorf("%s gives %v, %s", name, err, code)
		}
		if left, err := os.ReadDir(parent); err != nil || len(left) > 0 {
			t.Errorf("%s: %v was left behind, %v", name, left, err)
		}
	}
}

func TestALostFileDoesNotKeepTheRestIn(t *testing.T) {
	t.Parallel()
	from := aDemo(t)
	blobs, err := filepath.Glob(filepath.Join(from.Store, blobsFolder, "*", "*"))
	if err != nil || len(blobs) == 0 {
		t.Fatal(blobs, err)
	}
	for _, path := range blobs[:1] {
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
	out, said := exportAll(t, from)
	made, err := importArchive(t, out, demoConfig(t))
	if err != nil || said.Missing != 1 || made.Missing != 1 || made.Files != said.Files {
		t.Errorf("exported %+v, imported %+v, %v", said, made, err)
	}
}

// stuck is a reader that has the store written to before it takes the first byte.
type stuck struct {
	write func() error
	once  bool
}

func (w *stuck) Write(p []byte) (int, error) {
	if !w.once {
		w.once = true
		return len(p), w.write()
	}
	return len(p), nil
}

// TestWhoReadsAnExportSlowlyKeepsNobodyFromWriting has somebody write in the middle, and
// what is yet to be read on the disk: a server has many who read, and not as much memory.
func TestWhoReadsAnExportSlowlyKeepsNobodyFromWriting(t *testing.T) {
	t.Parallel()
	for how, open := range map[string]func(testing.TB, config.Config) (context.Context, *app.App){"each": each, "held": held} {
		c := aDemo(t)
		ctx, s := open(t, c)
		rooms, given := []*spool{}, s.Spool
		s.Spool = func() (app.Spool, error) {
			room, err := given()
			if err == nil {
				rooms = append(rooms, room.(*spool))
			}
			return room, err
		}
		for _, kind := range []string{"all", "messages"} {
			_, err := s.Export(ctx, operator.ExportRequest{Kind: kind, Out: &stuck{write: func() error {
				aside, err := rooms[len(rooms)-1].Stat()
				if err == nil && aside.Size() < 10_000 {
					err = fmt.Errorf("%d bytes are on the disk", aside.Size())
				}
				if err != nil {
					return err
				}
				_, err = s.SendMessage(ctx, operator.SendMessageRequest{Property: "MR-001", To: []operator.Ref{"home"}, Body: "Meanwhile"})
				return err
			}}})
			if err != nil {
				t.Errorf("%s, %s: %v", how, kind, err)
			}
		}
		left, err := filepath.Glob(filepath.Join(c.Store, "operator.spool-*"))
		if err != nil || len(left) > 0 || len(rooms) != 2 {
			t.Errorf("%s: %d were written aside, and %v was left behind, %v", how, len(rooms), left, err)
		}
	}
}

// each opens a store as commands do.
func each(t testing.TB, c config.Config) (context.Context, *app.App) {
	ctx, s := asAdmin(t, c)
	return ctx, s.(*embedded).App
}

// held opens a store as a server does, for its administrator.
func held(t testing.TB, c config.Config) (context.Context, *app.App) {
	t.Helper()
	s, err := Hold(t.Context(), c, "", slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := s.OwnKey(t.Context()); err != nil {
		t.Fatal(err)
	}
	return operator.WithCall(t.Context(), operator.Call{Trusted: true, Source: operator.SourceCLI}), s.App
}
