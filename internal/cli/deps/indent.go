package deps

import (
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/term"
)

// Indented is text from people, made safe, each line two blanks further in: so
// that no text can pass for what stands around it.
func Indented(text string) string {
	lines := strings.Split(strings.TrimRight(term.Block(text), "\n"), "\n")
	for i, line := range lines {
		if line != "" {
			lines[i] = "  " + line
		}
	}
	return strings.Join(lines, "\n")
}
