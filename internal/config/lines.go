package config

import "strings"

// maxLines is how many lines a file may have for its layout to be kept.
const maxLines = 1000

// keepLayout makes the change from before to after in raw, which says the same as
// before: lines that did not change stay as somebody wrote them, with the blank
// lines and spaces that the YAML library would drop. It gives after where
// that cannot be done; whoever calls looks whether the result says what it should.
func keepLayout(raw, before, after string) string {
	written, blank := split(raw)
	old, _ := split(before)
	fresh, _ := split(after)
	if len(written) != len(old) || len(old)*len(fresh) > maxLines*maxLines {
		return after
	}
	var out strings.Builder
	i := 0
	for _, line := range matched(old, fresh) {
		if line.old < 0 {
			out.WriteString(line.text + "\n")
			continue
		}
		for ; i < line.old; i++ { // went away, but not the blank lines before it
			if blank[i] > 0 && i+1 < len(blank) && blank[i+1] == 0 {
				blank[i+1] = blank[i]
			}
		}
		out.WriteString(strings.Repeat("\n", blank[i]) + written[i] + "\n")
		i++
	}
	return out.String()
}

// split gives the lines that are not blank, and how many blank ones stand before each.
func split(text string) (lines []string, blank []int) {
	n := 0
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		if strings.TrimSpace(line) == "" {
			n++
			continue
		}
		lines, blank, n = append(lines, line), append(blank, n), 0
	}
	return lines, blank
}

// aligned is a line of the new text, with the number of the same one in the old
// text, -1 for none.
type aligned struct {
	text string
	old  int
}

// matched finds the longest common part of two texts, line by line.
func matched(old, fresh []string) []aligned {
	best := make([][]int, len(old)+1) // how many lines are common from there on
	for i := range best {
		best[i] = make([]int, len(fresh)+1)
	}
	for i := len(old) - 1; i >= 0; i-- {
		for j := len(fresh) - 1; j >= 0; j-- {
			if best[i][j] = max(best[i+1][j], best[i][j+1]); old[i] == fresh[j] {
				best[i][j] = best[i+1][j+1] + 1
			}
		}
	}
	lines := make([]aligned, 0, len(fresh))
	for i, j := 0, 0; j < len(fresh); j++ {
		for i < len(old) && old[i] != fresh[j] && best[i+1][j] >= best[i][j+1] {
			i++
		}
		if i < len(old) && old[i] == fresh[j] {
			lines = append(lines, aligned{fresh[j], i})
			i++
			continue
		}
		lines = append(lines, aligned{fresh[j], -1})
	}
	return lines
}
