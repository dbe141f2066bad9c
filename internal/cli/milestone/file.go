package milestone

import (
	"fmt"
	"strings"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// between stands between a step and its text on one line.
const between = " : "

// parse reads steps: a line each, with a text behind " : " or on indented lines
// below. Lines that begin with # are left out. Errors name the line.
func parse(text string) ([]step, error) {
	list := []step{}
	texts := [][]string{}
	seen := map[string]int{} // the line of each step
	n := 0
	for line := range strings.Lines(strings.TrimPrefix(text, "\ufeff")) {
		n++
		line = strings.TrimRight(line, " \t\r\n")
		switch {
		case strings.HasPrefix(line, "#"):
			continue
		case line == "" || line[0] == ' ' || line[0] == '\t':
			if last := len(texts) - 1; last >= 0 {
				texts[last] = append(texts[last], strings.TrimSpace(line))
			} else if line != "" {
				return nil, badLine(n, "a text stands below its step, and there is none").WithHint("begin steps at the start of a line").Reason("no_step")
			}
			continue
		}
		name, said, _ := strings.Cut(line, between)
		name = strings.TrimSpace(strings.TrimSuffix(name, " :"))
		if err := operator.CheckName("the name of a milestone", name); err != nil {
			return nil, badLine(n, err.Error())
		}
		if first, twice := seen[operator.Fold(name)]; twice {
			return nil, badLine(n, "the milestone "+name+" is there twice").With("first", first).Reason("twice")
		}
		seen[operator.Fold(name)] = n
		list, texts = append(list, step{Name: name}), append(texts, []string{strings.TrimSpace(said)})
	}
	for i, lines := range texts {
		list[i].Text = operator.Optional(strings.Trim(strings.Join(lines, "\n"), "\n"))
	}
	return list, nil
}

// doubtful says of which steps the name looks as if it had the text in it.
func doubtful(list []step) []string {
	var said []string
	for _, s := range list {
		if name, _, looks := strings.Cut(s.Name, ": "); looks && s.Text == nil {
			said = append(said, fmt.Sprintf("all of %q is the name of a step: a text stands behind %q, as in %q", s.Name, between, name+between+"TEXT"))
		}
	}
	return said
}

func badLine(n int, why string) *operator.Error {
	return operator.Errorf(operator.Invalid, "line %d: %s", n, why).Reason("bad_template").With("line", n)
}

// format writes steps as parse reads them.
func format(list []step) string {
	var b strings.Builder
	for _, s := range list {
		b.WriteString(s.Name)
		first := true
		for line := range strings.SplitSeq(operator.Value(s.Text), "\n") {
			switch {
			case first && line != "":
				b.WriteString(between + line)
			case !first && line == "":
				b.WriteString("\n")
			case !first:
				b.WriteString("\n  " + line)
			}
			first = false
		}
		b.WriteString("\n")
	}
	return strings.TrimSuffix(b.String(), "\n")
}
