package app_test

import (
	"bytes"
	"io"
	"testing"

	"github.com/seed-34ad0ce1/operator/internal/media/mediatest"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// TestAVideoMayHaveSoManyBytesAndNotOneMore looks at films and keeps none: it runs
// once, since how a store is opened is nothing to it.
func TestAVideoMayHaveSoManyBytesAndNotOneMore(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it reads a thousand megabytes")
	}
	w := world(hold, asItIs)(t)
	call := operator.CallFrom(w.As("P1"))
	call.DryRun = true
	ctx := operator.WithCall(t.Context(), call)
	for more, code := range map[int64]operator.Code{0: "", 1: operator.Invalid} {
		film := mediatest.MP4(nil)
		rest := &io.LimitedReader{R: zeros{}, N: operator.MaxVideo - int64(len(film)) + more}
		_, err := w.PutFile(ctx, operator.PutFileRequest{Name: "walk.mp4", Update: true, Content: io.MultiReader(bytes.NewReader(film), rest)})
		if operator.CodeOf(err) != code {
			t.Errorf("%d past the limit: %v", more, err)
		}
	}
}

// zeros has no end.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}
