package imports

import (
	"fmt"
	"strings"
	"testing"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func TestManyProblemsOfOneSortHideNoneOfAnother(t *testing.T) {
	var list []operator.ImportProblem
	add := func(n int, code string) {
		for range n {
			row := len(list) + 1
			list = append(list, operator.ImportProblem{Row: row, Line: row + 1, Value: fmt.Sprint(row), Code: code, Message: "so it is"})
		}
	}
	add(50, "shared_email")
	add(4, "name")
	add(1, "no_contract_date")
	text := problems("warnings", list)
	for code, want := range map[string]int{"shared_email": shown - ofEach - 1, "name": ofEach, "no_contract_date": 1} {
		if got := strings.Count(text, "("+code+")"); got != want {
			t.Errorf("%s is told %d times, want %d", code, got, want)
		}
	}
	if !strings.HasSuffix(text, fmt.Sprintf("\n  and %d more: -o json", len(list)-shown)) {
		t.Errorf("it ends wrongly:\n%s", text)
	}
	if rows := strings.Split(text, "\n"); len(rows) != shown+2 || !strings.HasPrefix(rows[1], "  row 1, ") || !strings.HasPrefix(rows[shown], "  row 55, ") {
		t.Errorf("they are not in their order:\n%s", text)
	}
}

func TestAFullReportDoesNotSayThatItHasAll(t *testing.T) {
	var list []operator.ImportProblem
	for row := range operator.MaxProblems {
		list = append(list, operator.ImportProblem{Row: row + 1, Line: row + 2, Column: "to", Code: "not_found", Message: "no such person"})
	}
	if got, want := problems("wrong", list), "wrong:\n  rows 1, 2, 3 and at least 997 more, to: no such person (not_found)"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	got := changes("changes", make([]operator.ImportChange, operator.MaxProblems))
	if want := "\n  and at least 980 more: -o json has the first 1000"; !strings.HasSuffix(got, want) {
		t.Errorf("it ends wrongly:\n%s", got)
	}
}
