package httpapi_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/seed-34ad0ce1/operator/internal/httpapi"
	"github.com/seed-34ad0ce1/operator/pkg/api"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func TestAPartThatIsNotThereIsAProblemLikeAnyOther(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	p.sendFile(t, operator.WithCall(t.Context(), operator.Call{Actor: "P1", Trusted: true}), []byte("The plan."))
	h := httpapi.New(p.app, httpapi.Options{Version: "1.2.3", Trusted: true})
	for header, value := range map[string]string{"Range": "bytes=9-", "range": "bytes=-x", "RANGE": "lines=1-2", "If-Match": `"another"`} {
		want := asked{"GET", "/v1/msg/download?message=M1&index=1", "", map[string]string{header: value}, http.StatusRequestedRangeNotSatisfiable, "bad_range"}
		if header == "If-Match" {
			want.status, want.reason = http.StatusPreconditionFailed, "other_file"
		}
		w := want.of(h)
		if w.Code != want.status || reasonIn(w) != want.reason || w.Header().Get("Content-Type") != api.TypeProblem {
			t.Errorf("%s: %s gives %d %s", header, value, w.Code, w.Body)
		}
		if size := w.Header().Get("Content-Range"); want.status == http.StatusRequestedRangeNotSatisfiable && size != "bytes */9" {
			t.Errorf("%s: %s gives Content-Range %q", header, value, size)
		}
		for _, ofFile := range []string{"Content-Disposition", "ETag", api.HeaderFile} {
			if w.Header().Get(ofFile) != "" {
				t.Errorf("the refusal has the file's %s", ofFile)
			}
		}
		if w.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("the refusal may be kept: %v", w.Header())
		}
	}
}

func TestWhatAFileIsIsSaidWithEachPartOfIt(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	p.sendFile(t, operator.WithCall(t.Context(), operator.Call{Actor: "P1", Trusted: true}), []byte("The plan."))
	h := httpapi.New(p.app, httpapi.Options{Version: "1.2.3", Trusted: true})
	of := func(headers map[string]string) (int, string, http.Header) {
		w := asked{method: "GET", path: "/v1/msg/download?message=M1&index=1", headers: headers}.of(h)
		return w.Code, w.Body.String(), w.Header()
	}
	status, body, about := of(nil)
	if status != http.StatusOK || body != "The plan." || !strings.HasPrefix(about.Get("Content-Type"), "text/plain") {
		t.Errorf("the file: %d %q %v", status, body, about)
	}
	if status, body, part := of(map[string]string{"Range": "bytes=4-7"}); status != http.StatusPartialContent || body != "plan" ||
		part.Get("Content-Range") != "bytes 4-7/9" || part.Get("ETag") != about.Get("ETag") || part.Get(api.HeaderFile) == "" {
		t.Errorf("a part: %d %q %v", status, body, part)
	}
	if status, body, _ := of(map[string]string{"If-None-Match": about.Get("ETag")}); status != http.StatusNotModified || body != "" {
		t.Errorf("what is known already: %d %q", status, body)
	}
}
