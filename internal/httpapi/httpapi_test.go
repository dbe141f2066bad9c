package httpapi_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seed-34ad0ce1/operator/internal/httpapi"
	"github.com/seed-34ad0ce1/operator/pkg/api"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// asked is a request and what it is answered with.
type asked struct {
	method, path, body string
	headers            map[string]string
	status             int
	reason             string
}

func (a asked) of(h http.Handler) *httptest.ResponseRecorder {
	r := httptest.NewRequest(a.method, a.path, strings.NewReader(a.body))
	if a.body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for name, value := range a.headers {
		if value == "" && name == "Content-Type" {
			r.Header.Del(name)
			continue
		}
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func reasonIn(w *httptest.ResponseRecorder) string {
	e, ok := api.ReadProblem(w.Body.Bytes())
	if !ok {
		return "no problem: " + w.Body.String()
	}
	word, _ := e.Details["reason"].(string)
	return word
}

func TestRequestsAreReadStrictly(t *testing.T) {
	t.Parallel()
	h := httpapi.New(newPlace(t).app, httpapi.Options{Version: "1.2.3", Trusted: true})
	const add = "/v1/person/add"
	nested := `{"name":` + strings.Repeat("[", 40) + strings.Repeat("]", 40) + `}`
	for _, a := range []asked{
		{"POST", add, `{"kind":"buyer","name":"Ann","shoe":7}`, nil, 400, "unknown_field"},
		{"POST", add, `{"kind":"buyer","name":"Ann","Name":"Bob"}`, nil, 400, "unknown_field"},
		{"POST", add, `{"kind":"buyer","name":"Ann","name":"Bob"}`, nil, 400, "repeated_field"},
		{"POST", add, `{"kind":"buyer","name":"Ann"}{}`, nil, 400, "bad_json"},
		{"POST", add, `{"kind":"buyer","name":"Ann"`, nil, 400, "bad_json"},
		{"POST", add, `{"kind":"buyer","name":7}`, nil, 400, "bad_field"},
		{"POST", add, `[]`, nil, 400, "bad_field"},
		{"POST", add, nested, nil, 400, "too_deep"},
		{"POST", add, "{\"kind\":\"buyer\",\"name\":\"A\xff\"}", nil, 400, "not_utf8"},
		{"POST", add, `{"name":"` + strings.Repeat("a", api.MaxRequest) + `"}`, nil, 413, "request_too_long"},
		{"POST", add + "?name=Ann", `{"kind":"buyer","name":"Ann"}`, nil, 400, "unknown_field"},
		{"POST", add, `{"kind":"buyer","name":"Ann"}`, map[string]string{"Content-Type": ""}, 415, "bad_content_type"},
		{"POST", add, `{"kind":"buyer","name":"Ann"}`, map[string]string{"Content-Type": "text/plain"}, 415, "bad_content_type"},
		{"GET", add, "", nil, 405, "bad_method"},
		{"DELETE", "/v1/person/list", "", nil, 405, "bad_method"},
		{"GET", "/v1/person/lists", "", nil, 404, "bad_path"},
		{"GET", "/", "", nil, 404, "bad_path"},
		{"GET", "/v1/person/list?a=%zz", "", nil, 400, "bad_query"},
		{"GET", "/v1/person/list?limit=many", "", nil, 400, "bad_field"},
		{"POST", add, `{"kind":"buyer","name":"Ann"}`, map[string]string{"Dry-Run": "1"}, 400, "bad_header"},
		{"POST", add, `{"kind":"buyer","name":"Ann"}`, map[string]string{"Dry-Run": ""}, 400, "bad_header"},
		{"POST", add, `{"kind":"buyer","name":"Ann"}`, map[string]string{"Idempotency-Key": "100%"}, 400, "bad_header"},
		{"GET", "/v1/whoami", "", map[string]string{"Authorization": "Basic eA=="}, 401, "bad_token"},
		{"GET", "/v1/whoami", "", map[string]string{"Authorization": "Bearer "}, 401, "bad_token"},
		{"GET", "/v1/workspace/show", "", map[string]string{"Operator-Protocol": "99"}, 501, "protocol_mismatch"},
		{"GET", "/v1/workspace/show", "", map[string]string{"Operator-Protocol": "0"}, 501, "protocol_mismatch"},
		{"GET", "/v1/workspace/show", "", map[string]string{"Operator-Protocol": "one"}, 501, "protocol_mismatch"},
	} {
		w := a.of(h)
		if got := reasonIn(w); w.Code != a.status || got != a.reason || w.Header().Get("Content-Type") != api.TypeProblem {
			t.Errorf("%s %s %.60s %v: %d %s; want %d %s", a.method, a.path, a.body, a.headers, w.Code, got, a.status, a.reason)
		}
	}
}

// TestARequestThatIsPutWronglyIsToldWhere holds the sentences, which whoever writes a
// client has to go by.
func TestARequestThatIsPutWronglyIsToldWhere(t *testing.T) {
	t.Parallel()
	h := httpapi.New(newPlace(t).app, httpapi.Options{Version: "1.2.3", Trusted: true})
	for body, want := range map[string]string{
		`[]`:                           "the body is a list where an object is expected",
		`"Ann"`:                        "the body is a text where an object is expected",
		`7`:                            "the body is a number where an object is expected",
		`{"name":{}}`:                  `the field "name" is an object where a text is expected`,
		`{"name":["Ann"]}`:             `the field "name" is a list where a text is expected`,
		`{"name":true}`:                `the field "name" is a boolean where a text is expected`,
		`{"name":"Ann",}`:              "the request is not well-formed JSON at byte 15",
		`{"name":'Ann'}`:               "the request is not well-formed JSON at byte 9",
		`{"name":"Ann"} and more`:      "the request is not well-formed JSON at byte 16",
		`{"name":"Ann"`:                "the request ends at byte 13, before its JSON does",
		`{"name":"Ann"}{"name":"Bob"}`: "the request is more than one JSON value",
	} {
		w := asked{method: "POST", path: "/v1/person/add", body: body}.of(h)
		e, ok := api.ReadProblem(w.Body.Bytes())
		if !ok || w.Code != http.StatusBadRequest || e.Message != want {
			t.Errorf("%s: %d %s; want 400 %s", body, w.Code, w.Body, want)
		}
	}
}

func TestBothVersionsAreNamedWhereTheyDoNotFit(t *testing.T) {
	t.Parallel()
	h := httpapi.New(newPlace(t).app, httpapi.Options{Version: "1.2.3", Trusted: true})
	w := asked{method: "GET", path: "/v1/whoami", headers: map[string]string{"Operator-Protocol": "99", "Operator-Version": "9.9.9"}}.of(h)
	if body := w.Body.String(); !strings.Contains(body, "9.9.9") || !strings.Contains(body, "1.2.3") || !strings.Contains(body, "too old") {
		t.Error(body)
	}
}

// TestNobodyIsBelievedWithoutAToken has a stranger say that they are the administrator.
func TestNobodyIsBelievedWithoutAToken(t *testing.T) {
	t.Parallel()
	h := httpapi.New(newPlace(t).app, httpapi.Options{Version: "1.2.3"})
	for _, headers := range []map[string]string{nil, {"Operator-As": "P1"}, {"Operator-As": "maya@acme.example", "Operator-Source": "cli"}} {
		w := asked{method: "GET", path: "/v1/workspace/show", headers: headers}.of(h)
		if w.Code != http.StatusUnauthorized || reasonIn(w) != "not_signed_in" || w.Header().Get("WWW-Authenticate") != "Bearer" {
			t.Errorf("%v: %d %v", headers, w.Code, w.Header())
		}
	}
}

func TestTheInvisibleIsAnsweredByteForByteAsTheAbsent(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	boss := operator.WithCall(t.Context(), operator.Call{Actor: "P1", Trusted: true})
	p.sendFile(t, boss, []byte("secret"))
	stranger, err := p.app.AddPerson(boss, operator.AddPersonRequest{Kind: operator.Buyer, Name: "Stranger"})
	if err != nil {
		t.Fatal(err)
	}
	h := httpapi.New(p.app, httpapi.Options{Version: "1.2.3", Trusted: true})
	as := map[string]string{"Operator-As": stranger.Ref.String()}
	for there, absent := range map[string]string{
		"/v1/conversation/show?conversation=C1": "/v1/conversation/show?conversation=C9",
		"/v1/msg/show?message=M1":               "/v1/msg/show?message=M9",
		"/v1/msg/download?message=M1&index=1":   "/v1/msg/download?message=M9&index=1",
		"/v1/property/show?property=OAK-007":    "/v1/property/show?property=OAK-009",
	} {
		hidden, missing := asked{method: "GET", path: there, headers: as}.of(h), asked{method: "GET", path: absent, headers: as}.of(h)
		same := strings.NewReplacer("C9", "C1", "M9", "M1", "OAK-009", "OAK-007").Replace(missing.Body.String())
		if hidden.Code != http.StatusNotFound || missing.Code != hidden.Code || hidden.Body.String() != same {
			t.Errorf("%s: %d %s; missing: %d %s", there, hidden.Code, hidden.Body, missing.Code, same)
		}
		if diff := cmp.Diff(missing.Header(), hidden.Header()); diff != "" && there != "/v1/property/show?property=OAK-007" {
			t.Errorf("%s: headers (-missing +hidden):\n%s", there, diff)
		}
	}
}

// failing fails as it is told to; all else is the service's.
type failing struct {
	operator.Service
	err    error
	before string // what it writes before it fails
}

func (f failing) ShowWorkspace(context.Context, operator.WorkspaceRequest) (operator.Workspace, error) {
	return operator.Workspace{}, f.err
}

func (f failing) Export(_ context.Context, req operator.ExportRequest) (operator.Export, error) {
	for part := f.before; part != ""; part = part[min(len(part), 1000):] {
		if _, err := req.Out.Write([]byte(part[:min(len(part), 1000)])); err != nil {
			return operator.Export{}, err
		}
	}
	return operator.Export{Kind: req.Kind, Rows: 7}, f.err
}

func TestNothingOfTheServersOwnIsTold(t *testing.T) {
	t.Parallel()
	for _, err := range []error{
		errors.New("secret /srv/store/operator.db"),
		operator.Errorf(operator.Internal, "secret"),
		operator.Errorf(operator.IO, "cannot read secret").With("path", "secret").WithHint("secret"),
		operator.Wrap(operator.Busy, errors.New("secret"), "the store is locked"),
		operator.Errorf(operator.Config, "secret").Reason("no_key"),
	} {
		h := httpapi.New(failing{err: err}, httpapi.Options{Version: "1.2.3"})
		w := asked{method: "GET", path: "/v1/workspace/show"}.of(h)
		want := operator.CodeOf(err)
		if e, ok := api.ReadProblem(w.Body.Bytes()); !ok || e.Code != want || w.Code < 500 || strings.Contains(w.Body.String(), "secret") {
			t.Errorf("%v: %d %s", err, w.Code, w.Body)
		}
	}
}

func TestAnswersSayHowTheyMayBeUsed(t *testing.T) {
	t.Parallel()
	h := httpapi.New(newPlace(t).app, httpapi.Options{Version: "1.2.3", Trusted: true})
	for _, path := range []string{"/v1/workspace/show", "/v1/nothing", "/openapi.json"} {
		got := asked{method: "GET", path: path}.of(h).Header()
		for name, want := range map[string]string{
			"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Operator-Version": "1.2.3", "Operator-Protocol": "1",
		} {
			if got.Get(name) != want {
				t.Errorf("%s: %s is %q; want %q", path, name, got.Get(name), want)
			}
		}
	}
}

// TestAStreamThatFailsIsNeverTakenForWhole has an export fail at different places,
// and be asked for in both ways.
func TestAStreamThatFailsIsNeverTakenForWhole(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("row\n", 100_000)
	for _, parts := range []bool{true, false} {
		server := httptest.NewServer(httpapi.New(failing{err: operator.Errorf(operator.Busy, "no more").Reason("stop"), before: long}, httpapi.Options{}))
		t.Cleanup(server.Close)
		r, _ := http.NewRequestWithContext(t.Context(), "GET", server.URL+"/v1/export?kind=all", nil)
		if parts {
			r.Header.Set("Accept", api.TypeParts)
		}
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		raw, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		switch {
		case parts && (err != nil || !strings.Contains(string(raw), `"reason":"stop"`)):
			t.Errorf("in parts: %v, %.200s", err, raw[max(0, len(raw)-200):])
		case !parts && (err == nil || resp.Trailer.Get(api.HeaderSummary) != ""):
			t.Errorf("as it is: %d bytes, %v, %v", len(raw), err, resp.Trailer)
		}
		early := asked{method: "GET", path: "/v1/export?kind=all", headers: map[string]string{"Accept": r.Header.Get("Accept")}}.
			of(httpapi.New(failing{err: operator.Errorf(operator.Busy, "no more").Reason("stop"), before: "row\n"}, httpapi.Options{}))
		if early.Code != http.StatusServiceUnavailable || reasonIn(early) != "stop" {
			t.Errorf("early: %d %s", early.Code, early.Body)
		}
	}
}

func TestAStreamEndsInItsAnswer(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(httpapi.New(failing{before: "row\n"}, httpapi.Options{}))
	t.Cleanup(server.Close)
	resp, err := http.Get(server.URL + "/v1/export?kind=all")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	summary, _ := api.Unescape("", resp.Trailer.Get(api.HeaderSummary))
	var told operator.Export
	if err != nil || string(raw) != "row\n" || json.Unmarshal([]byte(summary), &told) != nil || told.Rows != 7 {
		t.Errorf("%q, %v, %q", raw, err, summary)
	}
	w := asked{method: "GET", path: "/v1/export?kind=all", headers: map[string]string{"Accept": api.TypeParts}}.of(httpapi.New(failing{before: "row\n"}, httpapi.Options{}))
	_, boundary, _ := strings.Cut(w.Header().Get("Content-Type"), "boundary=")
	form := multipart.NewReader(w.Body, boundary)
	var got []string
	for part, err := form.NextPart(); err == nil; part, err = form.NextPart() {
		raw, _ := io.ReadAll(part)
		got = append(got, string(raw))
	}
	if len(got) != 2 || got[0] != "row\n" || !strings.Contains(got[1], `"rows":7`) {
		t.Errorf("parts %q", got)
	}
}

// TestAWatcherHearsSignsOfLife waits for two of them.
func TestAWatcherHearsSignsOfLife(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	server := httptest.NewServer(httpapi.New(p.app, httpapi.Options{Trusted: true, Beat: time.Millisecond}))
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
	})
	resp, err := http.Get(server.URL + "/v1/inbox/watch")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	got := make([]byte, len(": still here\n\n")*2)
	if _, err := io.ReadFull(resp.Body, got); err != nil || string(got) != ": still here\n\n: still here\n\n" || resp.Header.Get("Content-Type") != "text/event-stream" {
		t.Errorf("%q, %v, %v", got, err, resp.Header)
	}
}

// countingReader counts what is read of a body that has no end.
type countingReader struct{ n int }

func (c *countingReader) Read(p []byte) (int, error) {
	c.n += len(p)
	return len(p), nil
}

func TestAnUploadOfSomebodyWhoMayNotIsNotRead(t *testing.T) {
	t.Parallel()
	h := httpapi.New(newPlace(t).app, httpapi.Options{Version: "1.2.3"})
	for _, dry := range []string{"true", "false"} {
		body := &countingReader{}
		r := httptest.NewRequest(http.MethodPost, api.PutFile.Path+"?name=x", body)
		r.Header.Set(api.HeaderDryRun, dry)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != http.StatusUnauthorized || body.n > 0 {
			t.Errorf("dry run %s: %d after %d bytes", dry, w.Code, body.n)
		}
	}
}

func TestAPathThatIsNotCleanIsNotThere(t *testing.T) {
	t.Parallel()
	h := httpapi.New(newPlace(t).app, httpapi.Options{Version: "1.2.3"})
	for _, path := range []string{"//v1//whoami", "/v1/../openapi.json", "/v1/whoami/"} {
		if w := (asked{method: http.MethodGet, path: path}).of(h); w.Code != http.StatusNotFound || reasonIn(w) != "bad_path" {
			t.Errorf("%s gives %d %s", path, w.Code, w.Body)
		}
	}
}
