package cli

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/term"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// fake answers about the workspace, and keeps who asked. Any other method panics.
type fake struct {
	operator.Service
	err    error
	call   operator.Call
	edited operator.EditWorkspaceRequest
	open   int
}

func (f *fake) ShowWorkspace(ctx context.Context, _ operator.WorkspaceRequest) (operator.Workspace, error) {
	f.call = operator.CallFrom(ctx)
	return operator.Workspace{Name: "Acme Homes", TimeZone: "America/Denver", Currency: "USD"}, f.err
}

func (f *fake) EditWorkspace(ctx context.Context, req operator.EditWorkspaceRequest) (operator.Workspace, error) {
	f.call, f.edited = operator.CallFrom(ctx), req
	return operator.Workspace{Name: operator.Value(req.Name)}, f.err
}

// result is how a command ended.
type result struct {
	status   int
	out, err string
}

// run runs a command line against f, with an environment of NAME=value.
func run(t *testing.T, f *fake, env []string, args ...string) result {
	t.Helper()
	stream, out, errOut := term.Test("")
	return result{runOn(t, context.Background(), stream, f, env, args...), out.String(), errOut.String()}
}

func runOn(t *testing.T, ctx context.Context, stream *term.IO, f *fake, env []string, args ...string) int {
	t.Helper()
	env = append(slices.Clone(env), "HOME="+t.TempDir())
	stream.Env = func(name string) string {
		for _, e := range env {
			if value, ok := strings.CutPrefix(e, name+"="); ok {
				return value
			}
		}
		return ""
	}
	p := newProgram(stream, Version{Number: "1.2.3", Commit: "abc"})
	if f != nil {
		p.deps.Service = func(context.Context) (operator.Service, func() error, error) {
			if err := p.load(); err != nil {
				return nil, nil, err
			}
			f.open++
			return f, func() error { f.open--; return nil }, nil
		}
	}
	defer func() {
		if f != nil && f.open != 0 {
			t.Error("the service was not let go of")
		}
	}()
	return p.finish(ctx, p.run(ctx, args))
}

func TestResultsGoToOutAndTheStatusIsZero(t *testing.T) {
	got := run(t, &fake{}, nil, "workspace", "show")
	if got.status != 0 || got.err != "" || !strings.Contains(got.out, "Acme Homes") {
		t.Errorf("got %+v", got)
	}
	got = run(t, &fake{}, nil, "workspace", "show", "-o", "json")
	var w operator.Workspace
	if err := json.Unmarshal([]byte(got.out), &w); err != nil || w.Name != "Acme Homes" {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestEveryCodeHasItsStatus(t *testing.T) {
	for _, code := range operator.Codes() {
		got := run(t, &fake{err: operator.Errorf(code, "it went wrong").WithHint("do this")}, nil, "workspace", "show")
		if got.status != code.Status() || got.out != "" || got.err != "operator: it went wrong\nhint: do this\n" {
			t.Errorf("%s: got %+v", code, got)
		}
		if meanings[code] == "" {
			t.Errorf("%s is not explained in help exit-statuses", code)
		}
	}
}

func TestAnErrorUnderJSONIsOneObject(t *testing.T) {
	for _, args := range [][]string{
		{"workspace", "show", "-o", "json"},
		{"-ojson", "workspace", "show"},
		{"workspace", "show", "--output=json", "--nope"},
		{"sned", "-o=json"},
		{"workspace", "show", "--output", "json", "--", "extra"},
	} {
		got := run(t, &fake{err: operator.Errorf(operator.Usage, "no")}, nil, args...)
		var e struct{ Error operator.Error }
		if err := json.Unmarshal([]byte(got.err), &e); err != nil || e.Error.Code != operator.Usage || got.status != 64 || got.out != "" {
			t.Errorf("%q: got %+v, %v", args, got, err)
		}
	}
	if got := run(t, &fake{}, []string{"OPERATOR_OUTPUT=json"}, "sned"); !strings.HasPrefix(got.err, `{"error":`) {
		t.Errorf("got %+v", got)
	}
}

func TestWhatIsNoErrorOfOursIsABugThatCanBeReported(t *testing.T) {
	got := run(t, &fake{err: errors.New("boom")}, nil, "workspace", "show")
	if got.status != 70 || !strings.Contains(got.err, "boom") || !strings.Contains(got.err, "report") || !strings.Contains(got.err, "operator 1.2.3") {
		t.Errorf("got %+v", got)
	}
}

// panics is a service that fails badly.
type panics struct{ operator.Service }

func TestAPanicIsABugWithoutAStack(t *testing.T) {
	for debug, wants := range map[string]bool{"": false, "1": true} {
		stream, out, errOut := term.Test("")
		stream.Env = func(name string) string {
			return map[string]string{"OPERATOR_DEBUG": debug, "HOME": "/home/maya"}[name]
		}
		p := newProgram(stream, Version{Number: "1.2.3"})
		status := func() (status int) {
			defer p.recovered(context.Background(), &status)
			p.deps.Service = func(context.Context) (operator.Service, func() error, error) {
				return panics{}, func() error { return nil }, p.load()
			}
			return p.finish(context.Background(), p.run(context.Background(), []string{"workspace", "show"}))
		}()
		stack := strings.Contains(errOut.String(), "goroutine")
		if status != 70 || out.Len() > 0 || !strings.Contains(errOut.String(), "this is a bug") || stack != wants {
			t.Errorf("OPERATOR_DEBUG=%s: status %d, %s", debug, status, errOut)
		}
	}
}

func TestTheStatusOfASignalIsTheSignals(t *testing.T) {
	for signal, want := range map[os.Signal]int{os.Interrupt: 130, syscall.SIGTERM: 143} {
		ctx, cancel := context.WithCancelCause(context.Background())
		cancel(Signal{signal})
		for _, err := range []error{ctx.Err(), operator.Wrap(operator.Busy, context.Cause(ctx), "waiting for the lock")} {
			stream, _, errOut := term.Test("")
			if got := runOn(t, ctx, stream, &fake{err: err}, nil, "workspace", "show"); got != want || strings.Count(errOut.String(), "\n") != 1 {
				t.Errorf("%v: got %d, %s", signal, got, errOut)
			}
		}
		// What happened is said even then.
		for err, status := range map[error]int{nil: 0, operator.Errorf(operator.Unknown, "no answer"): 80, operator.Errorf(operator.NotFound, "no"): 67} {
			stream, _, _ := term.Test("")
			if got := runOn(t, ctx, stream, &fake{err: err}, nil, "workspace", "show"); got != status {
				t.Errorf("%v with %v: got %d, want %d", signal, err, got, status)
			}
		}
	}
}

// full is a disk without room, or a reader that has gone.
type full struct{ err error }

func (f full) Write([]byte) (int, error) { return 0, f.err }

func TestFailedOutputAfterAChangeSaysThatTheChangeWasMade(t *testing.T) {
	failing := func(err error, args ...string) result {
		stream, _, errOut := term.Test("")
		stream.Out = term.NewOutput(full{err})
		return result{status: runOn(t, context.Background(), stream, &fake{}, nil, args...), err: errOut.String()}
	}
	got := failing(syscall.ENOSPC, "workspace", "edit", "--name", "Acme")
	if got.status != 74 || !strings.Contains(got.err, "the change was made") {
		t.Errorf("got %+v", got)
	}
	for _, args := range [][]string{{"workspace", "show"}, {"workspace", "edit", "--name", "Acme", "--dry-run"}} {
		if got := failing(syscall.ENOSPC, args...); got.status != 74 || strings.Contains(got.err, "was made") {
			t.Errorf("%q: got %+v", args, got)
		}
	}
	if got := failing(syscall.EPIPE, "workspace", "show"); got.status != 0 || got.err != "" {
		t.Errorf("a reader that has enough: got %+v", got)
	}
	if got := failing(io.ErrClosedPipe, "help"); got.status != 74 {
		t.Errorf("help: got %+v", got)
	}
}

func TestTheCallSaysWhoAsksAndHow(t *testing.T) {
	f := &fake{}
	run(t, f, []string{"OPERATOR_AS=maya@acme.example"}, "workspace", "edit", "--name=", "--dry-run", "--idempotency-key", "k1")
	if want := (operator.Call{Actor: "maya@acme.example", Trusted: true, Source: "cli", Key: "k1", DryRun: true}); f.call != want {
		t.Errorf("got %+v, want %+v", f.call, want)
	}
	if f.edited.Name == nil || *f.edited.Name != "" || f.edited.Currency != nil {
		t.Errorf("an empty value cannot be told from none: %+v", f.edited)
	}
	run(t, f, nil, "workspace", "show", "--dry-run", "--idempotency-key", "k1", "--remote", "https://a.example", "--as", "P7")
	if want := (operator.Call{Actor: "P7", Source: "cli"}); f.call != want {
		t.Errorf("got %+v, want %+v", f.call, want)
	}
}

func TestABrokenConfigurationStopsWhatNeedsItAndNothingElse(t *testing.T) {
	file := t.TempDir() + "/config.yaml"
	if err := os.WriteFile(file, []byte("nonsense: true\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	env := []string{"OPERATOR_CONFIG=" + file}
	if got := run(t, &fake{}, env, "workspace", "show"); got.status != 78 || !strings.Contains(got.err, file+":1:1: ") {
		t.Errorf("got %+v", got)
	}
	for _, args := range [][]string{{}, {"--help"}, {"help", "flags"}, {"version"}, {"--version"}, {"workspace"}, {"completion", "zsh"}} {
		if got := run(t, &fake{}, env, args...); got.status != 0 || got.err != "" || got.out == "" {
			t.Errorf("%q: got %+v", args, got)
		}
	}
	if got := run(t, &fake{}, []string{"OPERATOR_OUTPUT=jsn"}, "workspace", "show"); got.status != 78 {
		t.Errorf("got %+v", got)
	}
}

func TestTheVersionSaysWhatScriptsNeed(t *testing.T) {
	got := run(t, nil, nil, "version", "-o", "json")
	var v shownVersion
	if err := json.Unmarshal([]byte(got.out), &v); err != nil || v.Version != "1.2.3" || v.Commit != "abc" || v.SchemaVersion != 1 || v.Go == "" {
		t.Errorf("got %+v, %v", got, err)
	}
	if flag, command := run(t, nil, nil, "--version"), run(t, nil, nil, "version"); flag != command || strings.Count(flag.out, "\n") != 1 {
		t.Errorf("got %+v and %+v", flag, command)
	}
}

func TestTheClockOfACommandCanBeStopped(t *testing.T) {
	stream, _, _ := term.Test("")
	stream.Env = func(name string) string {
		return map[string]string{"OPERATOR_NOW": "2026-05-01T10:00:00Z", "HOME": "/home/maya"}[name]
	}
	p := newProgram(stream, Version{})
	p.globals.flags = newRoot(p, nil).PersistentFlags()
	if err := p.load(); err != nil {
		t.Fatal(err)
	}
	if got := p.deps.Now(); !got.Equal(time.Date(2026, 5, 1, 10, 0, 0, 0, time.UTC)) {
		t.Errorf("got %s", got)
	}
}
