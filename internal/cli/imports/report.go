package imports

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/internal/term"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// shown is how many findings and changes people are shown of each sort.
const shown = 20

func number(of func(operator.Import) int) func(operator.Import) string {
	return func(i operator.Import) string { return strconv.Itoa(of(i)) }
}

// fields is what is said of an import.
func fields(d *deps.Deps) []render.Field[operator.Import] {
	count := func(name, title string, of func(operator.Import) int) render.Field[operator.Import] {
		return render.Field[operator.Import]{Name: name, Title: title, Text: number(of)}
	}
	text := func(name, title string, of func(operator.Import) string) render.Field[operator.Import] {
		return render.Field[operator.Import]{Name: name, Title: title, Text: of}
	}
	block := func(name, title string, of func(operator.Import) string) render.Field[operator.Import] {
		return render.Field[operator.Import]{Name: name, Title: title, Block: true, Text: of}
	}
	return []render.Field[operator.Import]{
		{Name: "ref", Title: "Import", Reference: true, Text: ref},
		text("kind", "Kind", func(i operator.Import) string { return string(i.Kind) }),
		text("file", "File", func(i operator.Import) string { return i.File }),
		text("state", "State", func(i operator.Import) string { return string(i.State) }),
		count("rows", "Rows", func(i operator.Import) int { return i.Rows }),
		count("created", "Created", func(i operator.Import) int { return i.Created }),
		count("updated", "Updated", func(i operator.Import) int { return i.Updated }),
		count("unchanged", "Unchanged", func(i operator.Import) int { return i.Unchanged }),
		count("rejected", "Rejected", func(i operator.Import) int { return i.Rejected }),
		text("columns", "Columns", mapped),
		text("unmapped", "Not read", unmapped),
		text("duration", "Seconds", func(i operator.Import) string { return strconv.FormatFloat(i.Duration, 'f', -1, 64) }),
		text("rejects_file", "Rejects", func(i operator.Import) string { return operator.Value(i.RejectsFile) }),
		text("by", "By", func(i operator.Import) string { return i.By.Name }),
		{
			Name: "created_at", Title: "At", Text: func(i operator.Import) string { return d.Moment(i.CreatedAt) },
			Exact: func(i operator.Import) string { return render.Stamp(i.CreatedAt) },
		},
		{Name: "undone_at", Title: "Undone", Text: func(i operator.Import) string { return d.OptionalMoment(i.UndoneAt) }, Exact: func(i operator.Import) string { return deps.Stamp(i.UndoneAt) }},
		block("errors", "Wrong", func(i operator.Import) string { return problems("wrong", i.Errors) }),
		block("conflicts", "To decide", func(i operator.Import) string { return problems("to decide", i.Conflicts) }),
		block("warnings", "Warnings", func(i operator.Import) string { return problems("warnings", i.Warnings) }),
		block("changes", "Changes", func(i operator.Import) string {
			heading := "changes"
			if i.DryRun || i.State == operator.ImportRefused {
				heading = "would change"
			}
			return changes(heading, i.Changes)
		}),
		block("kept", "Kept", func(i operator.Import) string { return changes("kept", i.Kept) }),
		block("invitations", "Invitations", invitations),
	}
}

// mapped is the columns that are read: "Job # → code".
func mapped(i operator.Import) string {
	var read []string
	for _, c := range i.Columns {
		if c.Field != "" {
			read = append(read, c.Header+" → "+c.Field)
		}
	}
	return strings.Join(read, ", ")
}

func unmapped(i operator.Import) string {
	var left []string
	for _, c := range i.Columns {
		if c.Field == "" && c.Header != "" {
			left = append(left, c.Header)
		}
	}
	return strings.Join(left, ", ")
}

// finding is a problem that rows have in common.
type finding struct {
	operator.ImportProblem
	rows []int
	full bool // the report has no room for more: others may have it in common as well
}

// inCommon puts problems together that say the same of several rows, in the order of
// the first of each.
func inCommon(list []operator.ImportProblem) []finding {
	var found []finding
	at, full := map[operator.ImportProblem]int{}, isFull(list)
	for _, p := range list {
		same := p
		same.Row, same.Line = 0, 0
		i, known := at[same]
		if !known || p.Row == 0 {
			i = len(found)
			at[same] = i
			found = append(found, finding{ImportProblem: p, full: full})
		}
		found[i].rows = append(found[i].rows, p.Row)
	}
	return found
}

// named is how many rows of a finding are named.
const named = 3

// where names the rows of a finding: "row 2, line 3", "rows 2, 3, 4 and 1,997 more".
func (f finding) where() string {
	switch n := len(f.rows); {
	case f.Row == 0:
		return "the file"
	case n == 1:
		return fmt.Sprintf("row %d, line %d", f.Row, f.Line)
	case n <= named+1:
		return "rows " + numbers(f.rows[:n-1]) + " and " + strconv.Itoa(f.rows[n-1])
	default:
		rest := render.Money(strconv.Itoa(n-named), "") + " more"
		if f.full {
			rest = "at least " + rest
		}
		return "rows " + numbers(f.rows[:named]) + " and " + rest
	}
}

// isFull says that a list of a report may have left something out.
func isFull[T any](list []T) bool { return len(list) >= operator.MaxProblems }

func numbers(rows []int) string {
	return deps.Joined(rows, ", ", strconv.Itoa)
}

// ofEach is how many findings of a sort are shown before one of another is left out.
const ofEach = 3

// ofEachSort is the findings that are shown, in their order: where there are too many,
// some of each sort, so that a hundred of one do not hide the only one of another.
func ofEachSort(found []finding) []finding {
	take, n, have := make([]bool, len(found)), 0, map[string]int{}
	for _, most := range []int{1, ofEach, shown} {
		for i, f := range found {
			if !take[i] && n < shown && have[f.Code] < most {
				take[i] = true
				have[f.Code]++
				n++
			}
		}
	}
	list := make([]finding, 0, n)
	for i, f := range found {
		if take[i] {
			list = append(list, f)
		}
	}
	return list
}

// problems is a heading with the first problems, a line for those that are the same.
func problems(heading string, list []operator.ImportProblem) string {
	if len(list) == 0 {
		return ""
	}
	rows, told := []string{heading + ":"}, 0
	for _, p := range ofEachSort(inCommon(list)) {
		where := p.where()
		if p.Column != "" {
			where += ", " + p.Column
		}
		if p.Value != "" {
			where += " " + strconv.Quote(shorten(p.Value))
		}
		rows = append(rows, term.Line("  "+where+": "+p.Message+" ("+p.Code+")"))
		told += len(p.rows)
	}
	return more(rows, len(list)-told, isFull(list))
}

// changes is a heading with the first changes, field by field.
func changes(heading string, list []operator.ImportChange) string {
	if len(list) == 0 {
		return ""
	}
	rows := []string{heading + ":"}
	for _, c := range list[:min(shown, len(list))] {
		what := strings.TrimSpace(c.Object + " " + c.Name)
		line := fmt.Sprintf("  row %d: %s %s", c.Row, what, c.Action)
		var parts []string
		for _, f := range c.Fields {
			parts = append(parts, fmt.Sprintf("%s %q → %q", f.Field, shorten(f.Was), shorten(f.Is)))
		}
		if len(parts) > 0 {
			line += ": " + strings.Join(parts, ", ")
		}
		if c.Why != nil {
			line += "; " + *c.Why
		}
		rows = append(rows, term.Line(line))
	}
	return more(rows, len(list)-shown, isFull(list))
}

// more adds how many are left to be seen elsewhere.
func more(rows []string, left int, full bool) string {
	switch {
	case left > 0 && full:
		rows = append(rows, fmt.Sprintf("  and at least %d more: -o json has the first %d", left, operator.MaxProblems))
	case left > 0:
		rows = append(rows, fmt.Sprintf("  and %d more: -o json", left))
	}
	return strings.Join(rows, "\n")
}

func shorten(text string) string {
	const most = 60
	if r := []rune(text); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return text
}

func invitations(i operator.Import) string {
	if len(i.Invitations) == 0 {
		return ""
	}
	rows := []string{"invitations, shown once:"}
	for _, in := range i.Invitations {
		rows = append(rows, term.Line("  "+deps.Who(in.Person)+": "+in.Code))
	}
	return strings.Join(rows, "\n")
}
