package httpapi_test

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seed-34ad0ce1/operator/internal/httpapi"
	"github.com/seed-34ad0ce1/operator/pkg/api"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

const page = "../../docs/api.md"

// TestThePageListsEveryEndpoint compares its table with the endpoints. UPDATE=1
// writes it anew.
func TestThePageListsEveryEndpoint(t *testing.T) {
	raw, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	before, got, ok := strings.Cut(string(raw), "<!-- table -->\n")
	if !ok {
		t.Fatal("the page has no place for the table")
	}
	var want strings.Builder
	want.WriteString("\n| | | |\n|---|---|---|\n")
	for _, e := range api.Table() {
		spec := e.Describe()
		fmt.Fprintf(&want, "| %s | `%s` | %s |\n", spec.Method(), spec.Path, spec.Doc)
	}
	if os.Getenv("UPDATE") != "" {
		got = want.String()
		if err := os.WriteFile(page, []byte(before+"<!-- table -->\n"+got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(want.String(), got); diff != "" {
		t.Errorf("the table (-endpoints +page); write it anew with UPDATE=1:\n%s", diff)
	}
}

// TestThePageForCurlIsTrue runs what the page says, in one shell, and compares what
// comes out.
func TestThePageForCurlIsTrue(t *testing.T) {
	t.Parallel()
	for _, program := range []string{"curl", "bash"} {
		if _, err := exec.LookPath(program); err != nil {
			if os.Getenv("REQUIRE_SHELLS") != "" {
				t.Fatal(err)
			}
			t.Skip(err)
		}
	}
	raw, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	script, want := "set -e\n", ""
	for _, block := range regexp.MustCompile("(?s)```(sh|text)\n(.*?)```").FindAllStringSubmatch(string(raw), -1) {
		if block[1] == "sh" {
			script += block[2] + "echo '#'\n"
		} else {
			want += strings.TrimSuffix(block[2], "\n") + "\n#\n"
		}
	}
	p := newPlace(t)
	token, err := p.app.AddToken(operator.WithCall(t.Context(), operator.Call{Actor: "P1", Trusted: true}), operator.AddTokenRequest{Scopes: []operator.Scope{operator.ScopeAll}})
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	serve(t, l, httpapi.New(p.app, httpapi.Options{Version: "1.2.3"}))
	shell := exec.CommandContext(t.Context(), "bash", "-c", strings.ReplaceAll(script, "echo '#'", "printf '\\n#\\n'"))
	shell.Dir = t.TempDir()
	shell.Env = append(os.Environ(), "URL=http://"+l.Addr().String(), "TOKEN="+*token.Token)
	out, err := shell.Output()
	if err != nil {
		t.Errorf("%v after:\n%s", err, out)
	}
	tidy := func(s string) string { return regexp.MustCompile(`\n+#`).ReplaceAllString(s, "\n#") }
	if diff := cmp.Diff(tidy(want), tidy(string(out))); diff != "" {
		t.Errorf("what curl gets (-page +is):\n%s", diff)
	}
}
