package deps_test

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/term"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// keeper is a service that keeps what is uploaded, and calls before once it has
// the first bytes of a file.
type keeper struct {
	operator.Service
	before func()
	kept   []string
}

func (k *keeper) PutFile(ctx context.Context, req operator.PutFileRequest) (operator.Upload, error) {
	if operator.CallFrom(ctx).DryRun {
		return operator.Upload{}, nil
	}
	first := make([]byte, 2)
	n, err := io.ReadFull(req.Content, first)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return operator.Upload{}, err
	}
	if k.before != nil {
		k.before()
	}
	rest, err := io.ReadAll(req.Content)
	if err != nil {
		return operator.Upload{}, err
	}
	k.kept = append(k.kept, req.Name+"="+string(first[:n])+string(rest))
	return operator.Upload{Size: int64(n + len(rest))}, nil
}

// opened opens files as --attach names them.
func opened(t *testing.T, args ...string) (deps.Files, error) {
	t.Helper()
	var a deps.Attachments
	cmd := &cobra.Command{Use: "x"}
	a.Flags(cmd)
	if err := cmd.ParseFlags(args); err != nil {
		t.Fatal(err)
	}
	return a.Open()
}

// attached is what a request is given of files that are attached to it.
func attached(ctx context.Context, k *keeper, files deps.Files) ([]operator.NewAttachment, error) {
	return deps.Attach(ctx, k, files, func(_ context.Context, list []operator.NewAttachment) ([]operator.NewAttachment, error) {
		return list, nil
	})
}

func TestWhatIsRefusedUploadsNothing(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "plan.txt")
	if err := os.WriteFile(path, []byte("A plan"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, refused := range []error{nil, operator.Errorf(operator.NotFound, "no property"), operator.Errorf(operator.Conflict, "used").Reason("key_reused")} {
		files, err := opened(t, "--attach", path)
		if err != nil {
			t.Fatal(err)
		}
		k, asked := &keeper{}, 0
		_, err = deps.Attach(t.Context(), k, files, func(ctx context.Context, list []operator.NewAttachment) (int, error) {
			if asked++; operator.CallFrom(ctx).DryRun != (asked == 1) || len(list) != 1 || list[0].Name != "plan.txt" {
				t.Errorf("asked %d times, for %+v", asked, list)
			}
			return asked, refused
		})
		if uploads := operator.CodeOf(refused) != operator.NotFound; uploads != (len(k.kept) == 1) || !errors.Is(err, refused) {
			t.Errorf("%v: uploaded %q, %v", refused, k.kept, err)
		}
		if err := files.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestFilesAreUploadedInOrderUnderTheirNames(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	args := []string{"--allow-empty"}
	for _, f := range [][2]string{{"b.txt", "second letter"}, {"a, with comma.txt", "first"}, {"empty", ""}} {
		path := filepath.Join(dir, f[0])
		if err := os.WriteFile(path, []byte(f[1]), 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, "--attach", path)
	}
	files, err := opened(t, args...)
	if err != nil {
		t.Fatal(err)
	}
	k := &keeper{}
	got, err := attached(t.Context(), k, files)
	if want := []string{"b.txt=second letter", "a, with comma.txt=first", "empty="}; err != nil || !slices.Equal(k.kept, want) {
		t.Errorf("got %q, %v", k.kept, err)
	}
	if len(got) != 3 || got[1].Name != "a, with comma.txt" || got[1].Upload.Size != 5 {
		t.Errorf("got %+v", got)
	}
	if err := files.Close(); err != nil {
		t.Error(err)
	}
}

func TestAFileThatChangesWhileItIsReadIsNotSent(t *testing.T) {
	t.Parallel()
	const text = "some text"
	for name, change := range map[string]func(path string) error{
		"longer":  func(path string) error { return os.WriteFile(path, []byte(text+" and more"), 0o600) },
		"shorter": func(path string) error { return os.Truncate(path, 4) },
		"other":   func(path string) error { return os.Chtimes(path, time.Time{}, time.Unix(1, 0)) },
		"emptied": func(path string) error { return os.Truncate(path, 0) },
	} {
		path := filepath.Join(t.TempDir(), "plan.txt")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		files, err := opened(t, "--attach", path)
		if err != nil {
			t.Fatal(err)
		}
		k := &keeper{before: func() {
			if err := change(path); err != nil {
				t.Error(err)
			}
		}}
		_, err = attached(t.Context(), k, files)
		e, ok := errors.AsType[*operator.Error](err)
		if !ok || e.Code != operator.IO || e.Details["reason"] != "file_changed" || len(k.kept) > 0 {
			t.Errorf("%s: kept %q, %v", name, k.kept, err)
		}
		if err := files.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestAFileCanBeReadTwice(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "plan.txt")
	if err := os.WriteFile(path, []byte("twice"), 0o600); err != nil {
		t.Fatal(err)
	}
	files, err := opened(t, "--attach", path)
	if err != nil {
		t.Fatal(err)
	}
	defer files.Close()
	for range 2 {
		text, err := io.ReadAll(files[0])
		if err != nil || string(text) != "twice" {
			t.Errorf("got %q, %v", text, err)
		}
		if _, err := files[0].Seek(0, io.SeekStart); err != nil {
			t.Fatal(err)
		}
	}
}

// body reads the text of a message as flags and standard input say.
func body(t *testing.T, ctx context.Context, in io.Reader, args ...string) (string, error) {
	t.Helper()
	var b deps.Body
	cmd := &cobra.Command{Use: "x"}
	b.Flags(cmd)
	if err := cmd.ParseFlags(args); err != nil {
		t.Fatal(err)
	}
	stream, _, _ := term.Test("")
	stream.In = in
	return b.Read(ctx, &deps.Deps{IO: stream}, nil)
}

// endless is a stream without an end.
type endless struct{ read int }

func (e *endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	e.read += len(p)
	return len(p), nil
}

func TestAnEndlessTextEnds(t *testing.T) {
	t.Parallel()
	in := &endless{}
	_, err := body(t, t.Context(), in, "-F", "-")
	if e, ok := errors.AsType[*operator.Error](err); !ok || e.Code != operator.Invalid || e.Details["reason"] != "too_long" {
		t.Errorf("got %v", err)
	}
	if in.read > 2*operator.MaxBody {
		t.Errorf("%d bytes were read", in.read)
	}
}

// broken is standard input that fails.
type broken struct{ err error }

func (b broken) Read([]byte) (int, error) { return 0, b.err }

func TestWaitingForATextCanBeStopped(t *testing.T) {
	t.Parallel()
	r, w := io.Pipe()
	defer w.Close()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := body(t, ctx, r, "-F", "-"); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if _, err := body(t, t.Context(), broken{errors.New("unplugged")}, "-F", "-"); operator.CodeOf(err) != operator.NoInput {
		t.Errorf("got %v", err)
	}
}

func TestATextIsTakenAsItIs(t *testing.T) {
	t.Parallel()
	text := "  a,b \r\n\xff\x00\n\n"
	for _, args := range [][]string{{"-b", text}, {"-F", "-"}} {
		if got, err := body(t, t.Context(), strings.NewReader(text), args...); err != nil || got != text {
			t.Errorf("%q: got %q, %v", args, got, err)
		}
	}
	if _, err := body(t, t.Context(), nil); operator.CodeOf(err) != operator.Usage {
		t.Errorf("got %v", err)
	}
}
