package httpapi_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-34ad0ce1/operator/internal/httpapi"
	"github.com/seed-34ad0ce1/operator/pkg/api"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// TestADamagedFileIsNeverSentAsWhole flips a byte of a file in the store, and asks for it
// as any client would, which compares nothing.
func TestADamagedFileIsNeverSentAsWhole(t *testing.T) {
	t.Parallel()
	for name, size := range map[string]int{"small": 9, "large": 1 << 20} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPlace(t)
			good := bytes.Repeat([]byte("The plan.\n"), size/10+1)[:size]
			p.sendFile(t, operator.WithCall(t.Context(), operator.Call{Actor: "P1", Trusted: true}), good)
			log := filepath.Join(t.TempDir(), "log")
			file, err := os.Create(log)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { file.Close() })
			server := httptest.NewServer(httpapi.New(p.app, httpapi.Options{Version: "1.2.3", Trusted: true, Log: slog.New(slog.NewJSONHandler(file, nil))}))
			t.Cleanup(server.Close)
			get := func(part string) (int, []byte, error) {
				r, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+"/v1/msg/download?message=M1&index=1", nil)
				if part != "" {
					r.Header.Set("Range", part)
				}
				res, err := http.DefaultClient.Do(r)
				if err != nil {
					return 0, nil, err
				}
				defer res.Body.Close()
				raw, err := io.ReadAll(res.Body)
				return res.StatusCode, raw, err
			}
			whole := func() {
				t.Helper()
				if status, raw, err := get(""); status != http.StatusOK || err != nil || !bytes.Equal(raw, good) {
					t.Errorf("the file gives %d, %d bytes, %v", status, len(raw), err)
				}
			}
			whole()

			sum := sha256.Sum256(good)
			path := filepath.Join(p.blobs, hex.EncodeToString(sum[:1]), hex.EncodeToString(sum[:]))
			bad := bytes.Clone(good)
			bad[3] ^= 1
			put(t, path, bad)
			if status, raw, err := get(""); err == nil {
				t.Errorf("the damaged file gives %d and %d bytes, which seem whole", status, len(raw))
			}
			if said, err := os.ReadFile(log); err != nil || !strings.Contains(string(said), hex.EncodeToString(sum[:])) {
				t.Errorf("the log is %q, %v", said, err)
			}
			for _, part := range []string{"", "bytes=0-", "bytes=5-", "bytes=-2"} { // as whoever was cut off goes on
				status, raw, err := get(part)
				if e, ok := api.ReadProblem(raw); err != nil || status != http.StatusInternalServerError || !ok || e.Details["reason"] != "blob_damaged" {
					t.Errorf("%q of it gives %d %.100q %v", part, status, raw, err)
				}
			}
			put(t, path, good) // from a backup
			whole()

			for _, other := range [][]byte{good[:size-1], append(bytes.Clone(good), 'x')} {
				put(t, path, other)
				for _, part := range []string{"", "bytes=0-3"} {
					if status, raw, _ := get(part); status != http.StatusInternalServerError {
						t.Errorf("%q of a file with %d bytes of %d gives %d %.100q", part, len(other), size, status, raw)
					}
				}
			}
		})
	}
}

func put(t *testing.T, path string, raw []byte) {
	t.Helper()
	if err := os.Chmod(path, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
}
