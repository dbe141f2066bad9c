package walk

import (
	"context"
	"strings"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

type ctx = context.Context

// files uploads one file, or two.
func (w *Walk) files(by operator.Ref, update bool) []operator.NewAttachment {
	var all []operator.NewAttachment
	for range 1 + w.rng.IntN(2) {
		text := "A file with " + w.word() + strings.Repeat(" and more", w.rng.IntN(200))
		name := w.word() + ".txt"
		up, err := askWith(w, operator.Call{Actor: by}, "PutFile", func(ctx ctx, s operator.Service) (operator.Upload, error) {
			return s.PutFile(ctx, operator.PutFileRequest{Name: name, Update: update, Content: strings.NewReader(text)})
		})
		if err == nil {
			w.content[up.SHA256] = text
			all = append(all, operator.NewAttachment{Name: name, Upload: up})
		}
	}
	return all
}
