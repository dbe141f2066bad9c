package httpapi_test

import (
	"bytes"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/httpapi"
	"github.com/seed-34ad0ce1/operator/pkg/client"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func TestAClientTellsHowMuchHasGoneOverTheNetwork(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	rows := strings.Repeat("row\n", 50<<10)
	server := serve(t, l, httpapi.New(failing{before: rows}, httpapi.Options{}))
	c := dial(t, client.Options{URL: server.URL, Version: "1.2.3", Wait: 10 * time.Second})
	var bytesMoved, total int64
	moved := func(n, of int64) {
		if n < bytesMoved {
			t.Errorf("%d bytes after %d", n, bytesMoved)
		}
		bytesMoved, total = n, max(total, of)
	}
	if _, err := c.Export(t.Context(), operator.ExportRequest{Kind: "all", Out: io.Discard, Moved: moved}); err != nil {
		t.Fatal(err)
	}
	if bytesMoved != int64(len(rows)) || total != 0 {
		t.Errorf("an export moved %d of %d bytes", bytesMoved, total)
	}

	bytesMoved = 0
	p := newPlace(t)
	list := "name,email\n" + strings.Repeat("Ann,ann@home.example\n", 20<<10)
	boss := operator.WithCall(t.Context(), operator.Call{Actor: "P1", Trusted: true})
	_, err = p.socket(t).Import(boss, operator.ImportRequest{Kind: "buyers", Format: "csv", File: "list.csv", Content: bytes.NewReader([]byte(list)), Moved: moved})
	if err != nil {
		t.Fatal(err)
	}
	if bytesMoved != int64(len(list)) || total != int64(len(list)) {
		t.Errorf("an import moved %d of %d bytes, which are %d", bytesMoved, total, len(list))
	}
}
