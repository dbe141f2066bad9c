package deps

import (
	"fmt"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// FileLine is an attachment on one line: "1 kitchen.jpg (image/jpeg, 3.2 MiB,
// 4032 × 3024)". Its number is the one that msg download takes.
func FileLine(a operator.Attachment) string {
	about := []string{a.MediaType, render.Size(a.Size)}
	if a.Width != nil && a.Height != nil {
		about = append(about, fmt.Sprintf("%d × %d", *a.Width, *a.Height))
	}
	if a.Duration != nil {
		about = append(about, fmt.Sprintf("%.0f s", *a.Duration))
	}
	return fmt.Sprintf("%d %s (%s)", a.Index, a.Name, strings.Join(about, ", "))
}

// FileLines is the files of a message or an update on one line.
func FileLines(files []operator.Attachment) string {
	return Joined(files, "; ", FileLine)
}

// FileNames is the names of files, one a line.
func FileNames(files []operator.Attachment) string {
	return Joined(files, "\n", func(a operator.Attachment) string { return a.Name })
}
